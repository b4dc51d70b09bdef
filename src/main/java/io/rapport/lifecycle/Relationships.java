package io.rapport.lifecycle;

import io.rapport.customer.CustomerMerges;
import io.rapport.database.RoundTrip;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads how customers stand. */
@Component
public final class Relationships {

    private final JdbcClient jdbc;
    private final CustomerMerges merges;

    Relationships(JdbcClient jdbc, CustomerMerges merges) {
        this.jdbc = jdbc;
        this.merges = merges;
    }

    /**
     * @param customerId bare id; also one that was merged
     * @return how the customer stands; empty until that was evaluated for the first time
     */
    public Optional<Relationship> find(String customerId) {
        return jdbc.sql(
                        """
                select tier, tier_since, tier_why, stage, stage_since, stage_why
                from rapport.customer_relationship where customer_id = :customer""")
                .param("customer", merges.current(customerId))
                .query((row, n) -> read(row))
                .optional();
    }

    /**
     * Where a customer stands.
     *
     * @param customerId bare id
     * @param tier how close
     * @param stage how far along
     */
    public record CustomerStanding(String customerId, String tier, String stage) {}

    /**
     * Asks where customers stand, together with other queries.
     *
     * @param customerIds bare ids
     * @param each is called for each of them who was evaluated
     */
    public static RoundTrip.Query standings(Collection<String> customerIds, Consumer<CustomerStanding> each) {
        return new RoundTrip.Query(
                "select customer_id, tier, stage from rapport.customer_relationship where customer_id = any(:customers)",
                Map.of("customers", customerIds.toArray(String[]::new)),
                row -> each.accept(new CustomerStanding(
                        row.getString("customer_id"), row.getString("tier"), row.getString("stage"))));
    }

    private static Relationship read(ResultSet row) throws SQLException {
        return new Relationship(
                row.getString("tier"),
                row.getTimestamp("tier_since").toInstant(),
                row.getString("tier_why"),
                row.getString("stage"),
                row.getTimestamp("stage_since").toInstant(),
                row.getString("stage_why"));
    }
}
