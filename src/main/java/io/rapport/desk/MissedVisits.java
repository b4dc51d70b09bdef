package io.rapport.desk;

import io.rapport.customer.TimelineEntry;
import io.rapport.customer.TimelineEntry.Kind;
import io.rapport.customer.TimelineSource;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Calls and visits of advisers that were not made in their time: until the next one was due, or while a refill was wanted. */
@Component
public final class MissedVisits implements TimelineSource {

    private final JdbcClient jdbc;
    private final Advisers advisers;

    MissedVisits(JdbcClient jdbc, Advisers advisers) {
        this.jdbc = jdbc;
        this.advisers = advisers;
    }

    /**
     * Notes that a call or visit was not made in its time.
     *
     * @param customerId bare id
     * @param at when
     */
    public void note(String customerId, Instant at) {
        jdbc.sql(
                        """
                insert into rapport.missed_visit (customer_id, login, at)
                values (rapport.current_customer(:customer), :login, :at)""")
                .param("customer", customerId)
                .param("login", advisers.of(customerId).map(Adviser::login).orElse(null), Types.VARCHAR)
                .param("at", Timestamp.from(at))
                .update();
    }

    @Override
    public List<TimelineEntry> entries(TimelineRequest request) {
        if (!request.asks(Kind.CONTACT)) {
            return List.of();
        }
        return jdbc.sql(
                        """
                select at, login from rapport.missed_visit
                where customer_id = :customer and at < :before
                order by at desc, id desc limit :most""")
                .params(request.parameters())
                .query((row, n) -> TimelineEntry.of(
                        row.getTimestamp("at").toInstant(),
                        Kind.CONTACT,
                        "visit.missed",
                        "adviser",
                        row.getString("login")))
                .list();
    }
}
