package io.rapport.benchmark;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Many instances that wait, written by SQL: the rows of one instance that really waits, again and again with ids, keys
 * and customers of their own. What only an application's history knows (variables' details, jobs' logs) is left out,
 * which favours the side that writes it.
 */
final class Waiting {

    /** The customer whose instance is copied. */
    static final String MODEL = "model";

    /** Columns that hold an id of the instance or of one of its parts; activity instances bear the activity's name too. */
    private static final Set<String> IDS = Set.of(
            "id_",
            "root_proc_inst_id_",
            "proc_inst_id_",
            "process_instance_id_",
            "root_process_instance_id_",
            "parent_id_",
            "execution_id_",
            "act_inst_id_",
            "var_scope_",
            "parent_act_inst_id_",
            "instance_id",
            "running_instance");

    /** The last part of an id (RFC 4122: the node) is the same for all that an application makes: here goes the number. */
    private static final String NUMBERED = "left(t.%1$s, length(t.%1$s) - 12) || lpad(to_hex(g), 12, '0')";

    private static final List<String[]> ENGINE = List.of(
            new String[] {"act_ru_execution", "proc_inst_id_"},
            new String[] {"act_ru_event_subscr", "proc_inst_id_"},
            new String[] {"act_ru_variable", "proc_inst_id_"},
            new String[] {"act_ru_job", "process_instance_id_"},
            new String[] {"act_hi_procinst", "proc_inst_id_"},
            new String[] {"act_hi_actinst", "proc_inst_id_"});

    private final String jdbcUrl;
    private final boolean rapport;
    private int there;

    /** @param side whose database is filled; its customer {@link #MODEL} waits already */
    Waiting(Side side) {
        this.jdbcUrl = side.jdbcUrl();
        this.rapport = side instanceof Side.Rapport;
    }

    /**
     * Brings the number of waiting instances up to that, and leaves the database as autovacuum would after a while.
     *
     * @param instances how many, besides the model
     */
    void fill(int instances) throws SQLException {
        if (instances > there) {
            try (Connection connection = DriverManager.getConnection(jdbcUrl);
                    Statement statement = connection.createStatement()) {
                // the copies refer to each other as their model does; checking that a million times over shows nothing
                statement.execute("set session_replication_role = replica");
                statement.execute("set synchronous_commit = off");
                String instance = instance(statement);
                for (String[] table : ENGINE) {
                    copy(statement, table[0], "t." + table[1] + " = '" + instance + "'", instances, engine());
                }
                if (rapport) {
                    own(statement, instances);
                }
                statement.execute("vacuum analyze");
                statement.execute("checkpoint");
            }
            there = instances;
        }
    }

    private void own(Statement statement, int instances) throws SQLException {
        String customer = "t.customer_id = '" + MODEL + "'";
        Map<String, String> columns = new LinkedHashMap<>(Map.of("customer_id", name()));
        columns.put("business_key", "'customer:' || " + name());
        copy(statement, "rapport.journey", customer, instances, columns);
        copy(
                statement,
                "rapport.journey_key",
                "t.business_key = 'customer:" + MODEL + "'",
                instances,
                Map.of("business_key", "'customer:' || " + name()));
        copy(statement, "rapport.customer", "t.id = '" + MODEL + "'", instances, Map.of("id", name()));
        String uuid = "(left(t.id::text, 24) || lpad(to_hex(g), 12, '0'))::uuid";
        copy(
                statement,
                "rapport.outbox_message",
                customer,
                instances,
                Map.of(
                        "id",
                        uuid,
                        "customer_id",
                        name(),
                        "message_id",
                        "replace(t.message_id, t.id::text, " + uuid + "::text)"));
        copy(
                statement,
                "rapport.inbox_event",
                customer,
                instances,
                Map.of(
                        "seq",
                        "nextval('rapport.inbox_seq')",
                        "id",
                        "replace(t.id, '" + MODEL + "', " + name() + ")",
                        "customer_id",
                        name(),
                        "partition",
                        "g % 64"));
    }

    private static Map<String, String> engine() {
        return Map.of(
                "business_key_",
                "'customer:' || " + name(),
                // no two customers began at the same moment
                "duedate_",
                "t.duedate_ + g % 2592000 * interval '1 second'");
    }

    private static String name() {
        return "'waits-' || g";
    }

    private String instance(Statement statement) throws SQLException {
        try (ResultSet found = statement.executeQuery(
                "select proc_inst_id_ from act_ru_execution where business_key_ = 'customer:" + MODEL + "'")) {
            if (!found.next()) {
                throw new IllegalStateException("the instance to copy does not wait");
            }
            return found.getString(1);
        }
    }

    private void copy(Statement statement, String table, String where, int instances, Map<String, String> given)
            throws SQLException {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        try (ResultSet columns = statement.executeQuery("select attname from pg_attribute where attrelid = '" + table
                + "'::regclass and attnum > 0 and not attisdropped and attgenerated = ''")) {
            while (columns.next()) {
                String column = columns.getString(1);
                names.add(column);
                values.add(
                        given.getOrDefault(column, IDS.contains(column) ? NUMBERED.formatted(column) : "t." + column));
            }
        }
        statement.execute("insert into %s (%s) select %s from generate_series(%d, %d) g cross join %s t where %s"
                .formatted(
                        table,
                        String.join(", ", names),
                        String.join(", ", values),
                        there + 1,
                        instances,
                        table,
                        where));
    }
}
