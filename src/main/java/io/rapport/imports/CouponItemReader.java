package io.rapport.imports;

import io.rapport.loyalty.CouponPool;
import io.rapport.loyalty.ImportedCoupon;
import java.time.Instant;
import java.util.Optional;

/** Codes that the shop made: a row each. */
final class CouponItemReader implements ItemReader<ImportedCoupon> {

    private final HeaderRow head;
    private final Mapping mapping;
    private final Instant now;

    CouponItemReader(HeaderRow head, Mapping mapping, Instant now) {
        this.head = head;
        this.mapping = mapping;
        this.now = now;
    }

    @Override
    public Optional<ImportItem<ImportedCoupon>> next(CsvRow row) {
        Cells cells = new Cells(head, mapping, now, row);
        String code = cells.required("code");
        if (code != null && !CouponPool.isCode(code)) {
            cells.fault("code", "Write a code: " + CouponPool.CODES + ".");
        }
        String pool = cells.required("pool");
        if (pool != null && !CouponPool.isName(pool)) {
            cells.fault("pool", "Write a name that a pool can have: " + CouponPool.NAMES + ", such as spring.");
        }
        Instant expires = cells.requiredFuture("expiresAt");
        return Optional.of(ImportItem.of(
                row,
                code,
                cells.isRight() ? new ImportedCoupon(row.n(), code, pool, expires) : null,
                cells,
                null,
                null));
    }
}
