package io.rapport.inbox.internal;

import io.rapport.database.Columns;
import io.rapport.inbox.internal.InboxRows.Row;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The SQL of the customers' queues of events: what comes next. Who may take it: {@link PartitionLocks}; how it
 * leaves its queue: {@link InboxTransitions}.
 */
@Component
public final class InboxQueue {

    /**
     * Whether {@code e} is first in its customer's queue. Not written as "is the least", of which the planner expects so
     * few that it reads and sorts the whole partition instead of following its index.
     */
    private static final String IS_HEAD =
            """
            (e.sidelined or not exists (select 1 from rapport.inbox_event b
                                    where b.customer_id = e.customer_id and b.state = 'waiting' and not b.sidelined
                                      and b.seq < e.seq))
            """;

    /** Whether the customer of {@code e} has more events in the queue behind it. */
    private static final String IS_FOLLOWED =
            """
            (not e.sidelined and exists (select 1 from rapport.inbox_event b
                                         where b.customer_id = e.customer_id and b.state = 'waiting' and not b.sidelined
                                           and b.seq > e.seq))
            """;

    /**
     * Whether earlier events of the customer of {@code e} are still owed to journeys. Not written as {@code exists}, which the
     * planner may answer by reading all that are owed once.
     */
    private static final String IS_OWING =
            """
            (select true from rapport.inbox_delivery d
             where d.customer_id = e.customer_id and d.state = 'open' and not d.sidelined limit 1) is not null
            """;

    /**
     * What stands first in each partition, live before bulk, in the order of the turns; whether each is the head of its
     * customer's queue, whether others stand behind it, and whether something is owed of the customer's. What is known to
     * stand behind another is not read.
     */
    static final String NEXT = "select " + InboxRows.COLUMNS + ", held.p, " + IS_HEAD + " as head, " + IS_FOLLOWED
            + " as followed, " + IS_OWING + " as owing\n"
            + """
            from unnest(:partitions::smallint[]) held (p) cross join lateral (
                select e.* from generate_series(0, 1) l cross join lateral (
                    select * from rapport.inbox_event
                    where partition = held.p and priority = l and state = 'waiting' and not behind and due_at <= :now
                    order by due_at, seq limit :share) e
                order by l, e.due_at, e.seq limit :share) e
            order by seq""";

    /** So often a partition is read again, when what stood first in it is found to be behind another. */
    private static final int MOST_READS = 5;

    /**
     * At most 500 events of a customer at a time; what comes behind these is found by a later read. Returns, for each
     * customer with live events among them, the last of those.
     */
    static final String STAND_BEHIND =
            """
            with found as materialized (
                select b.seq, b.behind
                from unnest(:customers::text[], :seqs::bigint[]) f (customer, seq) cross join lateral (
                    select seq, behind from rapport.inbox_event
                    where customer_id = f.customer and state = 'waiting' and not sidelined and seq >= f.seq
                    order by seq limit 500) b),
                 noted as (
                update rapport.inbox_event e set behind = true from found f where e.seq = f.seq and not f.behind
                returning e.customer_id, e.seq, e.priority, e.lifted_at)
            select customer_id, max(seq) as seq from noted where priority = 0 and lifted_at is null group by customer_id""";

    /** What a live event stands behind goes with it. */
    static final String LIFT =
            """
            update rapport.inbox_event e set priority = 0, lifted_at = f.since
            from unnest(:customers::text[], :seqs::bigint[]) c (customer, seq) cross join lateral (
                select coalesce(replayed_at, deliver_at, received_at) as since from rapport.inbox_event
                where seq = c.seq) f
            where e.customer_id = c.customer and e.state = 'waiting' and e.priority = 1
              and e.seq < c.seq""";

