package io.rapport.journey.table;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the values of a column are, as the engine makes them by the type that the column names. */
public enum ColumnType {
    TEXT(String.class, "\"gold\", not(\"gold\")", "\"gold\""),
    TRUTH(Boolean.class, "true", "true"),
    WHOLE(BigDecimal.class, "3, >= 3, [3..5]", "3"),
    NUMBER(BigDecimal.class, "2.5, >= 2.5, [2.5..5]", "2.5"),
    MOMENT(LocalDateTime.class, ">= date and time(\"2026-12-01T00:00:00\")", "date and time(\"2026-12-01T00:00:00\")"),
    /** Of a column that names no type: the engine makes moments of a date, and leaves what has no type as it is. */
    DAY(LocalDate.class, ">= date(\"2026-12-01\")", "date(\"2026-12-01\")");

    /** What DMN files call the types, as {@link #of} knows them. */
    public static final List<String> NAMES =
            List.of("string", "boolean", "integer", "long", "double", "number", "date");

    private final Class<?> values;
    private final String conditions;
    private final String answer;

    ColumnType(Class<?> values, String conditions, String answer) {
        this.values = values;
        this.conditions = conditions;
        this.answer = answer;
    }

    /**
     * @param name of a type, as DMN files write it; null if the column names none
     * @return the type; empty where the engine takes values as they come
     */
    public static Optional<ColumnType> of(String name) {
        return Optional.ofNullable(
                switch (name == null ? "" : name.toLowerCase(Locale.ROOT)) {
                    case "string" -> TEXT;
                    case "boolean" -> TRUTH;
                    case "integer", "long" -> WHOLE;
                    case "double", FeelOnly.NUMBER -> NUMBER;
                    case "date" -> MOMENT;
                    default -> null;
                });
    }

    /** @return the type of a constant in a cell; empty for one that no column is known to have, such as a time of day */
    static Optional<ColumnType> ofConstant(Comparable<?> constant) {
        for (ColumnType type : new ColumnType[] {TEXT, TRUTH, NUMBER, MOMENT, DAY}) {
            if (type.isCompared(constant)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** @return conditions of this type, such as {@code >= 3}, for people to write theirs like */
    public String conditions() {
        return conditions;
    }

    /** @return an answer of this type, such as {@code "gold"}, for people to write theirs like */
    public String answer() {
        return answer;
    }

    /** @return whether values of this type can be compared with a constant */
    boolean isCompared(Comparable<?> constant) {
        return values.isInstance(constant);
    }

    /** @return whether values of this type can be compared with those of the other one */
    boolean isComparedWith(ColumnType other) {
        return values == other.values;
    }

    /**
     * @param answer of a cell, as the engine's FEEL says it
     * @return whether the column's type takes it as it is
     */
    public boolean takes(Object answer) {
        return switch (this) {
            case TEXT -> answer instanceof String;
            case TRUTH -> answer instanceof Boolean;
            case WHOLE -> answer instanceof Number number && number.doubleValue() == Math.rint(number.doubleValue());
            case NUMBER -> answer instanceof Number;
            case MOMENT -> answer instanceof LocalDateTime || answer instanceof ZonedDateTime;
            case DAY -> answer instanceof LocalDate;
        };
    }

    /** @return all values of this type, and no value */
    CellValues all() {
        return switch (this) {
            case TRUTH -> CellValues.of(false).or(CellValues.of(true)).or(CellValues.NONE);
            // no text comes before the empty one
            case TEXT -> CellValues.above("", true).or(CellValues.NONE);
            default -> CellValues.ALL;
        };
    }
}
