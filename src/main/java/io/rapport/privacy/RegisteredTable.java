package io.rapport.privacy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A table and what it holds of customers.
 *
 * @param name without the schema
 * @param kind of personal data; {@code null} if it holds none
 * @param whose the ways from a row to its customer; empty if it holds nothing of any
 * @param onErasure what becomes of a row when its customer is erased
 * @param because why rows stay then, or why they are nobody's
 * @param onlyWhen a column that is filled in the rows that this is about, such as the end of an instance: others are still at
 *     work; {@code null} where it is about all rows
 * @param columns by name; of a table that is nobody's those with text
 * @param former the column that is true in rows of a customer who was erased since, of the table itself or, as {@code
 *     customer_order.former}, of the one that {@code whose} leads to; {@code null} if time tells them apart, or nothing stays
 * @param since the column that says when a row came to be, of either as well: who comes back under an id has none that are
 *     older than its erasure; {@code null} as before
 * @param exportedFrom the view that has the rows to export, with the same columns; {@code null} for all rows of the table
 * @param heldUntil the column from which a legal hold of {@link ColumnRule.Handling#HELD} columns counts, of the table
 *     itself or, as {@code complaint.closed_at}, of the one that {@code whose} leads to; {@code null} if it holds none
 * @param retain the column from which the time counts after which rows are deleted, or their columns emptied; {@code null}
 *     if they do not go by their age
 * @param retainWhen a column that must be true for that; {@code null} for none
 * @param retainFor how long, if not as long as the kind; {@code null} for most
 * @param onMerge what becomes of a row when its customer is merged into another one; {@code null} where rows lead to their
 *     customer by another table alone, and go with that one's
 */
record RegisteredTable(
        String name,
        DataKind kind,
        List<CustomerPath> whose,
        OnErasure onErasure,
        String because,
        String onlyWhen,
        Map<String, ColumnRule> columns,
        String former,
        String since,
        String exportedFrom,
        String heldUntil,
        String retain,
        String retainWhen,
        Duration retainFor,
        OnMerge onMerge) {

    /** What an erasure does with a row. */
    enum OnErasure {
        DELETE,
        EMPTY,
        KEEP
    }

    /** What a merge of its customer into another one does with a row, and the undo of the merge. */
    enum OnMerge {
        /** It becomes the other one's, remembers its own customer in {@code original_customer_id}, and goes back. */
        MOVE,
        /** It follows from other tables: both customers are noted as changed, and who was merged has nothing it follows from. */
        RECALCULATE,
        /** A rule of its own puts both customers' together, and takes them apart: code, or a trigger on what it follows from. */
        COMBINE,
        /** It stays under its id, by which it is still found. */
        STAY
    }

    /** In the place of all columns, where rows are deleted whole. */
    static final String ALL = "*";

    boolean isNobodys() {
        return whose.isEmpty();
    }

    List<ColumnRule> columns(Predicate<ColumnRule.Handling> which) {
        return columns.values().stream()
                .filter(column -> !column.name().equals(ALL) && which.test(column.handling()))
                .toList();
    }

    /** Whether a row leads to its customer still, once the customer was erased. */
    boolean isKept(PersonalDataRegister register) {
        return onErasure != OnErasure.DELETE
                && whose.stream()
                        .anyMatch(path -> path.table() == null
                                || register.table(path.table()).onErasure() != OnErasure.DELETE);
    }

    /** Whether a row has its customer's id itself, and not through another table's row. */
    boolean leadsToCustomer() {
        return whose.stream().anyMatch(path -> path.table() == null);
    }

    List<ColumnRule> exported() {
        return columns(ColumnRule.Handling::isExported);
    }

    /** Whether it tells anything that its ids do not. */
    boolean isExported() {
        return exported().stream().anyMatch(column -> column.handling() != ColumnRule.Handling.ID);
    }
}
