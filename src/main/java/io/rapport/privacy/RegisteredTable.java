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
 * @param heldUntil the column from which a legal hold of {@link ColumnRule.Handling#HELD} columns counts, of the table
 *     itself or, as {@code complaint.closed_at}, of the one that {@code whose} leads to; {@code null} if it holds none
 * @param retain the column from which the time counts after which rows are deleted, or their columns emptied; {@code null}
 *     if they do not go by their age
 * @param retainWhen a column that must be true for that; {@code null} for none
 * @param retainFor how long, if not as long as the kind; {@code null} for most
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
        String heldUntil,
        String retain,
        String retainWhen,
        Duration retainFor) {

    /** What an erasure does with a row. */
    enum OnErasure {
        DELETE,
        EMPTY,
        KEEP
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

    List<ColumnRule> exported() {
        return columns(ColumnRule.Handling::isExported);
    }

    /** Whether it tells anything that its ids do not. */
    boolean isExported() {
        return exported().stream().anyMatch(column -> column.handling() != ColumnRule.Handling.ID);
    }
}
