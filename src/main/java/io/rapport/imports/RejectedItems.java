package io.rapport.imports;

import io.rapport.customer.CustomerImport.NotTaken;
import java.util.List;

/**
 * What is said of items that are right by themselves, and that the tables do not take.
 *
 * @param kind of the file
 * @param head names the column that is to be corrected
 */
record RejectedItems(ImportKind kind, HeaderRow head) {

    /**
     * @param item that was not taken
     * @param why it was not
     * @return the same without its value, with the fault at the column that it is about
     */
    <T> ImportItem<T> of(ImportItem<T> item, NotTaken why) {
        if (why == NotTaken.ERASED) {
            return erased(item);
        }
        CsvRow first = item.rows().get(0);
        String field =
                switch (why) {
                    case UNKNOWN_ADDRESS, SHARED_ADDRESS -> "email";
                    case UNKNOWN_POOL, MADE_HERE -> "pool";
                    case OTHER_POOL -> "code";
                    case LESS_REFUNDED -> "refunded";
                    default -> "id";
                };
        RowFault fault = head.has(field)
                ? new RowFault(head.column(field), cell(first, head.place(field)), fix(why))
                : RowFault.ofRow(fix(why));
        return new ImportItem<>(
                item.rows(),
                item.key(),
                null,
                List.of(new ImportItem.FaultAt(first, fault)),
                item.customerId(),
                item.contact());
    }

    /** What was erased is not kept as a fault either. */
    private static <T> ImportItem<T> erased(ImportItem<T> item) {
        List<CsvRow> rows = item.rows().stream()
                .map(row -> new CsvRow(row.n(), row.line(), List.of(), List.of()))
                .toList();
        RowFault fault = RowFault.ofRow("The customer was erased: leave the row out, nothing about them is kept.");
        return new ImportItem<>(
                rows, item.key(), null, List.of(new ImportItem.FaultAt(rows.get(0), fault)), item.customerId(), null);
    }

    private static String cell(CsvRow row, int place) {
        return place < row.cells().size() ? row.cells().get(place) : null;
    }

    private String fix(NotTaken why) {
        return switch (why) {
            case UNKNOWN_ADDRESS ->
                "No customer has this address: bring the customers in first, or name the customer by id.";
            case SHARED_ADDRESS -> "Several customers have this address: name the customer by id.";
            case OTHER_CUSTOMER ->
                kind == ImportKind.ORDERS
                        ? "The order is known as another customer's: correct the id of the order or of the customer."
                        : "The entry is known as another customer's: correct its id or that of the customer.";
            case DIFFERENT ->
                kind == ImportKind.ORDERS
                        ? "The order is known with another total, currency or other lines, which a file does not change."
                                + " Rows of one order must stand together."
                        : "The entry is known with other points or dates, which a file does not change.";
            case LESS_REFUNDED ->
                "An earlier file says that more of the order was paid back: write all that was paid back of it by now, or"
                        + " leave the order out.";
            case UNKNOWN_POOL ->
                "There is no pool of that name: correct it, or make the pool by PUT /api/coupon-pools/{pool}.";
            case MADE_HERE ->
                "The codes of this pool are made here: correct the name, or change `stock` of the pool for more of them.";
            case OTHER_POOL ->
                "The code belongs to another pool: leave the row out, or have the shop make another code for this one.";
            case MERGED -> "The customer was merged into another one: leave the row out, or name the one who stays.";
            case ERASED -> throw new IllegalArgumentException("no column of an erased customer's is named");
        };
    }
}
