package io.rapport.privacy;

import io.rapport.privacy.ColumnRule.Handling;
import io.rapport.privacy.RegisteredTable.OnErasure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The SQL that the register of personal data comes to. Names come from the register, which is shipped with the code and held
 * to the schema; all else are parameters: {@code :customers} are the ids of a customer, {@code :now} the moment,
 * {@code :before} when it must have ended, {@code :most} how many rows at the most, {@code :erased} whether the customer is
 * erased, so that what is kept is theirs.
 */
final class PersonalDataStatements {

    /** Of tables whose rows a merge of customers moves. */
    static final String ORIGINAL = "original_customer_id";

    private static final String OWN_ROWS = "t";

    private final PersonalDataRegister register;

    PersonalDataStatements(PersonalDataRegister register) {
        this.register = register;
    }

    /**
     * @param table of the register
     * @return by what rows of it are found that belong to {@code :customers}, one way each, so that each uses its index
     */
    List<String> found(RegisteredTable table) {
        return table.whose().stream().map(path -> found(table, path)).toList();
    }

    private String found(RegisteredTable table, CustomerPath path) {
        return condition(path, OWN_ROWS) + filled(table, OWN_ROWS);
    }

    private static String filled(RegisteredTable table, String alias) {
        return table.onlyWhen() == null ? "" : " and " + alias + "." + table.onlyWhen() + " is not null";
    }

    private String condition(CustomerPath path, String alias) {
        String column = alias + "." + path.column();
        if (path.table() == null) {
            return path.prefix().isEmpty()
                    ? column + " = any(:customers)"
                    : column + " in (select '" + path.prefix() + "' || id from unnest(:customers::text[]) ids (id))";
        }
        String inner = alias + "1";
        String value = (path.prefix().isEmpty() ? "" : "'" + path.prefix() + "' || ") + inner + "." + path.key();
        return column + " in ("
                + register.table(path.table()).whose().stream()
                        .map(next -> "select " + value + " from rapport." + path.table() + " " + inner + " where "
                                + condition(next, inner) + filled(register.table(path.table()), inner))
                        .collect(Collectors.joining(" union "))
                + ")";
    }

    /**
     * @param table of the register
     * @return what it holds of {@code :customers} for their own eyes, as JSON; empty if that is nothing
     */
    Optional<String> export(RegisteredTable table) {
        if (table.isNobodys() || !table.isExported()) {
            return Optional.empty();
        }
        String columns = table.exported().stream()
                .map(column -> OWN_ROWS + "." + column.name())
                .collect(Collectors.joining(", "));
        String rows = table.whose().stream()
                .map(path -> "select " + columns + " from " + exported(table) + " where " + found(table, path)
                        + theirs(table, path))
                .collect(Collectors.joining(" union "));
        return Optional.of("select row_to_json(r)::text from (" + rows + ") r order by 1");
    }

    private static String exported(RegisteredTable table) {
        return table.exportedFrom() == null ? of(table) : "rapport." + table.exportedFrom() + " " + OWN_ROWS;
    }

    /** What is kept of a customer who was erased is not exported to who has the same id now. */
    private String theirs(RegisteredTable table, CustomerPath path) {
        if (table.former() != null) {
            return " and (:erased or not " + value(table, table.former()) + ")";
        }
        return table.since() == null
                ? ""
                : " and (:erased or (" + value(table, table.since()) + " > rapport.known_since(" + owner(table, path)
                        + ")) is not false)";
    }

    /** The id under which a row came, also if its customer was merged since. */
    private String owner(RegisteredTable table, CustomerPath path) {
        if (path.table() == null) {
            return own(table, path, OWN_ROWS);
        }
        RegisteredTable parent = register.table(path.table());
        CustomerPath next = parent.whose().get(0);
        return "(select %s from rapport.%s h where h.%s = %s.%s)"
                .formatted(own(parent, next, "h"), parent.name(), path.key(), OWN_ROWS, path.column());
    }

    private static String own(RegisteredTable table, CustomerPath path, String alias) {
        String column = alias + "." + path.column();
        return table.columns().containsKey(ORIGINAL)
                ? "coalesce(" + alias + "." + ORIGINAL + ", " + column + ")"
                : column;
    }

    /**
     * @param table of the register
     * @return what puts the table's words about {@code :customers} under the legal hold, if it may be on them
     */
    Optional<String> hold(RegisteredTable table) {
        List<ColumnRule> held = table.columns(Handling.HELD::equals);
        if (held.isEmpty()) {
            return Optional.empty();
        }
        String columns = table
                .columns(handling -> handling == Handling.ID || handling == Handling.FACT || handling == Handling.HELD)
                .stream()
                .map(column -> OWN_ROWS + "." + column.name())
                .collect(Collectors.joining(", "));
        String words = held.stream()
                .map(column -> OWN_ROWS + "." + column.name()
                        + (column.emptied() == null ? " is not null" : " <> '" + column.emptied() + "'"))
                .collect(Collectors.joining(" or "));
        String until = "coalesce(" + value(table, table.heldUntil()) + ", :now) + :keep::interval";
        return Optional.of(
                """
                insert into rapport.legal_hold (customer_id, kind, table_name, content, noted_at, held_until)
                select :customer, '%s', '%s', (select to_jsonb(r) from (select %s) r), :now, %s
                from %s where %s and (%s) and %s > :now"""
                        .formatted(
                                table.kind().name(),
                                table.name(),
                                columns,
                                until,
                                of(table),
                                anyOf(found(table)),
                                words,
                                until));
    }

