package io.rapport.customer.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The profile of a customer into whom others were merged: the customer's own facts, and where there are none those of the
 * others, in the order of the merges. Pure decisions on rows of {@code rapport.customer} as JSON objects. The column
 * {@code filled} names what came from others; what an event names since, for which {@code versions} has a number, is the
 * customer's own.
 */
final class ProfileMerge {

    private static final String FILLED = "filled";
    private static final String ATTRIBUTES = "attributes";
    private static final String VERSIONS = "versions";

    /** Columns that go together: whether there is anything is said by the first ones, the others belong to it. */
    private record Fact(List<String> columns, List<String> belonging, List<String> versions) {}

    private static final List<Fact> FACTS = List.of(
            new Fact(List.of("first_name", "last_name"), List.of(), List.of("firstName", "lastName")),
            new Fact(List.of("email"), List.of("confirmed_at", "confirmed_seq", "email_seq"), List.of("email")),
            new Fact(List.of("phone"), List.of(), List.of("phone")),
            new Fact(List.of("birthday"), List.of("birthday_without_year"), List.of("birthday")),
            new Fact(List.of("locale"), List.of(), List.of("locale")),
            new Fact(List.of("time_zone"), List.of(), List.of("timeZone")),
            new Fact(List.of("registered_at"), List.of(), List.of()),
            new Fact(List.of("lapsed_at"), List.of("lapse_reason"), List.of()));

    /** What columns hold that hold nothing, where that is not null. */
    private static final ObjectNode NOTHING = JsonNodeFactory.instance
            .objectNode()
            .put("confirmed_seq", 0)
            .put("email_seq", 0)
            .put("birthday_without_year", false);

    private ProfileMerge() {}

    /** @return the columns that a merge may fill, the attributes apart */
    static List<String> columns() {
        List<String> columns = new ArrayList<>();
        for (Fact fact : FACTS) {
            columns.addAll(fact.columns());
            columns.addAll(fact.belonging());
        }
        return columns;
    }

    /**
     * @param row a customer
     * @return the customer without what came from others
     */
    static ObjectNode own(JsonNode row) {
        ObjectNode own = row.deepCopy();
        JsonNode filled = row.path(FILLED);
        JsonNode versions = row.path(VERSIONS);
        for (Fact fact : FACTS) {
            boolean foreign = !isSaid(row, fact)
                    && fact.columns().stream().anyMatch(filled::has)
                    && fact.columns().stream().allMatch(column -> same(row.get(column), filled.get(column)));
            if (foreign) {
                clear(own, fact);
            }
        }
        ObjectNode attributes = own.withObject("/" + ATTRIBUTES);
        filled.path(ATTRIBUTES).fields().forEachRemaining(attribute -> {
            if (!versions.has(ATTRIBUTES + "." + attribute.getKey())
                    && attribute.getValue().equals(attributes.get(attribute.getKey()))) {
                attributes.remove(attribute.getKey());
            }
        });
        own.putObject(FILLED);
        return own;
    }

    /**
     * @param own a customer without what came from others
     * @param others such customers who were merged into this one, those merged first in front
     * @return the customer with what the others had and this one has not
     */
    static ObjectNode filled(ObjectNode own, List<? extends JsonNode> others) {
        ObjectNode row = own.deepCopy();
        ObjectNode filled = row.putObject(FILLED);
        ObjectNode attributes = row.withObject("/" + ATTRIBUTES);
        for (JsonNode other : others) {
            for (Fact fact : FACTS) {
                // what the customer's own events took away stays away
                if (isEmpty(row, fact) && !isSaid(row, fact) && !isEmpty(other, fact)) {
                    fact.columns().forEach(column -> copy(other, column, row, filled));
                    fact.belonging().forEach(column -> row.set(column, value(other, column)));
                }
            }
            other.path(ATTRIBUTES).fields().forEachRemaining(attribute -> {
                if (!attributes.has(attribute.getKey())
                        && !row.path(VERSIONS).has(ATTRIBUTES + "." + attribute.getKey())) {
                    attributes.set(attribute.getKey(), attribute.getValue());
                    filled.withObject("/" + ATTRIBUTES).set(attribute.getKey(), attribute.getValue());
                }
            });
        }
        return row;
    }

    /**
     * @param row a customer
     * @return the same customer of whom nothing is known but the id
     */
    static ObjectNode emptied(ObjectNode row) {
        ObjectNode empty = row.deepCopy();
        FACTS.forEach(fact -> clear(empty, fact));
        empty.putObject(ATTRIBUTES);
        empty.putObject(VERSIONS);
        empty.putObject(FILLED);
        return empty;
    }

    private static void copy(JsonNode from, String column, ObjectNode row, ObjectNode filled) {
        row.set(column, value(from, column));
        filled.set(column, value(from, column));
    }

    private static void clear(ObjectNode row, Fact fact) {
        fact.columns().forEach(row::putNull);
        fact.belonging().forEach(column -> row.set(column, value(NOTHING, column)));
    }

    private static boolean isSaid(JsonNode row, Fact fact) {
        return fact.versions().stream().anyMatch(row.path(VERSIONS)::has);
    }

    private static boolean isEmpty(JsonNode row, Fact fact) {
        return fact.columns().stream().noneMatch(row::hasNonNull);
    }

    private static JsonNode value(JsonNode row, String column) {
        JsonNode value = row.get(column);
        return value == null ? JsonNodeFactory.instance.nullNode() : value;
    }

    private static boolean same(JsonNode one, JsonNode other) {
        boolean none = one == null || one.isNull();
        return none ? other == null || other.isNull() : one.equals(other);
    }
}