    /**
     * What comes next of customers behind the heads of their queues, in order; whether each may be processed together with
     * its head: it is due, has not failed, and is as live.
     */
    static final String FOLLOWING = "select " + InboxRows.COLUMNS
            + """
            , e.due_at <= :now and not e.suspect and e.attempts = 0 and e.conflicts = 0 and e.priority = e.head_priority as ready
            from unnest(:customers::text[], :seqs::bigint[]) h (customer, head) cross join lateral (
                select b.*, (select priority from rapport.inbox_event where seq = h.head) as head_priority
                from rapport.inbox_event b
                where b.customer_id = h.customer and b.state = 'waiting' and not b.sidelined and b.seq > h.head
                order by b.seq limit :most) e
            order by e.seq""";

    static final String CALL_NEXT =
            """
            update rapport.inbox_event e set behind = false, due_at = greatest(due_at, :now)
            from unnest(:customers::text[], :seqs::bigint[]) c (customer, seq) cross join lateral (
                select seq, behind from rapport.inbox_event
                where customer_id = c.customer and state = 'waiting' and not sidelined and seq > c.seq
                order by seq limit 1) next
            where e.seq = next.seq and next.behind""";

    private final JdbcClient jdbc;
    private final InboxRows rows;

    InboxQueue(JdbcClient jdbc, InboxRows rows) {
        this.jdbc = jdbc;
        this.rows = rows;
    }

    /**
     * What is next.
     *
     * @param rows in the order of arrival
     * @param followed customers with more events in their queue than the first. Of the others none is to be called when it is
     *     empty: an event stands behind another only once a worker that held the partition has seen so
     * @param owing customers of whom earlier events are still owed to journeys. Who holds the partition alone changes that, and
     *     a batch owes nothing more to a customer to whom nothing is owed
     */
    record Picked(List<Row> rows, Set<String> followed, Set<String> owing) {}

    /**
     * The next events of held partitions: of each customer the head of the queue, if it is due, so that an event never
     * overtakes an older one that waits for its next try; or one that was sidelined and is due again. Where these leave
     * room, the events that come next in the queues of their customers follow them.
     *
     * @param most how many at the most, rounded up to the same number from each partition
     * @param alone which events are not processed together with others of their customer
     */
    Picked next(List<Integer> partitions, Instant now, int most, Predicate<Row> alone) {
        List<Candidate> heads = heads(partitions, now, most);
        List<Row> followed = heads.stream()
                .filter(Candidate::followed)
                .map(Candidate::row)
                .filter(row -> !row.suspect() && row.attempts() == 0 && row.conflicts() == 0 && !alone.test(row))
                .toList();
        int room = most - heads.size();
        List<Row> all = new ArrayList<>(heads.stream().map(Candidate::row).toList());
        if (room > 0 && !followed.isEmpty()) {
            all.addAll(following(followed, now, room, alone));
        }
        all.sort(Comparator.comparingLong(Row::seq));
        return new Picked(all, customers(heads, Candidate::followed), customers(heads, Candidate::owing));
    }

    private static Set<String> customers(List<Candidate> heads, Predicate<Candidate> which) {
        return heads.stream().filter(which).map(head -> head.row().customerId()).collect(Collectors.toSet());
    }

    /** The customers share the room: first the second event of each, then the third, and so on. */
    private List<Row> following(List<Row> heads, Instant now, int room, Predicate<Row> alone) {
        record Follower(Row row, boolean ready) {}
        Map<String, List<Row>> byCustomer = new LinkedHashMap<>();
        Set<String> ended = new HashSet<>();
        jdbc.sql(FOLLOWING)
                .param("now", Timestamp.from(now))
                .param("customers", Columns.of(heads, Row::customerId))
                .param("seqs", Columns.of(heads, Row::seq))
                .param("most", room)
                .query((rs, n) -> new Follower(rows.row(rs, n), rs.getBoolean("ready")))
                .list()
                .forEach(follower -> {
                    String customer = follower.row().customerId();
                    if (!follower.ready() || alone.test(follower.row())) {
                        ended.add(customer);
                    }
                    if (!ended.contains(customer)) {
                        byCustomer
                                .computeIfAbsent(customer, none -> new ArrayList<>())
                                .add(follower.row());
                    }
                });
        List<Row> following = new ArrayList<>();
        for (int place = 0; !byCustomer.isEmpty(); place++) {
            int at = place;
            byCustomer.values().removeIf(queue -> queue.size() <= at);
            byCustomer.values().forEach(queue -> following.add(queue.get(at)));
        }
        return following.subList(0, Math.min(room, following.size()));
    }

