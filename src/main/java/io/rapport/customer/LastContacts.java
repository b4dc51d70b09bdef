package io.rapport.customer;

import io.rapport.calendar.BusinessClock;
import io.rapport.database.Columns;
import java.time.Instant;
import java.util.Collection;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** When each customer last did something: the order in which staff find them. */
@Component
public final class LastContacts {

    private final JdbcClient jdbc;
    private final BusinessClock clock;

    LastContacts(JdbcClient jdbc, BusinessClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Notes that customers did something, by one statement for all. What is older than what is known changes nothing, nor
     * what is newer by less than an hour; what is to be in the future, by its sender's clock, counts as now.
     *
     * @param facts any, also several of one customer; those of nobody known are left out
     * @param customerId whose it is, without the kind
     * @param at when it happened
     */
    public <T> void note(Collection<T> facts, Function<T, String> customerId, Function<T, Instant> at) {
        if (facts.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        // who did something within the hour is left out before anything is prepared for a change: that is nearly
        // everybody
        jdbc.sql(
                        """
                select rapport.customer_contacted(array_agg(n.customer), array_agg(n.moment))
                from unnest(:customers::text[], :moments::timestamptz[]) n (customer, moment)
                join rapport.customer_search s on s.customer_id = n.customer
                where s.last_contact < n.moment - interval '1 hour'
                having count(*) > 0""")
                .param("customers", Columns.of(facts, customerId))
                .param("moments", Columns.of(facts, fact -> {
                    Instant moment = at.apply(fact);
                    return moment.isAfter(now) ? now : moment;
                }))
                .query()
                .listOfRows();
    }
}
