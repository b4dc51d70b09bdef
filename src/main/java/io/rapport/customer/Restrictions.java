package io.rapport.customer;

import io.rapport.database.RoundTrip;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Whose data are kept and not used (GDPR art. 18): nobody writes to these customers but about what is owed, scores them or
 * chooses them for anything, until the restriction is lifted.
 */
@Component
public final class Restrictions {

    private static final String AMONG =
            "select customer_id from rapport.customer_restriction where customer_id = any(:customers) and restricted";

    private final JdbcClient jdbc;

    Restrictions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A restriction in force.
     *
     * @param since when it began
     * @param reason as who asked for it gave it; {@code null} if nobody did
     */
    public record Restriction(Instant since, String reason) {}

    /**
     * @param customerId bare id; also one that was merged
     * @return the restriction; empty if there is none, or it was lifted
     */
    public Optional<Restriction> of(String customerId) {
        return jdbc.sql(
                        """
                select since, reason from rapport.customer_restriction
                where customer_id = rapport.current_customer(:customer) and restricted""")
                .param("customer", customerId)
                .query((rs, n) -> new Restriction(Customers.instant(rs, "since"), rs.getString("reason")))
                .optional();
    }

    /**
     * @param customerIds bare ids
     * @return those of them who are restricted
     */
    public Set<String> among(Collection<String> customerIds) {
        return new HashSet<>(jdbc.sql(AMONG)
                .param("customers", customerIds.toArray(String[]::new))
                .query(String.class)
                .list());
    }

    /**
     * Asks the same together with other queries.
     *
     * @param customerIds bare ids
     * @param each is called for each of them who is restricted
     */
    public static RoundTrip.Query among(Collection<String> customerIds, Consumer<String> each) {
        return new RoundTrip.Query(
                AMONG, Map.of("customers", customerIds.toArray(String[]::new)), row -> each.accept(row.getString(1)));
    }
}