    /**
     * At most one event a customer. Each partition gives its share of the batch, live before bulk. What is found to stand
     * behind another is noted and not read again before it is next, so that a long queue of one customer costs each of its
     * events one read.
     */
    private List<Candidate> heads(List<Integer> partitions, Instant now, int most) {
        int share = (most + partitions.size() - 1) / partitions.size();
        Map<Integer, List<Candidate>> found = new HashMap<>();
        Set<Integer> open = new HashSet<>(partitions);
        for (int reads = 1; reads <= MOST_READS && !open.isEmpty(); reads++) {
            Map<Integer, List<Candidate>> seen = candidates(open, now, share);
            found.putAll(seen);
            List<Row> behind = seen.values().stream()
                    .flatMap(List::stream)
                    .filter(candidate -> !candidate.head())
                    .map(Candidate::row)
                    .toList();
            if (behind.isEmpty()) {
                break;
            }
            standBehind(behind);
            open = new HashSet<>();
            for (Map.Entry<Integer, List<Candidate>> entry : seen.entrySet()) {
                if (entry.getValue().stream().anyMatch(candidate -> !candidate.head())) {
                    open.add(entry.getKey());
                }
            }
        }
        return found.values().stream()
                .flatMap(List::stream)
                .filter(Candidate::head)
                .sorted(Comparator.comparingLong(candidate -> candidate.row().seq()))
                .filter(oneACustomer())
                .toList();
    }

    private record Candidate(int partition, boolean head, boolean followed, boolean owing, Row row) {}

