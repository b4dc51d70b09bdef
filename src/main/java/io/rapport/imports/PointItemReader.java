package io.rapport.imports;

import io.rapport.loyalty.ImportedPoints;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Entries of a points ledger: a row each. Their signs fit what they are: what is redeemed is taken, what is earned given. */
final class PointItemReader implements ItemReader<ImportedPoints> {

    private static final Pattern ENTRY_ID = Pattern.compile("[A-Za-z0-9._:-]{1,100}");
    private static final Set<String> GIVEN = Set.of("earn", "bonus");
    private static final Set<String> TAKEN = Set.of("redeem", "reverse", "expire");
    private static final Set<String> KINDS = Set.of("earn", "bonus", "redeem", "reverse", "expire", "adjust");
    private static final int MOST = 100_000_000;

    private final HeaderRow head;
    private final Mapping mapping;
    private final Instant now;

    PointItemReader(HeaderRow head, Mapping mapping, Instant now) {
        this.head = head;
        this.mapping = mapping;
        this.now = now;
    }

    @Override
    public Optional<ImportItem<ImportedPoints>> next(CsvRow row) {
        Cells cells = new Cells(head, mapping, now, row);
        String id = cells.id("id", ENTRY_ID);
        String customer = cells.customerId();
        String email = customer == null ? cells.email() : null;
        if (customer == null && email == null && cells.isRight()) {
            cells.fault(
                    head.has("customerId") ? "customerId" : "email", "Say whose points they are, by id or address.");
        }
        Integer points = cells.whole("points", -MOST, MOST);
        if (points == null && cells.text("points") == null) {
            cells.fault("points", "Fill it in: each row needs it.");
        }
        String kind = cells.oneOf("kind", KINDS, read -> read.text("kind"));
        Instant recorded = cells.requiredPast("recordedAt");
        String lot = cells.text("lot", 100);
        // files name the last day of use, the ledger the first one without it
        LocalDate lastDay = cells.day("expiresOn");
        if (points != null && cells.isRight()) {
            points = signed(cells, kind, points);
        }
        boolean right = cells.isRight() && points != null;
        return Optional.of(ImportItem.of(
                row,
                id,
                right
                        ? new ImportedPoints(
                                row.n(),
                                id,
                                customer,
                                email,
                                kind == null ? points < 0 ? "redeem" : "earn" : kind,
                                points,
                                lot,
                                lastDay == null ? null : lastDay.plusDays(1),
                                recorded)
                        : null,
                cells,
                customer,
                email));
    }

    /** Many ledgers write what is taken without a sign, since its kind says it. */
    private static Integer signed(Cells cells, String kind, int points) {
        if (kind != null && GIVEN.contains(kind) && points < 0) {
            cells.fault("points", "Write points that are given without a minus, or name another kind.");
            return null;
        }
        return kind != null && TAKEN.contains(kind) ? -Math.abs(points) : points;
    }
}
