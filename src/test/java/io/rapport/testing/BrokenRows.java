package io.rapport.testing;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Rows that the database refuses to write, with any error that it knows, until it is fixed. */
public final class BrokenRows implements AutoCloseable {

    private final JdbcClient jdbc;
    private final String name = Journeys.newId("broken").replace('-', '_');

    /**
     * @param writes such as {@code insert on rapport.customer_order}
     * @param condition on {@code new}
     * @param state the SQLSTATE
     * @param message what the database says
     */
    public BrokenRows(JdbcClient jdbc, String writes, String condition, String state, String message) {
        this(jdbc, writes, condition, "raise exception '%s' using errcode = '%s';".formatted(message, state));
    }

    private BrokenRows(JdbcClient jdbc, String writes, String condition, String instead) {
        this.jdbc = jdbc;
        jdbc.sql(
                        """
                create function rapport.%s() returns trigger language plpgsql as
                $$ begin %s return new; end $$"""
                                .formatted(name, instead))
                .update();
        jdbc.sql("create trigger %1$s before %2$s for each row when (%3$s) execute function rapport.%1$s()"
                        .formatted(name, writes, condition))
                .update();
    }

    /** A journey of a customer that can neither start nor end. */
    public static BrokenRows journey(JdbcClient jdbc, String journey, String customer) {
        return new BrokenRows(
                jdbc,
                "insert or update on rapport.journey",
                "new.journey = '%s' and new.customer_id = '%s'".formatted(journey, customer),
                "P0001",
                "this journey is broken");
    }

    /** A customer whose consent the tables cannot take. */
    public static BrokenRows consent(JdbcClient jdbc, String customer) {
        return consent(jdbc, customer, "P0001");
    }

    /** The same with an error of the database's own. */
    public static BrokenRows consent(JdbcClient jdbc, String customer, String state) {
        return new BrokenRows(
                jdbc,
                "insert on rapport.consent_entry",
                "new.customer_id = '%s'".formatted(customer),
                state,
                "this consent is broken");
    }

    /** The connection that writes such a row ends, as when somebody stops the server in the middle of it. */
    public static BrokenRows endOfConnection(JdbcClient jdbc, String writes, String condition) {
        return new BrokenRows(jdbc, writes, condition, "perform pg_terminate_backend(pg_backend_pid());");
    }

    /** From now on they can be written. */
    @Override
    public void close() {
        jdbc.sql("drop function if exists rapport." + name + "() cascade").update();
    }
}
