package io.rapport.testing;

import io.rapport.release.Release;
import io.rapport.release.Releases;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Brings the database of a running application back to what the start had made of it, so that no class of tests finds what
 * another one left: the release that was live then is live again, tables that were empty are empty, and in tables that were
 * not rows that came are gone, and rows that changed or went are as they were.
 *
 * <p>What stays is what the application holds in memory as well: deployments and their definitions (what a test deploys by
 * {@link TestModels} goes with the test), the history of releases, and the marks of its own workers. Numbers are not given out
 * twice.
 */
@Component
public class StateOfStart {

    private static final String SCHEMA = "state_of_start";

    /** Tables that are not compared with the start, by the beginnings of their names. */
    private static final List<String> UNTOUCHED = List.of(
            "flyway_",
            "release",
            "act_re_",
            "act_ge_",
            "act_ru_job",
            "act_ru_event_subscr",
            "inbox_worker",
            "inbox_node");

    /** Of the engine's tables that hold what is deployed as well: what belongs to instances. */
    private static final List<String> OF_INSTANCES = List.of(
            "delete from rapport.act_ru_event_subscr where execution_id_ is not null",
            "delete from rapport.act_ru_job where process_instance_id_ is not null",
            // of batches
            "delete from rapport.act_ru_job where handler_type_ like 'batch-%' or job_def_id_ in"
                    + " (select id_ from rapport.act_ru_jobdef where proc_def_id_ is null)",
            "delete from rapport.act_ru_jobdef where proc_def_id_ is null",
            // values of variables, reports of failures and the like
            "delete from rapport.act_ge_bytearray where deployment_id_ is null and not exists" + " (select from "
                    + SCHEMA + ".bytes b where b.id_ = act_ge_bytearray.id_)");

    /** Above this size an emptied table is made small again, which the next one that reads it through is glad of. */
    private static final long LARGE = 4 << 20;

    private static final String DEADLOCK = "40P01";

    private final DataSource connections;
    private final Releases releases;

    /** Tables that had rows at the start. */
    private final Set<String> filled = new TreeSet<>();

    /** What is released and deployed, as it was left. */
    private Live live;

    private record Live(long release, long deployments) {}

    StateOfStart(DataSource connections, Releases releases) {
        this.connections = connections;
        this.releases = releases;
    }

    /** What has pages, with its size in bytes. */
    private record Table(String name, long size) {

        String bareName() {
            return name.substring(name.indexOf('.') + 1);
        }

        boolean isUntouched() {
            return UNTOUCHED.stream().anyMatch(bareName()::startsWith);
        }
    }

    /** Notes what the start has made; a second application on the same database comes too late for that. */
    @EventListener(ApplicationReadyEvent.class)
    void note() throws SQLException {
        live = live();
        try (Connection connection = connections.getConnection();
                Statement statement = connection.createStatement()) {
            if (one(statement, "select to_regnamespace('" + SCHEMA + "') is not null")
                    .equals("t")) {
                return;
            }
            statement.execute("create schema " + SCHEMA);
            statement.execute("create table " + SCHEMA
                    + ".bytes as select id_ from rapport.act_ge_bytearray where deployment_id_ is null");
            for (Table table : tables(statement)) {
                if (!table.isUntouched() && hasRows(statement, table)) {
                    filled.add(table.name());
                    statement.execute("create table " + copy(table.name()) + " as table " + table.name());
                }
            }
        }
    }

    /** Makes everything as it was; tables also where the release cannot be brought back. */
    public void restore() throws SQLException {
        try {
            if (!live().equals(live)) {
                ReleaseOfStart.again(releases);
                live = live();
            }
        } finally {
            restoreTables();
        }
    }

    private void restoreTables() throws SQLException {
        try (Connection connection = connections.getConnection();
                Statement statement = connection.createStatement()) {
            // neither append-only tables refuse, nor do foreign keys ask for an order of the tables
            statement.execute("set session_replication_role = replica");
            statement.execute("set lock_timeout = '20s'");
            try {
                for (Table table : tables(statement)) {
                    if (!table.isUntouched() && !filled.contains(table.name())) {
                        execute(statement, "delete from " + table.name());
                        if (table.size() > LARGE) {
                            execute(statement, "vacuum " + table.name());
                        }
                    }
                }
                for (String sql : OF_INSTANCES) {
                    execute(statement, sql);
                }
                for (String table : filled) {
                    putBack(statement, table);
                }
            } finally {
                statement.execute("reset session_replication_role");
                statement.execute("reset lock_timeout");
            }
        }
    }

    private Live live() throws SQLException {
        long release = releases.latest(1).stream()
                .mapToLong(Release::number)
                .findFirst()
                .orElse(0);
        try (Connection connection = connections.getConnection();
                Statement statement = connection.createStatement()) {
            return new Live(release, Long.parseLong(one(statement, "select count(*) from rapport.act_re_deployment")));
        }
    }

    private static void putBack(Statement statement, String table) throws SQLException {
        String copy = copy(table);
        execute(statement, "delete from " + table + " t where t::text not in (select c::text from " + copy + " c)");
        String columns = columns(statement, table);
        execute(
                statement,
                "insert into " + table + " (" + columns + ") overriding system value select " + columns + " from "
                        + copy + " c where c::text not in (select t::text from " + table + " t)");
    }

    private static String columns(Statement statement, String table) throws SQLException {
        return one(
                statement,
                "select string_agg(quote_ident(attname), ', ' order by attnum) from pg_catalog.pg_attribute where attrelid = '"
                        + table + "'::regclass and attnum > 0 and not attisdropped and attgenerated = ''");
    }

    private static String copy(String table) {
        return SCHEMA + "." + table.substring(table.indexOf('.') + 1);
    }

    /** Those that hold rows themselves, and have or had some. */
    private static List<Table> tables(Statement statement) throws SQLException {
        List<Table> tables = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(
                """
                select c.oid::regclass::text, pg_relation_size(c.oid) from pg_catalog.pg_class c
                where c.relnamespace = 'rapport'::regnamespace and c.relkind = 'r' and pg_relation_size(c.oid) > 0""")) {
            while (rows.next()) {
                tables.add(new Table(rows.getString(1), rows.getLong(2)));
            }
        }
        return tables;
    }

    private static boolean hasRows(Statement statement, Table table) throws SQLException {
        return one(statement, "select exists (select from " + table.name() + ")")
                .equals("t");
    }

    private static String one(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    /** Each statement is a transaction of its own, and may meet one of the dispatcher's threads, which goes on meanwhile. */
    private static void execute(Statement statement, String sql) throws SQLException {
        for (int tries = 1; ; tries++) {
            try {
                statement.execute(sql);
                return;
            } catch (SQLException e) {
                if (!DEADLOCK.equals(e.getSQLState()) || tries == 3) {
                    throw e;
                }
            }
        }
    }
}