    /**
     * @param table of the register
     * @return what puts all that an erasure takes of {@code :customers} under the legal hold, until the order to keep it
     *     ends; empty if it takes nothing that is theirs to know
     */
    Optional<String> holdAll(RegisteredTable table) {
        List<ColumnRule> taken =
                table.onErasure() == OnErasure.DELETE ? table.exported() : table.columns(Handling::isErased);
        if (table.isNobodys() || table.onErasure() == OnErasure.KEEP || taken.isEmpty() || !table.isExported()) {
            return Optional.empty();
        }
        String columns = table.exported().stream()
                .map(column -> OWN_ROWS + "." + column.name())
                .collect(Collectors.joining(", "));
        String words = taken.stream()
                .map(column -> OWN_ROWS + "." + column.name()
                        + (column.emptied() == null ? " is not null" : " <> '" + column.emptied() + "'"))
                .collect(Collectors.joining(" or "));
        return Optional.of(
                """
                insert into rapport.legal_hold (customer_id, kind, table_name, content, noted_at, held_until)
                select :customer, '%s', '%s', (select to_jsonb(r) from (select %s) r), :now, 'infinity'
                from %s where %s and (%s)"""
                        .formatted(table.kind().name(), table.name(), columns, of(table), anyOf(found(table)), words));
    }

    /** A column of the table itself, or of the row that {@code whose} leads to. */
    private static String value(RegisteredTable table, String column) {
        int dot = column.indexOf('.');
        if (dot < 0) {
            return OWN_ROWS + "." + column;
        }
        String parent = column.substring(0, dot);
        CustomerPath path = table.whose().stream()
                .filter(one -> parent.equals(one.table()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(table.name() + ": nothing leads to " + parent));
        return "(select h.%s from rapport.%s h where h.%s = %s.%s)"
                .formatted(column.substring(dot + 1), parent, path.key(), OWN_ROWS, path.column());
    }

    /**
     * @param table of the register
     * @return what erases {@code :customers} from it, in this order
     */
    List<String> erase(RegisteredTable table) {
        List<String> statements = new ArrayList<>();
        if (table.onErasure() == OnErasure.DELETE) {
            found(table).forEach(found -> statements.add("delete from " + of(table) + " where " + found));
        } else if (table.onErasure() == OnErasure.EMPTY) {
            found(table).forEach(found -> statements.addAll(emptied(table, found)));
        }
        return statements;
    }

    /** Those that become null at once, so that a row is written once; each that becomes something else by itself. */
    private static List<String> emptied(RegisteredTable table, String found) {
        List<String> statements = new ArrayList<>();
        List<String> nulls = table.columns(Handling::isErased).stream()
                .filter(column -> column.emptied() == null)
                .map(ColumnRule::name)
                .toList();
        if (!nulls.isEmpty()) {
            statements.add("update %s set %s where %s and (%s)"
                    .formatted(
                            of(table),
                            nulls.stream().map(name -> name + " = null").collect(Collectors.joining(", ")),
                            found,
                            nulls.stream()
                                    .map(name -> OWN_ROWS + "." + name + " is not null")
                                    .collect(Collectors.joining(" or "))));
        }
        table.columns(Handling::isErased).stream()
                .filter(column -> column.emptied() != null)
                .forEach(column -> statements.add("update %1$s set %2$s = '%3$s' where %4$s and %5$s.%2$s <> '%3$s'"
                        .formatted(of(table), column.name(), column.emptied(), found, OWN_ROWS)));
        return statements;
    }

    /**
     * @param table of the register with {@code retain}
     * @return what deletes rows, or empties their columns, of before {@code :before}; not those of {@code :customers}, whose
     *     data are to be kept
     */
    List<String> expire(RegisteredTable table) {
        String old = value(table, table.retain()) + " < :before"
                + (table.isNobodys() ? "" : " and " + anyOf(found(table)) + " is not true")
                + (table.retainWhen() == null ? "" : " and " + OWN_ROWS + "." + table.retainWhen());
        if (table.onErasure() != OnErasure.EMPTY || table.retainWhen() != null) {
            return List.of("delete from " + of(table) + " where " + some(table, old));
        }
        return emptied(table, "true").stream()
                .map(statement -> {
                    int where = statement.indexOf(" where true and ");
                    String words = statement.substring(where + " where true and ".length());
                    return statement.substring(0, where) + " where " + some(table, old + " and " + words);
                })
                .toList();
    }

    /** Some of the rows, by their place, so that a batch is small. */
    private static String some(RegisteredTable table, String which) {
        return OWN_ROWS + ".ctid = any(array(select t.ctid from " + of(table) + " where " + which + " limit :most))";
    }

    private static String of(RegisteredTable table) {
        return "rapport." + table.name() + " " + OWN_ROWS;
    }

    private static String anyOf(List<String> conditions) {
        return conditions.stream().collect(Collectors.joining(" or ", "(", ")"));
    }
}
