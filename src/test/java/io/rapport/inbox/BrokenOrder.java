package io.rapport.inbox;

import org.springframework.jdbc.core.simple.JdbcClient;

/** An order that the database refuses to write until it is mended: every event about it fails meanwhile. */
final class BrokenOrder implements AutoCloseable {

    private final JdbcClient jdbc;
    private final String name;

    BrokenOrder(JdbcClient jdbc, String orderId) {
        this.jdbc = jdbc;
        this.name = "broken_" + orderId.replaceAll("[^A-Za-z0-9]", "_");
        jdbc.sql(
                        """
                create function rapport.%1$s() returns trigger language plpgsql as
                $$ begin raise exception 'this order is broken'; end $$"""
                                .formatted(name))
                .update();
        jdbc.sql(
                        """
                create trigger %1$s before insert or update on rapport.customer_order
                for each row when (new.id = '%2$s') execute function rapport.%1$s()"""
                                .formatted(name, orderId))
                .update();
    }

    /** From now on the order can be written. */
    @Override
    public void close() {
        jdbc.sql("drop function if exists rapport." + name + "() cascade").update();
    }
}