    private Map<Integer, List<Candidate>> candidates(Collection<Integer> partitions, Instant now, int share) {
        return jdbc
                .sql(NEXT)
                .param("partitions", partitions.toArray(Integer[]::new))
                .param("now", Timestamp.from(now))
                .param("share", share)
                .query((rs, n) -> new Candidate(
                        rs.getInt("p"),
                        rs.getBoolean("head"),
                        rs.getBoolean("followed"),
                        rs.getBoolean("owing"),
                        rows.row(rs, n)))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Candidate::partition));
    }

    private void standBehind(List<Row> behind) {
        Map<String, Long> first = new HashMap<>();
        for (Row row : behind) {
            first.merge(row.customerId(), row.seq(), Math::min);
        }
        Map<String, Long> live = new HashMap<>();
        statement(STAND_BEHIND, first).query(row -> {
            live.put(row.getString("customer_id"), row.getLong("seq"));
        });
        if (!live.isEmpty()) {
            statement(LIFT, live).update();
        }
    }

    private JdbcClient.StatementSpec statement(String sql, Map<String, Long> seqs) {
        List<Map.Entry<String, Long>> entries = List.copyOf(seqs.entrySet());
        return jdbc.sql(sql)
                .param("customers", entries.stream().map(Map.Entry::getKey).toArray(String[]::new))
                .param("seqs", entries.stream().map(Map.Entry::getValue).toArray(Long[]::new));
    }

    /**
     * Events have left the queue: those that come next of their customers have their turn, behind what waits already. It is
     * looked for from the events on, since what was processed before them still lies in the index for a while.
     *
     * @param gone whose partitions the caller's transaction holds; the last one of each customer counts
     */
    void callNext(List<Row> gone, Instant now) {
        if (gone.isEmpty()) {
            return;
        }
        Map<String, Long> last = new LinkedHashMap<>();
        gone.forEach(row -> last.merge(row.customerId(), row.seq(), Math::max));
        callNext(List.copyOf(last.keySet()), List.copyOf(last.values()), now);
    }

    void callNext(List<String> customers, List<Long> seqs, Instant now) {
        jdbc.sql(CALL_NEXT)
                .param("customers", customers.toArray(String[]::new))
                .param("seqs", seqs.toArray(Long[]::new))
                .param("now", Timestamp.from(now))
                .update();
    }

    /**
     * Calls those that stand behind nobody. There are none unless somebody changed events by hand.
     *
     * @param now the moment of it
     * @return how many there were
     */
    public int callForgotten(Instant now) {
        return jdbc.sql(
                        """
                with recursive customers as (
                    (select customer_id from rapport.inbox_event where state = 'waiting' and behind
                     order by customer_id limit 1)
                    union all
                    select (select customer_id from rapport.inbox_event
                            where state = 'waiting' and behind and customer_id > c.customer_id
                            order by customer_id limit 1)
                    from customers c where c.customer_id is not null)
                update rapport.inbox_event e set behind = false, due_at = :now
                from customers c cross join lateral (
                    select seq, behind from rapport.inbox_event
                    where customer_id = c.customer_id and state = 'waiting' and not sidelined order by seq limit 1) next
                where e.seq = next.seq and next.behind""")
                .param("now", Timestamp.from(now))
                .update();
    }

    private static Predicate<Candidate> oneACustomer() {
        Set<String> seen = new HashSet<>();
        return candidate -> seen.add(candidate.row().customerId());
    }

    /** The event itself, if it still waits, is due and is its customer's turn; the caller holds the partition. */
    Optional<Row> waiting(long seq, Instant now) {
        return jdbc.sql("select " + InboxRows.COLUMNS
                        + " from rapport.inbox_event e where seq = :seq and state = 'waiting' and due_at <= :now and "
                        + IS_HEAD)
                .param("seq", seq)
                .param("now", Timestamp.from(now))
                .query(rows::row)
                .optional();
    }

    /**
     * Puts scheduled events whose time has come at the end of their customers' queues: each takes its number there. Of
     * those for the same moment the one that arrived first goes first.
     *
     * @param most how many at the most
     * @return how many
     */
    int deliver(Instant now, int most) {
        return jdbc.sql(
                        """
                with due as materialized (
                    select source, id, deliver_at, arrival from rapport.inbox_event
                    where state = 'scheduled' and deliver_at <= :now
                    order by deliver_at, arrival limit :most for update skip locked),
                     numbered as materialized (
                    select source, id, nextval('rapport.inbox_seq') as seq
                    from (select * from due order by deliver_at, arrival) o)
                update rapport.inbox_event e set state = 'waiting', seq = n.seq, due_at = :now
                from numbered n where e.source = n.source and e.id = n.id""")
                .param("now", Timestamp.from(now))
                .param("most", most)
                .update();
    }

    Row row(long seq) {
        return jdbc.sql("select " + InboxRows.COLUMNS + " from rapport.inbox_event where seq = :seq")
                .param("seq", seq)
                .query(rows::row)
                .single();
    }

    /** How many wait; by two indexes, since most of what waits is in one of them. */
    long countWaiting() {
        return jdbc.sql(
                        """
                select (select count(*) from rapport.inbox_event where state = 'waiting' and not sidelined)
                     + (select count(*) from rapport.inbox_event where state = 'waiting' and sidelined)""")
                .query(Long.class)
                .single();
    }

    long count(String state) {
        return jdbc.sql("select count(*) from rapport.inbox_event where state = :state")
                .param("state", state)
                .query(Long.class)
                .single();
    }

    /** Whether more events wait than that; reads no further than needed. */
    boolean isWaitingMoreThan(int most) {
        return jdbc.sql(
                        "select exists (select 1 from rapport.inbox_event where state = 'waiting' and not sidelined offset :most)")
                .param("most", most)
                .query(Boolean.class)
                .single();
    }
}
