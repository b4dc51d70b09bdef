package io.rapport.imports;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of a file that were left out, kept as they were, and given back with what is wrong, to be corrected. */
final class FaultRows {

    private static final int PAGE = 1_000;
    private static final int LONGEST = 500;

    /** What a spreadsheet would compute, were it not a text; numbers, of telephones too, it may have as they are. */
    private static final Pattern FORMULA = Pattern.compile("^[=+@-](?![0-9 ()./,-]*$)");

    private static final String INSERT =
            """
            insert into rapport.import_fault (import_id, n, line, customer_id, contact, cells, wrong, value, fix)
            values (?, ?, ?, ?, lower(?), ?, ?, ?, ?)""";

    private FaultRows() {}

    /** Keeps the rows of items that were left out, in the caller's transaction. */
    static void insert(Connection connection, long importId, List<ImportItem<?>> leftOut) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            int waiting = 0;
            for (ImportItem<?> item : leftOut) {
                Map<CsvRow, List<RowFault>> faults = item.faults().stream()
                        .collect(Collectors.groupingBy(
                                ImportItem.FaultAt::row,
                                LinkedHashMap::new,
                                Collectors.mapping(ImportItem.FaultAt::fault, Collectors.toList())));
                for (CsvRow row : item.rows()) {
                    add(connection, insert, importId, item, row, faults.getOrDefault(row, List.of()));
                    insert.addBatch();
                    if (++waiting == PAGE) {
                        insert.executeBatch();
                        waiting = 0;
                    }
                }
            }
            insert.executeBatch();
        }
    }

    private static void add(
            Connection connection,
            PreparedStatement insert,
            long importId,
            ImportItem<?> item,
            CsvRow row,
            List<RowFault> faults)
            throws SQLException {
        Optional<RowFault> first = faults.stream().findFirst();
        Array cells = connection.createArrayOf("text", row.cells().toArray());
        insert.setLong(1, importId);
        insert.setLong(2, row.n());
        insert.setLong(3, row.line());
        insert.setString(4, item.customerId());
        insert.setString(5, item.contact());
        insert.setArray(6, cells);
        insert.setString(7, first.map(RowFault::column).orElse(null));
        insert.setString(8, first.map(RowFault::value).map(FaultRows::shown).orElse(null));
        insert.setString(9, fix(item, faults));
    }

    private static String shown(String value) {
        String text = harmless(value);
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }

    /** A text by its mark, as spreadsheets write it, and as it is read back. */
    private static String harmless(String cell) {
        return FORMULA.matcher(cell).find() ? "'" + cell : cell;
    }

    /** One line each, where several things are wrong. */
    private static String fix(ImportItem<?> item, List<RowFault> faults) {
        if (faults.isEmpty()) {
            long other = item.faults().get(0).row().line();
            return "Nothing is wrong with this row; its order was left out because of line " + other + ".";
        }
        return faults.size() == 1
                ? faults.get(0).fix()
                : faults.stream()
                        .map(fault -> (fault.column() == null ? "" : fault.column() + ": ") + fault.fix())
                        .collect(Collectors.joining("\n"));
    }

    /**
     * Writes the file of faults: the rows as they were, with the place, value and fix behind each.
     *
     * @return whether there are any
     */
    static boolean write(JdbcClient jdbc, long importId, Writer out) {
        record Form(String[] head, String separator) {}
        record Left(long n, List<String> cells) {}
        Optional<Form> form = jdbc.sql(
                        "select head, separator from rapport.import_job where id = :id and head is not null")
                .param("id", importId)
                .query((rs, row) -> new Form((String[]) rs.getArray("head").getArray(), rs.getString("separator")))
                .optional();
        if (form.isEmpty()) {
            return false;
        }
        List<String> names = new ArrayList<>(List.of(form.get().head()));
        boolean again = names.containsAll(HeaderRow.OF_FAULTS);
        if (!again) {
            names.addAll(HeaderRow.OF_FAULTS);
        }
        try {
            // so that spreadsheets read it as UTF-8
            out.write('\ufeff');
            CsvWriter csv = CsvWriter.builder()
                    .fieldSeparator(form.get().separator().charAt(0))
                    .build(out);
            csv.writeRecord(names);
            long after = 0;
            List<Left> page;
            do {
                page = jdbc.sql(
                                """
                        select * from rapport.import_fault where import_id = :id and n > :after order by n limit :most""")
                        .param("id", importId)
                        .param("after", after)
                        .param("most", PAGE)
                        .query((rs, row) -> new Left(rs.getLong("n"), cells(rs, names, again)))
                        .list();
                for (Left left : page) {
                    csv.writeRecord(left.cells());
                    after = left.n();
                }
            } while (page.size() == PAGE);
            csv.flush();
            out.flush();
            return after > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> cells(ResultSet rs, List<String> names, boolean again) throws SQLException {
        List<String> cells = Arrays.stream((String[]) rs.getArray("cells").getArray())
                .map(FaultRows::harmless)
                .collect(Collectors.toCollection(ArrayList::new));
        int own = names.size() - HeaderRow.OF_FAULTS.size();
        List<String> said = new ArrayList<>();
        said.add(String.valueOf(rs.getLong("line")));
        said.add(text(rs.getString("wrong")));
        said.add(text(rs.getString("value")));
        said.add(rs.getString("fix"));
        if (again) {
            // a file of faults that still has some: what was said before is said anew
            while (cells.size() < names.size()) {
                cells.add("");
            }
            for (int i = 0; i < said.size(); i++) {
                cells.set(names.indexOf(HeaderRow.OF_FAULTS.get(i)), said.get(i));
            }
            return cells;
        }
        while (cells.size() < own) {
            cells.add("");
        }
        cells.addAll(said);
        return cells;
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }
}
