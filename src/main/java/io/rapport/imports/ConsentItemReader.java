package io.rapport.imports;

import io.rapport.customer.Consents;
import io.rapport.customer.ImportedConsent;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Consents and withdrawals: a row each. Without its source and date none is taken: it would prove nothing. */
final class ConsentItemReader implements ItemReader<ImportedConsent> {

    static final Set<String> BASES = Set.of("consent", "contract", "legal-obligation", "legitimate-interest");

    private static final int LONGEST_SOURCE = 200;
    private static final int LONGEST_WORDING = 2_000;

    private final HeaderRow head;
    private final Mapping mapping;
    private final Instant now;

    ConsentItemReader(HeaderRow head, Mapping mapping, Instant now) {
        this.head = head;
        this.mapping = mapping;
        this.now = now;
    }

    @Override
    public Optional<ImportItem<ImportedConsent>> next(CsvRow row) {
        Cells cells = new Cells(head, mapping, now, row);
        String customer = cells.customerId();
        String email = customer == null ? cells.email() : null;
        if (customer == null && email == null && cells.isRight()) {
            cells.fault(head.has("customerId") ? "customerId" : "email", "Say whose consent it is, by id or address.");
        }
        String channel = cells.oneOf("channel", Set.copyOf(Consents.CHANNELS), read -> read.required("channel"));
        String topic = cells.topic();
        Boolean granted = cells.yesOrNo("granted");
        String basis = cells.oneOf("basis", BASES, read -> read.text("basis"));
        String source = source(cells);
        Instant recorded = cells.past("recordedAt");
        if (recorded == null && cells.text("recordedAt") == null) {
            cells.fault("recordedAt", "Say when it was said: a consent without its date is none.");
        }
        String wording = cells.text("wording", LONGEST_WORDING);
        boolean right = cells.isRight() && granted != null && recorded != null;
        return Optional.of(ImportItem.of(
                row,
                null,
                right
                        ? new ImportedConsent(
                                row.n(),
                                customer,
                                email,
                                channel,
                                topic,
                                granted,
                                basis == null ? "consent" : basis,
                                source,
                                wording == null ? "" : wording,
                                recorded)
                        : null,
                cells,
                customer,
                email));
    }

    private static String source(Cells cells) {
        String source = cells.text("source", LONGEST_SOURCE);
        if (source == null && cells.isRight()) {
            cells.fault(
                    "source",
                    "Say where it was said, such as registration form: a consent without its source is none.");
        }
        return source;
    }
}
