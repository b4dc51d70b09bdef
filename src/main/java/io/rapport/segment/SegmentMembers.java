package io.rapport.segment;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.ShopCalendar;
import io.rapport.customer.CustomerChangeListener;
import io.rapport.database.Columns;
import io.rapport.inbox.EventSubmission;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.NewEvent;
import io.rapport.inbox.Priority;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who is in which segment. Callers write one after another ({@link io.rapport.customer.CustomerChanges#alone}), so that what
 * one judges by is not older than what another wrote.
 */
@Component
class SegmentMembers {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentMembers.class);

    /**
     * One statement for a set of customers and any number of segments: judges, deletes, inserts, and says what changed of
     * those that are not erased, and of a segment that is being built of those alone whom it has reached.
     */
    private static final String JUDGE =
            """
            with judged as materialized (%s),
            wanted as materialized (select customer_id, unnest(segments) as segment from judged),
            gone as (
                delete from rapport.segment_member m
                where m.customer_id = any(:ids) and m.segment = any(:names)
                  and not exists (select from wanted w where w.customer_id = m.customer_id and w.segment = m.segment)
                returning m.customer_id, m.segment),
            come as (
                insert into rapport.segment_member (segment, customer_id, since, entered_by)
                select segment, customer_id, :now, :how from wanted
                on conflict (customer_id, segment) do nothing
                returning customer_id, segment),
            changed as (
                select customer_id, segment, true as inside from come
                union all select customer_id, segment, false from gone)
            select c.customer_id, c.segment, c.inside
            from changed c
            join judged j on j.customer_id = c.customer_id
            join rapport.segment s on s.name = c.segment
            where s.state = 'ready' or c.customer_id <= s.built_until
            order by c.customer_id, c.inside, c.segment""";

    private final JdbcClient jdbc;
    private final LiveSegments live;
    private final SegmentStore store;
    private final ShopCalendar calendar;
    private final SegmentRates rates;
    private final Inbox inbox;
    private final BusinessClock clock;

    SegmentMembers(
            JdbcClient jdbc,
            LiveSegments live,
            SegmentStore store,
            ShopCalendar calendar,
            SegmentRates rates,
            Inbox inbox,
            BusinessClock clock) {
        this.jdbc = jdbc;
        this.live = live;
        this.store = store;
        this.calendar = calendar;
        this.rates = rates;
        this.inbox = inbox;
        this.clock = clock;
    }

    /** How somebody came into a segment, and what is raised about it. */
    enum Entry {
        DEFINITION(null),
        IMPORT(null),
        CHANGE(Priority.LIVE),
        BULK(Priority.BULK),
        STAFF(Priority.LIVE);

        private final Priority priority;

        Entry(Priority priority) {
            this.priority = priority;
        }
    }

    /** Somebody came or went. */
    record Change(String customerId, String segment, boolean inside) {}

    /**
     * Judges customers anew, in the caller's transaction, and raises what is news.
     *
     * @param customers bare ids
     * @param entry why
     * @return who came or went, of what is news
     */
    List<Change> judge(Collection<String> customers, Entry entry) {
        SegmentFile file = live.file();
        List<String> names = store.all().stream()
                .filter(row -> row.state() != SegmentStore.State.LEAVING)
                .map(SegmentStore.Row::name)
                .filter(file.segments()::containsKey)
                .toList();
        return judge(customers, names, entry);
    }

    /**
     * Judges customers anew for some segments alone.
     *
     * @param names live ones
     */
    List<Change> judge(Collection<String> customers, List<String> names, Entry entry) {
        if (customers.isEmpty() || names.isEmpty()) {
            return List.of();
        }
        SegmentSql.Statement judged =
                SegmentSql.ofGiven(live.file(), names, calendar.today(), calendar.zone(), rates.all());
        List<Change> changes = jdbc.sql(JUDGE.formatted(judged.sql()))
                .params(judged.params())
                .param(SegmentSql.IDS, customers.toArray(String[]::new))
                .param("names", names.toArray(String[]::new))
                .param("now", Timestamp.from(clock.instant()))
                .param("how", entry.name().toLowerCase(Locale.ROOT))
                .query((rs, n) ->
                        new Change(rs.getString("customer_id"), rs.getString("segment"), rs.getBoolean("inside")))
                .list();
        if (entry.priority != null && !changes.isEmpty()) {
            keep(changes);
            raise(changes, entry.priority);
        }
        return changes;
    }

    /** Deletes what was kept of customers while they were erased. */
    void forget(Collection<String> customers) {
        jdbc.sql("delete from rapport.segment_change where customer_id = any(:ids)")
                .param("ids", customers.toArray(String[]::new))
                .update();
    }

    private void keep(List<Change> changes) {
        jdbc.sql(
                        """
                insert into rapport.segment_change (customer_id, segment, entered, at)
                select n.customer, n.segment, n.entered, :now
                from unnest(:customers::text[], :segments::text[], :entered::boolean[]) n (customer, segment, entered)""")
                .param("now", Timestamp.from(clock.instant()))
                .param("customers", Columns.of(changes, Change::customerId))
                .param("segments", Columns.of(changes, Change::segment))
                .param("entered", Columns.of(changes, Change::inside))
                .update();
    }

    private void raise(List<Change> changes, Priority priority) {
        List<EventSubmission> events = new ArrayList<>();
        for (Change change : changes) {
            events.add(new EventSubmission(
                    new NewEvent(
                            CustomerChangeListener.SOURCE + "segments",
                            UUID.randomUUID().toString(),
                            (change.inside() ? "segment.entered." : "segment.left.") + change.segment(),
                            change.customerId(),
                            clock.instant(),
                            JsonNodeFactory.instance.objectNode().put("segment", change.segment())),
                    null,
                    priority));
        }
        List<Inbox.IntakeResult> answers = inbox.acceptNews(events);
        IntStream.range(0, answers.size())
                .filter(i -> answers.get(i).invalid() != null)
                .forEach(i -> LOG.error(
                        "The event {} of customer {} cannot be raised: {}",
                        events.get(i).event().type(),
                        events.get(i).event().customerId(),
                        answers.get(i).invalid().getMessage()));
    }
}
