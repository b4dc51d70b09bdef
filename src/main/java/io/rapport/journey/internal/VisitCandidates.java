package io.rapport.journey.internal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.EventSubmission;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.NewEvent;
import io.rapport.inbox.Priority;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Customers who are close to us and in no rhythm of visits: they were so when tiers were first evaluated, came by an import, or
 * moved by a changed table, and of none of these there is an event. They are taken up some a day, those who are closest and
 * have been so for longest first, so that neither the inbox nor the advisers have all of them at once.
 */
@Component
public final class VisitCandidates {

    private static final Logger LOG = LoggerFactory.getLogger(VisitCandidates.class);

    private static final String SOURCE = "urn:rapport:visits";

    /** Whom the table of rhythms does not want visited, it is asked about again after that. */
    private static final Duration PAUSE = Duration.ofDays(90);

    private final JdbcClient jdbc;
    private final Inbox inbox;
    private final BusinessClock clock;

    VisitCandidates(JdbcClient jdbc, Inbox inbox, BusinessClock clock) {
        this.jdbc = jdbc;
        this.inbox = inbox;
        this.clock = clock;
    }

    /**
     * Raises an event for some customers who are close and not visited, in the caller's transaction; at most one a customer and day.
     *
     * @param most how many customers at the most
     * @return how many they are
     */
    public int begin(int most) {
        Instant now = clock.instant();
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        List<EventSubmission> events = jdbc.sql(
                        """
                select c.customer_id from rapport.close_customer c
                where not exists (select from rapport.journey j
                                  where j.customer_id = c.customer_id and j.journey = 'relationship-visit'
                                    and (j.ended_at is null or j.started_at > :pause))
                order by c.tier = 'intimate' desc, c.tier_since, c.customer_id limit :most""")
                .param("pause", Timestamp.from(now.minus(PAUSE)))
                .param("most", most)
                .query((rs, n) -> new EventSubmission(
                        new NewEvent(
                                SOURCE,
                                rs.getString("customer_id") + ":" + today,
                                "customer.visits-due",
                                rs.getString("customer_id"),
                                now,
                                JsonNodeFactory.instance.objectNode().put("alreadyClose", true)),
                        null,
                        Priority.BULK))
                .list();
        for (Inbox.IntakeResult answer : inbox.acceptAll(events)) {
            if (answer.invalid() != null) {
                throw new IllegalStateException(
                        "visits cannot begin: " + answer.invalid().getMessage(), answer.invalid());
            }
        }
        if (!events.isEmpty()) {
            LOG.info("Visits begin for {} customers who are close and were in no rhythm", events.size());
        }
        return events.size();
    }
}
