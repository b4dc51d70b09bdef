package io.rapport.privacy;

import io.rapport.privacy.ColumnRule.Handling;
import io.rapport.privacy.RegisteredTable.OnErasure;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The register of personal data as the documentation shows it. */
final class PersonalDataTable {

    private PersonalDataTable() {}

    /** @return the last part of docs/personal-data.md */
    static String of(PersonalDataRegister register) {
        StringBuilder page = new StringBuilder("## The tables\n");
        for (DataKind kind : register.kinds().values()) {
            List<RegisteredTable> tables = register.tables().values().stream()
                    .filter(table -> table.kind() == kind)
                    .toList();
            page.append("\n### ")
                    .append(kind.title().get("en"))
                    .append("\nWhy: ")
                    .append(kind.why().get("en"))
                    .append(". How long: ")
                    .append(kind.howLong().get("en").replace("{keep}", "`rapport.retention." + kind.retention() + "`"))
                    .append(
                            ".\n\n| table | whose | on erasure | on a merge | exported | emptied on erasure | held by law |\n|---|---|---|---|---|---|---|\n");
            tables.forEach(table -> page.append("| `")
                    .append(table.name())
                    .append("` | ")
                    .append(whose(table))
                    .append(" | ")
                    .append(onErasure(table))
                    .append(" | ")
                    .append(onMerge(table))
                    .append(" | ")
                    .append(table.isExported() ? names(table.exported()) : "–")
                    .append(" | ")
                    .append(names(table.columns(
                            handling -> handling == Handling.ERASE || handling == Handling.INTERNAL_ERASE)))
                    .append(" | ")
                    .append(names(table.columns(Handling.HELD::equals)))
                    .append(" |\n"));
        }
        page.append(
                "\n### The engine’s tables\nThey hold ids, numbers and codes.\n\n| table | whose | on erasure |\n|---|---|---|\n");
        register.engine().values().stream().filter(table -> !table.isNobodys()).forEach(table -> page.append("| `")
                .append(table.name())
                .append("` | ")
                .append(whose(table))
                .append(" | ")
                .append(onErasure(table))
                .append(" |\n"));
        page.append("\n### Nobody’s\nNo customer's data stand in these.\n\n| table | because |\n|---|---|\n");
        List.of(register.tables(), register.engine()).forEach(group -> group.values().stream()
                .filter(RegisteredTable::isNobodys)
                .forEach(table -> page.append("| `")
                        .append(table.name())
                        .append("` | ")
                        .append(table.because())
                        .append(" |\n")));
        return page.toString();
    }

    private static String whose(RegisteredTable table) {
        return table.whose().stream()
                .map(path -> "`" + path.column() + "`"
                        + (path.table() == null
                                ? path.prefix().isEmpty() ? "" : " = " + path.prefix() + "…"
                                : " → " + path.prefix() + "`" + path.table() + "`"))
                .collect(Collectors.joining(", "));
    }

    private static String onErasure(RegisteredTable table) {
        return table.onErasure() == OnErasure.DELETE
                ? "deleted"
                : (table.onErasure() == OnErasure.EMPTY ? "emptied" : "kept") + ": " + table.because();
    }

    private static String onMerge(RegisteredTable table) {
        if (table.onMerge() == null) {
            return "as the row it belongs to";
        }
        return switch (table.onMerge()) {
            case MOVE -> "moved";
            case RECALCULATE -> "made anew";
            case COMBINE -> "combined";
            case STAY -> "stays";
        };
    }

    private static String names(List<ColumnRule> columns) {
        return columns.isEmpty()
                ? "–"
                : columns.stream()
                        .map(column -> column.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "));
    }
}
