package io.rapport.privacy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.rapport.privacy.RegisteredTable.OnErasure;
import io.rapport.privacy.RegisteredTable.OnMerge;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Where personal data stand, whose they are, why, for how long, and what an erasure does with them: the one register that
 * export, erasure, retention and the page of the documentation are made from.
 *
 * @param kinds of personal data, by name, in the order in which customers read them
 * @param tables of ours, by name, children before their parents
 * @param engine the engine's tables, by name, children before their parents
 */
record PersonalDataRegister(
        Map<String, DataKind> kinds, Map<String, RegisteredTable> tables, Map<String, RegisteredTable> engine) {

    private static final String FILE = "personal-data.yaml";

    private static final Set<String> KEYS = Set.of(
            "kind",
            "whose",
            "on-erasure",
            "kept-because",
            "nobody",
            "columns",
            "only-when",
            "former",
            "since",
            "exported-from",
            "held-until",
            "retain",
            "retain-when",
            "retain-for",
            "on-merge");

    /**
     * Reads the register that is shipped.
     *
     * @return it
     * @throws IllegalArgumentException if it is wrong
     */
    static PersonalDataRegister read() {
        try (InputStream file = PersonalDataRegister.class.getResourceAsStream(FILE)) {
            return of(new YAMLMapper().readTree(file));
        } catch (IOException e) {
            throw new UncheckedIOException(FILE + " cannot be read", e);
        }
    }

    static PersonalDataRegister of(JsonNode file) {
        Map<String, DataKind> kinds = new LinkedHashMap<>();
        file.path("kinds").properties().forEach(kind -> kinds.put(kind.getKey(), kind(kind.getKey(), kind.getValue())));
        return new PersonalDataRegister(kinds, tables(file.path("tables"), kinds), tables(file.path("engine"), kinds));
    }

    private static DataKind kind(String name, JsonNode written) {
        return new DataKind(
                name,
                byLanguage(written.path("title")),
                byLanguage(written.path("why")),
                byLanguage(written.path("how-long")),
                text(written, "retention"));
    }

    private static Map<String, String> byLanguage(JsonNode written) {
        Map<String, String> texts = new LinkedHashMap<>();
        written.properties()
                .forEach(text -> texts.put(text.getKey(), text.getValue().asText()));
        return texts;
    }

    private static Map<String, RegisteredTable> tables(JsonNode written, Map<String, DataKind> kinds) {
        Map<String, RegisteredTable> tables = new LinkedHashMap<>();
        written.properties().forEach(table -> {
            table.getValue().fieldNames().forEachRemaining(key -> {
                if (!KEYS.contains(key)) {
                    throw new IllegalArgumentException(table.getKey() + ": there is no '" + key + "' in the register");
                }
            });
            tables.put(
                    table.getKey(),
                    table.getValue().has("nobody")
                            ? nobodys(table.getKey(), table.getValue())
                            : table(table.getKey(), table.getValue(), kinds));
        });
        return tables;
    }

    private static RegisteredTable nobodys(String name, JsonNode written) {
        Map<String, ColumnRule> columns = new LinkedHashMap<>();
        written.path("columns")
                .forEach(column -> columns.put(
                        column.asText(), new ColumnRule(column.asText(), ColumnRule.Handling.INTERNAL, null)));
        return new RegisteredTable(
                name,
                null,
                List.of(),
                OnErasure.KEEP,
                text(written, "nobody"),
                null,
                columns,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static RegisteredTable table(String name, JsonNode written, Map<String, DataKind> kinds) {
        List<CustomerPath> whose = new ArrayList<>();
        if (written.path("whose").isArray()) {
            written.path("whose").forEach(path -> whose.add(CustomerPath.parse(path.asText())));
        } else {
            whose.add(CustomerPath.parse(written.path("whose").asText()));
        }
        DataKind kind = kinds.get(text(written, "kind"));
        if (kind == null) {
            throw new IllegalArgumentException(name + ": the register has no kind '" + text(written, "kind") + "'");
        }
        Map<String, ColumnRule> columns = new LinkedHashMap<>();
        written.path("columns")
                .properties()
                .forEach(column -> columns.put(
                        column.getKey(),
                        ColumnRule.parse(column.getKey(), column.getValue().asText())));
        return new RegisteredTable(
                name,
                kind,
                whose,
                OnErasure.valueOf(written.path("on-erasure").asText().toUpperCase(Locale.ROOT)),
                text(written, "kept-because"),
                text(written, "only-when"),
                columns,
                text(written, "former"),
                text(written, "since"),
                text(written, "exported-from"),
                text(written, "held-until"),
                text(written, "retain"),
                text(written, "retain-when"),
                written.has("retain-for") ? Duration.parse(text(written, "retain-for")) : null,
                onMerge(name, text(written, "on-merge")));
    }

    private static OnMerge onMerge(String table, String written) {
        if (written == null) {
            return null;
        }
        try {
            return OnMerge.valueOf(written.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    table + ": on-merge is none of move, recalculate, combine and stay, but '" + written + "'", e);
        }
    }

    private static String text(JsonNode written, String field) {
        return written.hasNonNull(field) ? written.get(field).asText() : null;
    }

    /** @return the names of our tables with whose rows a merge of customers does this */
    List<String> onMerge(OnMerge what) {
        return tables.values().stream()
                .filter(table -> table.onMerge() == what)
                .map(RegisteredTable::name)
                .toList();
    }

    /** @return a table of ours or of the engine; raises if the register has none of this name */
    RegisteredTable table(String name) {
        RegisteredTable found = tables.getOrDefault(name, engine.get(name));
        if (found == null) {
            throw new IllegalArgumentException("the register of personal data has no table " + name);
        }
        return found;
    }
}
