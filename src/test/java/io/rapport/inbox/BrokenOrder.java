package io.rapport.inbox;

import io.rapport.testing.BrokenRows;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An order that the database refuses to write until it is fixed: every event about it fails meanwhile. */
final class BrokenOrder implements AutoCloseable {

    private final BrokenRows rows;

    BrokenOrder(JdbcClient jdbc, String orderId) {
        this.rows = new BrokenRows(
                jdbc,
                "insert or update on rapport.customer_order",
                "new.id = '%s'".formatted(orderId),
                "P0001",
                "this order is broken");
    }

    /** From now on the order can be written. */
    @Override
    public void close() {
        rows.close();
    }
}
