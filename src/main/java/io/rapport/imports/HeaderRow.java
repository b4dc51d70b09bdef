package io.rapport.imports;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which column of a file holds which field. */
final class HeaderRow {

    /** Columns that a file of faults has besides; they say what was wrong, and are no data. */
    static final List<String> OF_FAULTS = List.of("rapport_line", "rapport_column", "rapport_value", "rapport_fix");

    private final List<String> names;
    private final Map<String, Integer> columns;

    private HeaderRow(List<String> names, Map<String, Integer> columns) {
        this.names = names;
        this.columns = columns;
    }

    /**
     * @param names of the columns, as they stand in the first line
     * @param mapping says which fields they hold; a field that it does not name has the column of its own name
     * @return the columns of the fields
     * @throws FileRefused if a field that each row needs has none, or a column that is used stands there twice
     */
    static HeaderRow of(List<String> names, ImportKind kind, Mapping mapping) {
        Map<String, List<Integer>> places = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            places.computeIfAbsent(plain(names.get(i)), any -> new ArrayList<>())
                    .add(i);
        }
        Map<String, Integer> columns = new LinkedHashMap<>();
        for (String field : kind.fields()) {
            List<String> candidates = mapping.columns().getOrDefault(field, List.of(field));
            place(field, candidates, places, names, columns);
        }
        mapping.columns().forEach((field, candidates) -> {
            if (isFurther(field)) {
                place(field, candidates, places, names, columns);
            }
        });
        if (kind == ImportKind.CUSTOMERS) {
            for (String name : names) {
                if (isFurther(name) && kind.isField(name)) {
                    place(name, List.of(name), places, names, columns);
                }
            }
        }
        HeaderRow head = new HeaderRow(names, columns);
        for (String required : kind.required()) {
            if (Set.of(required.split("\\|")).stream()
                    .noneMatch(field ->
                            columns.containsKey(field) || mapping.fixed().containsKey(field))) {
                throw new FileRefused(
                        "No column holds " + required.replace("|", " / ") + ": name it in the mapping, such as "
                                + kind.word() + ": {columns: {" + required.replaceFirst("\\|.*", "")
                                + ": \"Column\"}}. The file has "
                                + String.join(", ", names) + ".");
            }
        }
        return head;
    }

    /** Whether a field is one of those that customers have as many of as one likes. */
    private static boolean isFurther(String field) {
        return field.startsWith(ImportKind.ATTRIBUTE) || field.startsWith(ImportKind.IDENTITY);
    }

    private static void place(
            String field,
            List<String> candidates,
            Map<String, List<Integer>> places,
            List<String> names,
            Map<String, Integer> columns) {
        for (String candidate : candidates) {
            List<Integer> found = places.getOrDefault(plain(candidate), List.of());
            if (found.size() > 1) {
                throw new FileRefused("The column " + names.get(found.get(0)) + " stands there " + found.size()
                        + " times: give each column a name of its own, so that it is clear which holds " + field + ".");
            }
            if (found.size() == 1) {
                columns.put(field, found.get(0));
                return;
            }
        }
    }

    private static String plain(String name) {
        return name.strip().replaceAll("[\\s_-]", "").toLowerCase(Locale.ROOT);
    }

    /** @return the number of columns that a row must have at least and those it may have */
    int size() {
        return names.size();
    }

    /** @return what a column is called */
    String name(int place) {
        return names.get(place);
    }

    boolean has(String field) {
        return columns.containsKey(field);
    }

    /** @return where the field stands; -1: nowhere */
    int place(String field) {
        return columns.getOrDefault(field, -1);
    }

    /** @return the name of the field's column; its own name if it has none */
    String column(String field) {
        return has(field) ? names.get(columns.get(field)) : field;
    }

    /** @return the attributes of customers that have a column */
    List<String> attributes() {
        return beginning(ImportKind.ATTRIBUTE);
    }

    /** @return the systems with ids of customers that have a column, as fields */
    List<String> identities() {
        return beginning(ImportKind.IDENTITY);
    }

    private List<String> beginning(String prefix) {
        return columns.keySet().stream()
                .filter(field -> field.startsWith(prefix))
                .toList();
    }
}
