package io.rapport.journey.internal;

import io.rapport.channel.MessageEvents;
import io.rapport.database.RoundTrip;
import io.rapport.inbox.Event;
import io.rapport.inbox.Reference;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds the instances that wait for events, a batch at a time, from what an event names to who waits for its type. */
@Component
final class WaitingInstances {

    private final JdbcClient jdbc;
    private final RoundTrip roundTrip;
    private final CaughtMessages caught;

    WaitingInstances(JdbcClient jdbc, RoundTrip roundTrip, CaughtMessages caught) {
        this.jdbc = jdbc;
        this.roundTrip = roundTrip;
        this.caught = caught;
    }

    /** What an instance waits for, and the journey that its model is. */
    record Subscription(
            String id, String message, String executionId, String instanceId, String businessKey, String journey) {}

    /** Which journeys are to get an event; an instance that another one called belongs to that one's journey. */
    interface Wanted extends Predicate<String> {}

    static final Wanted ALL = journey -> true;

    /**
     * @param events of a batch, none of which builds upon another
     * @param wanted which journeys are to get an event
     * @param also queries that are run in the same round trip
     * @return by {@code seq}, what waits for each event, in the order in which it began to
     */
    Map<Long, List<Subscription>> reached(
            List<Event> events, Function<Event, Wanted> wanted, List<RoundTrip.Query> also) {
        Map<String, List<Subscription>> waiting = subscriptions(events, also);
        Map<Long, List<Subscription>> reached = new HashMap<>();
        for (Event event : events) {
            reached.put(event.seq(), reached(event, waiting, wanted.apply(event)));
        }
        return reached;
    }

    /** @return the journeys that instances which wait for an event belong to */
    Collection<String> journeys(Event event) {
        return roots(reached(event, subscriptions(List.of(event), List.of()), ALL))
                .values();
    }

    /** The subscriptions that an event is for. */
    private List<Subscription> reached(Event event, Map<String, List<Subscription>> waiting, Wanted wanted) {
        List<Subscription> reached = new ArrayList<>();
        for (Reference reference : event.references()) {
            // a message's outcome concerns its sender alone, however many wait for one about the same customer
            if (isForOneInstance(event) == reference.kind().equals(MessageEvents.INSTANCE)) {
                reached.addAll(waiting.getOrDefault(key(event.type(), reference.toString()), List.of()));
            }
        }
        if (wanted != ALL && !reached.isEmpty()) {
            Map<String, String> roots = roots(reached);
            reached.removeIf(subscription -> !wanted.test(roots.get(subscription.instanceId())));
        }
        return reached;
    }

    /** The journeys that instances belong to: that of the first caller. */
    private Map<String, String> roots(List<Subscription> subscriptions) {
        Map<String, String> roots = new HashMap<>();
        jdbc.sql(
                        """
                select p.id_ as instance_id, d.key_ as journey
                from rapport.act_ru_execution p
                join rapport.act_ru_execution r on r.id_ = p.root_proc_inst_id_
                join rapport.act_re_procdef d on d.id_ = r.proc_def_id_
                where p.id_ = any(:instances)""")
                .param(
                        "instances",
                        subscriptions.stream()
                                .map(Subscription::instanceId)
                                .distinct()
                                .toArray(String[]::new))
                .query(row -> {
                    roots.put(row.getString("instance_id"), row.getString("journey"));
                });
        return roots;
    }

    /** A message's outcome is for the instance that sent it; other events name an instance only if somebody chose it. */
    private static boolean isForOneInstance(Event event) {
        return MessageEvents.TYPES.contains(event.type())
                || event.reference(MessageEvents.INSTANCE).isPresent();
    }

    /** Who waits, by message and by the reference that leads there. */
    private Map<String, List<Subscription>> subscriptions(List<Event> events, List<RoundTrip.Query> also) {
        List<Event> single =
                events.stream().filter(WaitingInstances::isForOneInstance).toList();
        List<Event> others = single.isEmpty()
                ? events
                : events.stream().filter(event -> !isForOneInstance(event)).toList();
        Map<String, List<Subscription>> found = new HashMap<>();
        List<RoundTrip.Query> queries = new ArrayList<>(also);
        if (!others.isEmpty()) {
            queries.add(byBusinessKey(others, found));
        }
        if (!queries.isEmpty()) {
            roundTrip.run(queries);
        }
        for (Event event : single) {
            event.reference(MessageEvents.INSTANCE)
                    .ifPresent(sender -> found.put(key(event.type(), sender.toString()), nearest(sender.id(), event)));
        }
        return found;
    }

