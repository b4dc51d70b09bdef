package io.rapport.benchmark;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PostgreSQL's own load program, inserting the rows that the inbox writes into a table like the inbox's, indexes and
 * constraints included.
 */
final class PgBench {

    private static final String TABLE = "plain.inbox_event";
    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");
    private static final Pattern NAME = Pattern.compile(Pattern.quote("@"));

    private final String program;
    private final String jdbcUrl;
    private final Path folder;
    private final String row;

    private PgBench(String program, String jdbcUrl, Path folder, String row) {
        this.program = program;
        this.jdbcUrl = jdbcUrl;
        this.folder = folder;
        this.row = row;
    }

    /**
     * Makes the table, and takes the pattern of its rows from one that the application wrote.
     *
     * @param program its name or path
     * @param jdbcUrl the application's database
     * @param folder for its scripts
     * @param customer whose event is the pattern
     * @return empty if there is no such program
     */
    static java.util.Optional<PgBench> find(String program, String jdbcUrl, Path folder, String customer)
            throws IOException, InterruptedException, SQLException {
        try {
            new ProcessBuilder(program, "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            System.out.println("There is no " + program
                    + " here: install PostgreSQL's client programs, or say where it is by -Dbenchmark.pgbench=PATH."
                    + " Going on without it.");
            return java.util.Optional.empty();
        }
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement()) {
            statement.execute("create schema plain");
            statement.execute("create table " + TABLE + " (like rapport.inbox_event including all)");
            statement.execute("alter table " + TABLE
                    + " set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)");
            try (ResultSet row = statement.executeQuery(
                    "select source, id, type, data::text from rapport.inbox_event where customer_id = '" + customer
                            + "' order by seq limit 1")) {
                row.next();
                return java.util.Optional.of(new PgBench(
                        program,
                        jdbcUrl,
                        folder,
                        "(%s, %s, %s, 'pg-' || @::text, @::bigint %% 64, (%s)::jsonb, now(), now(), now(), null, 'waiting')"
                                .formatted(
                                        literal(row.getString(1), customer),
                                        literal(row.getString(2), customer),
                                        literal(row.getString(3), customer),
                                        literal(row.getString(4), customer))));
            }
        }
    }

    /** A text with a customer of its own in each row; the program would take what follows a colon for a variable. */
    private static String literal(String text, String customer) {
        return "'"
                + text.replace("'", "''")
                        .replace("@", "' || chr(64) || '")
                        .replace(":", "' || chr(58) || '")
                        .replace(customer, "pg-' || @::text || '")
                + "'";
    }

    /** Gives the table the rows that the application's has, and leaves it as autovacuum would after a while. */
    void fill() throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement()) {
            statement.execute("truncate " + TABLE);
            statement.execute("set synchronous_commit = off");
            statement.execute("insert into " + TABLE + " select * from rapport.inbox_event order by seq");
            statement.execute("select setval(pg_get_serial_sequence('" + TABLE + "', 'seq'), max(seq)) from " + TABLE);
            statement.execute("vacuum analyze " + TABLE);
        }
    }

    /**
     * Inserts for a while, and takes its rows away again.
     *
     * @param rows in a transaction, by one statement
     * @return rows a second
     */
    double run(int rows, int connections, int seconds) throws IOException, InterruptedException, SQLException {
        try (FurtherRows further = new FurtherRows(jdbcUrl, TABLE)) {
            return rate(rows, connections, seconds);
        }
    }

    private double rate(int rows, int connections, int seconds) throws IOException, InterruptedException {
        StringBuilder script = new StringBuilder("\\set n random(1, 1000000000000)\ninsert into " + TABLE
                + " (source, id, type, customer_id, partition, data, occurred_at, received_at, due_at, deliver_at, state)"
                + " values ");
        for (int i = 0; i < rows; i++) {
            String number = rows == 1 ? ":n" : "(:n + " + i + ")";
            script.append(i == 0 ? "" : ", ").append(NAME.matcher(row).replaceAll(number));
        }
        Path file = folder.resolve("insert-" + rows + ".sql");
        Files.writeString(file, script.append(";\n"));
        URI server = URI.create(jdbcUrl.substring("jdbc:".length()));
        Process process = new ProcessBuilder(List.of(
                        program,
                        "--no-vacuum",
                        // one row is prepared once; of many the text is sent each time
                        "--protocol=" + (rows == 1 ? "prepared" : "simple"),
                        "--client=" + connections,
                        "--jobs=2",
                        "--time=" + seconds,
                        "--file=" + file,
                        "--host=" + server.getHost(),
                        "--port=" + server.getPort(),
                        "--username=postgres",
                        server.getPath().substring(1)))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher rate = RATE.matcher(output);
        if (process.waitFor() != 0 || !rate.find()) {
            throw new IllegalStateException(program + " failed: " + output);
        }
        return Double.parseDouble(rate.group(1)) * rows;
    }
}
