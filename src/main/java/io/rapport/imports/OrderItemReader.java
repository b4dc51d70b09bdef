package io.rapport.imports;

import io.rapport.customer.Currencies;
import io.rapport.customer.ImportedOrder;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Orders: a row each, or a row a line, those of an order together. What is said of the order stands in its first row; where
 * further rows repeat it, that is not read again. Whatever is wrong with one row leaves the whole order out.
 */
final class OrderItemReader implements ItemReader<ImportedOrder> {

    private static final int LONGEST_SKU = 64;
    private static final int LONGEST_NAME = 300;
    private static final int MOST_PIECES = 1_000_000;
    private static final int MOST_LINES = 500;
    private static final Set<String> OF_ORDER = Set.of("id", "customerId", "email", "total", "placedAt");
    private static final Set<String> STATES = Set.of("open", "shipped", "delivered", "returned", "cancelled");

    private final HeaderRow head;
    private final Mapping mapping;
    private final Instant now;
    private final List<Cells> rows = new ArrayList<>();
    private String open;

    OrderItemReader(HeaderRow head, Mapping mapping, Instant now) {
        this.head = head;
        this.mapping = mapping;
        this.now = now;
    }

    @Override
    public Optional<ImportItem<ImportedOrder>> next(CsvRow row) {
        Cells cells = new Cells(head, mapping, now, row);
        if (!rows.isEmpty() && isFurtherLine(cells)) {
            rows.add(cells);
            return Optional.empty();
        }
        String id = cells.id("id", Cells.ORDER_ID);
        Optional<ImportItem<ImportedOrder>> before = Optional.empty();
        if (!rows.isEmpty() && (id == null || !id.equals(open))) {
            before = Optional.of(item());
        }
        rows.add(cells);
        open = id;
        return before;
    }

    /** Shops that write what is said of an order in its first row alone may leave the number out below, too. */
    private static boolean isFurtherLine(Cells cells) {
        return OF_ORDER.stream().allMatch(field -> cells.isBlank(field));
    }

    @Override
    public Optional<ImportItem<ImportedOrder>> end() {
        return rows.isEmpty() ? Optional.empty() : Optional.of(item());
    }

    private ImportItem<ImportedOrder> item() {
        List<Cells> all = List.copyOf(rows);
        rows.clear();
        Cells first = all.get(0);
        String customer = first.customerId();
        String email = customer == null ? first.email() : null;
        if (customer == null && email == null && first.isRight()) {
            first.fault(head.has("customerId") ? "customerId" : "email", "Say whose order it is, by id or address.");
        }
        String currency = first.currency();
        BigDecimal total = first.amount("total", currency);
        if (total == null && first.text("total") == null && first.isRight()) {
            first.fault(
                    "total",
                    "Fill it in: the first row of each order needs it. Rows of one order must stand together.");
        }
        Instant placed = first.requiredPast("placedAt");
        Instant shipped = first.past("shippedAt");
        Instant delivered = first.past("deliveredAt");
        Instant returned = first.past("returnedAt");
        Instant cancelled = first.past("cancelledAt");
        String status = first.oneOf("status", STATES, cells -> cells.text("status"));
        if (status != null) {
            shipped = status.equals("shipped") && shipped == null ? placed : shipped;
            delivered = status.equals("delivered") && delivered == null ? placed : delivered;
            // what was cancelled has not come back: it may never have left
            returned = status.equals("returned") && returned == null && cancelled == null ? placed : returned;
            cancelled = status.equals("cancelled") && cancelled == null ? placed : cancelled;
        }
        BigDecimal refunded = first.amount("refunded", currency);
        if (currency != null && refunded != null && total != null && refunded.compareTo(total) > 0) {
            first.fault(
                    "refunded",
                    "Write at most what the order came to, " + total.toPlainString() + " " + currency
                            + ": all that was paid back of it by now.");
        }
        Instant refundedAt = first.past("refundedAt");
        notBefore(placed, first, "shippedAt", shipped);
        notBefore(placed, first, "deliveredAt", delivered);
        notBefore(placed, first, "returnedAt", returned);
        notBefore(placed, first, "cancelledAt", cancelled);
        notBefore(placed, first, "refundedAt", refundedAt);
        BigDecimal shipping = first.amount("shipping", currency);
        BigDecimal tax = first.amount("tax", currency);
        BigDecimal discount = first.amount("discount", currency);
        boolean cameBack = returned != null || cancelled != null || (refunded != null && refunded.signum() > 0);
        List<ImportedOrder.Line> lines = lines(all, currency, cameBack);
        List<ImportItem.FaultAt> faults = new ArrayList<>();
        for (Cells cells : all) {
            cells.faults().forEach(fault -> faults.add(new ImportItem.FaultAt(cells.row(), fault)));
        }
        ImportedOrder order = faults.isEmpty()
                ? new ImportedOrder(
                        first.row().n(),
                        open,
                        customer,
                        email,
                        currency,
                        total,
                        shipping,
                        tax,
                        discount,
                        placed,
                        shipped,
                        delivered,
                        returned,
                        cancelled,
                        refunded,
                        refundedAt,
                        lines)
                : null;
        return new ImportItem<>(all.stream().map(Cells::row).toList(), open, order, faults, customer, email);
    }

