package io.rapport.database;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Rows for a table, written as PostgreSQL's {@code COPY} reads them: many at once, without a statement for each. */
public final class CopyRows {

    private static final int FLUSH_AT = 1 << 16;

    private final StringBuilder text = new StringBuilder(FLUSH_AT + 4_096);
    private final CopyIn copy;
    private boolean first = true;
    private long rows;

    private CopyRows(CopyIn copy) {
        this.copy = copy;
    }

    /** Writes rows. */
    public interface Writer {

        /** @throws SQLException if the database does not take them */
        void write(CopyRows rows) throws SQLException;
    }

    /**
     * Copies rows into a table.
     *
     * @param connection of PostgreSQL, within a transaction
     * @param into the table with its columns in brackets, such as {@code staged (n, id)}
     * @param writer names the values of each row, in the order of the columns
     * @return how many rows there were
     * @throws SQLException if the database does not take them; the transaction can only be rolled back then
     */
    public static long into(Connection connection, String into, Writer writer) throws SQLException {
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + into + " from stdin with (format text, encoding 'UTF8')");
        CopyRows rows = new CopyRows(copy);
        try {
            writer.write(rows);
            rows.flush();
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
        return rows.rows;
    }

    /**
     * Adds a value to the row.
     *
     * @param value as its {@code toString} is read by PostgreSQL; may be null
     * @return this
     */
    public CopyRows value(Object value) {
        if (!first) {
            text.append('\t');
        }
        first = false;
        if (value == null) {
            text.append("\\N");
        } else {
            escape(value.toString());
        }
        return this;
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                default -> text.append(c);
            }
        }
    }

    /**
     * Ends the row.
     *
     * @throws SQLException if the database takes no more
     */
    public void end() throws SQLException {
        text.append('\n');
        first = true;
        rows++;
        if (text.length() >= FLUSH_AT) {
            flush();
        }
    }

    private void flush() throws SQLException {
        if (!text.isEmpty()) {
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            copy.writeToCopy(bytes, 0, bytes.length);
            text.setLength(0);
        }
    }
}