    /**
     * Who waits for what concerns one instance, such as the outcome of its message: that instance, or else the one that
     * called it, and so on. The nearest alone gets it; of a message, who waits behind the step that sends it.
     */
    private List<Subscription> nearest(String instanceId, Event event) {
        record Near(int distance, String definitionId, String activityId, Subscription subscription) {}
        List<Near> found = jdbc
                .sql(
                        """
                with recursive family as (
                    select :instance::text as instance_id, 0 as distance
                    union all
                    select j.called_by, f.distance + 1
                    from family f join rapport.journey j on j.instance_id = f.instance_id
                    where j.called_by is not null)
                select f.distance, p.proc_def_id_, s.activity_id_,
                       s.id_, s.event_name_, s.execution_id_, p.id_ as instance_id, p.business_key_, d.key_
                from family f
                join rapport.act_ru_execution p on p.id_ = f.instance_id
                join rapport.act_re_procdef d on d.id_ = p.proc_def_id_
                cross join lateral (
                    select id_ from rapport.act_ru_execution where proc_inst_id_ = p.id_ offset 0) e
                cross join lateral (
                    select * from rapport.act_ru_event_subscr where execution_id_ = e.id_ offset 0) s
                where s.event_type_ = 'message' and s.event_name_ = :type and p.suspension_state_ = 1
                order by f.distance, s.created_, s.id_""")
                .param("instance", instanceId)
                .param("type", event.type())
                .query((rs, n) -> new Near(
                        rs.getInt("distance"),
                        rs.getString("proc_def_id_"),
                        rs.getString("activity_id_"),
                        subscription(rs)))
                .list()
                .stream()
                .filter(near -> isAwaited(event, caught.awaitedAt(near.definitionId(), near.activityId())))
                .toList();
        return found.stream()
                .filter(near -> near.distance() == found.get(0).distance())
                .map(Near::subscription)
                .toList();
    }

    /** @param awaited names of messages; none stands for any */
    private static boolean isAwaited(Event event, Set<String> awaited) {
        return awaited.isEmpty()
                || event.reference(MessageEvents.MESSAGE)
                        .map(message -> awaited.contains(message.id()))
                        .orElse(true);
    }

    private static Subscription subscription(ResultSet rs) throws SQLException {
        return new Subscription(
                rs.getString("id_"),
                rs.getString("event_name_"),
                rs.getString("execution_id_"),
                rs.getString("instance_id"),
                rs.getString("business_key_"),
                rs.getString("key_"));
    }

    /**
     * Who waits, by message and business key: from the key to the instance, its executions and what they wait for. The
     * offsets keep the planner on that way: by the message's name it would read all who wait for such an event, and with
     * statistics from when the table was small all executions.
     */
    private static RoundTrip.Query byBusinessKey(List<Event> events, Map<String, List<Subscription>> found) {
        return new RoundTrip.Query(
                """
                select s.id_, s.event_name_, s.execution_id_, p.id_ as instance_id, p.business_key_, d.key_
                from rapport.act_ru_execution p
                join rapport.act_re_procdef d on d.id_ = p.proc_def_id_
                cross join lateral (
                    select id_ from rapport.act_ru_execution where proc_inst_id_ = p.id_ offset 0) e
                cross join lateral (
                    select * from rapport.act_ru_event_subscr where execution_id_ = e.id_ offset 0) s
                where p.business_key_ = any(:keys) and s.event_type_ = 'message' and s.event_name_ = any(:types)
                  and p.suspension_state_ = 1
                order by s.created_, s.id_""",
                Map.of(
                        "keys",
                        keys(events),
                        "types",
                        events.stream().map(Event::type).distinct().toArray(String[]::new)),
                row -> {
                    Subscription waits = subscription(row);
                    found.computeIfAbsent(key(waits.message(), waits.businessKey()), each -> new ArrayList<>())
                            .add(waits);
                });
    }

    private static String[] keys(List<Event> events) {
        return events.stream()
                .flatMap(event -> event.references().stream())
                .map(Reference::toString)
                .distinct()
                .toArray(String[]::new);
    }

    private static String key(String name, String businessKey) {
        return name + ' ' + businessKey;
    }
}