    /** Of one day nothing is said: many files have days alone, or one column with hours and another without. */
    private void notBefore(Instant placed, Cells cells, String field, Instant moment) {
        if (placed != null && moment != null && day(moment).isBefore(day(placed))) {
            cells.fault(field, "Write a moment that is not before the order was placed, or correct that.");
        }
    }

    private LocalDate day(Instant moment) {
        return LocalDate.ofInstant(moment, mapping.zone());
    }

    /** A row without anything of a line, such as one of an order whose items the file does not have, makes none. */
    private List<ImportedOrder.Line> lines(List<Cells> all, String currency, boolean cameBack) {
        List<ImportedOrder.Line> lines = new ArrayList<>();
        if (!head.has("sku") && !head.has("itemName")) {
            return lines;
        }
        for (Cells cells : all) {
            String name = cells.text("itemName");
            String sku = cells.text("sku", LONGEST_SKU);
            if (name == null && sku == null) {
                if (cells.text("price") != null || cells.text("amount") != null) {
                    cells.fault("sku", "Say what was ordered: sku or itemName.");
                }
                continue;
            }
            ImportedOrder.Line line = line(cells, sku, name, currency, cameBack);
            if (line != null) {
                lines.add(line);
            }
        }
        if (lines.size() > MOST_LINES) {
            all.get(0).fault("id", "Split the order: it has more than " + MOST_LINES + " lines.");
        }
        return lines;
    }

    /** @param cameBack whether pieces of the order may have: some shops write how many of a line are left, and be it none */
    private ImportedOrder.Line line(Cells cells, String sku, String name, String currency, boolean cameBack) {
        Integer given = cameBack ? cells.whole("quantity", 0, MOST_PIECES) : cells.pieces("quantity", MOST_PIECES);
        BigDecimal price = cells.amount("price", currency);
        BigDecimal amount = cells.amount("amount", currency);
        if (price == null && amount == null && cells.isRight()) {
            cells.fault(
                    head.has("price") ? "price" : "amount",
                    "Say what a piece (price) or all of the line (amount) costs.");
        }
        if (currency == null || !cells.isRight() || (given != null && given == 0)) {
            return null;
        }
        int quantity = given == null ? 1 : given;
        BigDecimal pieces = BigDecimal.valueOf(quantity);
        BigDecimal all = amount == null ? price.multiply(pieces) : amount;
        BigDecimal one =
                price == null ? amount.divide(pieces, Currencies.decimals(currency), RoundingMode.HALF_EVEN) : price;
        return new ImportedOrder.Line(
                sku == null ? cut(name, LONGEST_SKU) : sku,
                name == null ? null : cut(name, LONGEST_NAME),
                quantity,
                one,
                Currencies.minorUnits(all, currency));
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }
}
