package io.rapport.customer.internal;

import io.rapport.database.Columns;
import io.rapport.inbox.Event;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What events say of whose data are not to be used; the newest of a customer decides. */
final class RestrictionTable {

    static final Set<String> TYPES = Set.of("customer.restricted", "customer.restriction-lifted");

    private static final String RESTRICTED = "customer.restricted";

    private final JdbcClient jdbc;

    RestrictionTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void note(List<Event> events) {
        jdbc.sql(
                        """
                insert into rapport.customer_restriction as r (customer_id, restricted, since, reason, event_seq)
                select * from unnest(:customers::text[], :restricted::boolean[], :times::timestamptz[], :reasons::text[],
                                     :seqs::bigint[])
                order by 1
                on conflict (customer_id) do update set
                    restricted = excluded.restricted,
                    since = case when r.restricted = excluded.restricted then r.since else excluded.since end,
                    reason = excluded.reason,
                    event_seq = excluded.event_seq
                where r.event_seq < excluded.event_seq""")
                .param("customers", Columns.of(events, Event::customerId))
                .param("restricted", Columns.of(events, event -> event.type().equals(RESTRICTED)))
                .param("times", Columns.of(events, Event::occurredAt))
                .param("reasons", Columns.of(events, event -> event.text("reason")))
                .param("seqs", Columns.of(events, Event::seq))
                .update();
    }
}
