package io.rapport.journey.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.channel.MessageEvents;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventEffect;
import io.rapport.inbox.EventRouter;
import io.rapport.inbox.Reference;
import io.rapport.inbox.RejectedEvent;
import io.rapport.privacy.PersonalDataErasure;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.EventSubscriptionEntity;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The matching rule. An event reaches each instance that waits for a message of its type and whose business key is
 * among its references; and it starts each journey whose start message has its type, about the reference of the kind
 * that the process names. What became of a message reaches the instance that sent it and nobody else. The whole batch is
 * one command of the engine, written to the database in one go.
 */
@Component
final class JourneyRouter implements EventRouter {

    private static final String ERASED = "customer.erased";
    private static final String CUSTOMER = "customer";
    private static final String ANSWERED_OFFER = "answered-offer";

    /** The kinds of references that a started instance knows as variables, such as {@code orderId}. */
    private static final Set<String> KINDS =
            Set.of("customer", "order", "complaint", "contact", "promise", "request", Reference.SCHEDULE);

    private final ProcessEngine engine;
    private final JdbcClient jdbc;
    private final StartMessages starts;
    private final CaughtMessages caught;
    private final JourneyRegister register;
    private final EarlierVersions before;
    private final PersonalDataErasure erasure;
    private final BusinessClock clock;

    JourneyRouter(
            ProcessEngine engine,
            JdbcClient jdbc,
            StartMessages starts,
            CaughtMessages caught,
            JourneyRegister register,
            EarlierVersions before,
            PersonalDataErasure erasure,
            BusinessClock clock) {
        this.engine = engine;
        this.jdbc = jdbc;
        this.starts = starts;
        this.caught = caught;
        this.register = register;
        this.before = before;
        this.erasure = erasure;
        this.clock = clock;
    }

    private record Subscription(
            String id, String message, String executionId, String instanceId, String businessKey, String journey) {}

    /** Which journeys are to get an event; an instance that another one called belongs to that one's journey. */
    private interface Wanted extends Predicate<String> {}

    private static final Wanted ALL = journey -> true;

    @Override
    public Map<Long, List<EventEffect>> route(List<Event> events, Map<Long, Set<String>> leftOut) {
        return inOneCommand(
                events,
                event -> {
                    Set<String> without = leftOut.getOrDefault(event.seq(), Set.of());
                    return without.isEmpty() ? ALL : journey -> !without.contains(journey);
                },
                true);
    }

    @Override
    public List<EventEffect> routeTo(Event event, String journey) {
        try {
            return inOneCommand(List.of(event), one -> journey::equals, false).get(event.seq());
        } catch (ProcessEngineException e) {
            TooManySteps endless = TooManySteps.in(e);
            throw endless == null ? e : RejectedEvent.because(endless.getMessage());
        }
    }

    private Map<Long, List<EventEffect>> inOneCommand(
            List<Event> events, Function<Event, Wanted> wanted, boolean ending) {
        if (events.isEmpty()) {
            return Map.of();
        }
        // the look-ups come before the engine's work: none of a batch's events builds upon another
        Map<String, List<Subscription>> waiting = subscriptions(events);
        Map<String, JourneyRegister.Entry> earlier = earlier(events);
        Set<String> takenCare = takenCare(events);
        Map<Long, List<Subscription>> reached = new HashMap<>();
        for (Event event : events) {
            reached.put(event.seq(), reached(event, waiting, wanted.apply(event)));
        }
        Map<Long, List<EventEffect>> done = command(context -> {
            Map<Long, List<EventEffect>> effects = new HashMap<>();
            for (Event event : events) {
                List<EventEffect> all = new ArrayList<>(ending ? endAll(event) : List.of());
                all.addAll(advance(event, reached.get(event.seq()), context));
                all.addAll(start(event, earlier, takenCare, wanted.apply(event)));
                effects.put(event.seq(), all);
            }
            return effects;
        });
        if (ending) {
            events.forEach(this::eraseHistory);
        }
        return done;
    }

    /** Once the engine has written that it ended the customer's instances. */
    private void eraseHistory(Event event) {
        if (event.type().equals(ERASED)) {
            erasure.eraseHistory(event.customerId());
        }
    }

    private <T> T command(Command<T> command) {
        try {
            return ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration())
                    .getCommandExecutorTxRequired()
                    .execute(command);
        } catch (OptimisticLockingException e) {
            throw new OptimisticLockingFailureException("a journey was changed by another transaction", e);
        }
    }

    @Override
    public List<EventEffect> end(Event event) {
        List<EventEffect> ended = command(context -> endAll(event));
        eraseHistory(event);
        return ended;
    }

    @Override
    public Set<String> receivers(Event event) {
        Set<String> journeys = new LinkedHashSet<>();
        List<Subscription> reached = reached(event, subscriptions(List.of(event)), ALL);
        journeys.addAll(roots(reached).values());
        for (StartMessages.Start start : starts.of(event.type())) {
            if (event.reference(start.about()).isPresent()) {
                journeys.add(start.journey());
            }
        }
        return journeys;
    }

    @Override
    public boolean listens(String journey, String type) {
        return starts.of(type).stream().anyMatch(start -> start.journey().equals(journey))
                || caught.catches(journey, type);
    }

    @Override
    public Set<Long> over(List<Event> events) {
        Set<Long> over = new HashSet<>();
        Map<Long, List<String>> about = new LinkedHashMap<>();
        for (Event event : events) {
            // an answer that the register took needs no journey
            if (event.reference(ANSWERED_OFFER).isPresent()) {
                over.add(event.seq());
            } else {
                about.put(
                        event.seq(),
                        event.references().stream()
                                .filter(reference -> !reference.kind().equals(CUSTOMER))
                                .map(Reference::toString)
                                .toList());
            }
        }
        over.addAll(register.over(about));
        return over;
    }

    private List<EventEffect> endAll(Event event) {
        List<EventEffect> effects = new ArrayList<>();
        if (!event.type().equals(ERASED)) {
            return effects;
        }
        for (JourneyRegister.Running running : register.running(event.customerId())) {
            register.outcome(running.instanceId(), "erased");
            engine.getRuntimeService().deleteProcessInstance(running.instanceId(), "the customer was erased");
            effects.add(new EventEffect(
                    EventEffect.Kind.ENDED, running.journey(), running.businessKey(), running.instanceId()));
        }
        event.references().stream()
                .filter(reference -> reference.kind().equals(CUSTOMER))
                .forEach(customer -> register.forget(customer.id()));
        return effects;
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

    private List<EventEffect> advance(Event event, List<Subscription> reached, CommandContext context) {
        List<EventEffect> effects = new ArrayList<>();
        for (Subscription subscription : reached) {
            EventSubscriptionEntity waits =
                    context.getEventSubscriptionManager().findEventSubscriptionById(subscription.id());
            // an instance that waits twice may have been moved by the first of the two, or just been ended
            if (waits == null || context.getDbEntityManager().isDeleted(waits)) {
                continue;
            }
            // what the engine's own command does once it has looked the subscription up by its general query
            waits.eventReceived(event.variables(), null, null, null, false);
            effects.add(new EventEffect(
                    EventEffect.Kind.ADVANCED,
                    subscription.journey(),
                    subscription.businessKey(),
                    subscription.instanceId()));
        }
        return effects;
    }

    /** What instances of the time before a journey do themselves, by the event and the journey. */
    private Set<String> takenCare(List<Event> events) {
        Set<String> taken = new HashSet<>();
        for (Event event : events) {
            for (StartMessages.Start start : starts.of(event.type())) {
                names(event, start)
                        .filter(about -> before.takeCare(start, event, about.toString()))
                        .forEach(about -> taken.add(key(start.journey(), String.valueOf(event.seq()))));
            }
        }
        return taken;
    }

    private List<EventEffect> start(
            Event event, Map<String, JourneyRegister.Entry> earlier, Set<String> takenCare, Wanted wanted) {
        List<EventEffect> effects = new ArrayList<>();
        for (StartMessages.Start start : starts.of(event.type())) {
            Optional<Reference> about = event.reference(start.about());
            if (about.isEmpty() || !wanted.test(start.journey())) {
                continue;
            }
            String businessKey = about.get().toString();
            JourneyRegister.Entry last = last(event, start, earlier);
            boolean again = last == null || start.reentry().allows(last.startedAt(), last.running(), clock.instant());
            if (!again || takenCare.contains(key(start.journey(), String.valueOf(event.seq())))) {
                effects.add(new EventEffect(EventEffect.Kind.REFUSED, start.journey(), businessKey, null));
                continue;
            }
            ProcessInstance instance = engine.getRuntimeService()
                    .startProcessInstanceByMessageAndProcessDefinitionId(
                            event.type(), start.definitionId(), businessKey, variables(event));
            effects.add(new EventEffect(EventEffect.Kind.STARTED, start.journey(), businessKey, instance.getId()));
        }
        return effects;
    }

    /** The newest start about the same thing; about a customer under each id that the customer ever had. */
    private static JourneyRegister.Entry last(
            Event event, StartMessages.Start start, Map<String, JourneyRegister.Entry> earlier) {
        return names(event, start)
                .map(about -> earlier.get(key(start.journey(), about.toString())))
                .filter(Objects::nonNull)
                .max(Comparator.comparing(JourneyRegister.Entry::running)
                        .thenComparing(JourneyRegister.Entry::startedAt))
                .orElse(null);
    }

    /** What a start is about: one thing, which a customer who was merged has several ids for. */
    private static Stream<Reference> names(Event event, StartMessages.Start start) {
        return start.about().equals(CUSTOMER)
                ? event.references().stream()
                        .filter(reference -> reference.kind().equals(CUSTOMER))
                : event.reference(start.about()).stream();
    }

    private static Map<String, Object> variables(Event event) {
        Map<String, Object> variables = new HashMap<>(event.variables());
        for (Reference reference : event.references()) {
            if (KINDS.contains(reference.kind())) {
                variables.putIfAbsent(reference.kind() + "Id", reference.id());
            }
        }
        return variables;
    }

    /** A message's outcome is for the instance that sent it; other events name an instance only if somebody chose it. */
    private static boolean isForOneInstance(Event event) {
        return MessageEvents.TYPES.contains(event.type())
                || event.reference(MessageEvents.INSTANCE).isPresent();
    }

    /** Who waits, by message and by the reference that leads there. */
    private Map<String, List<Subscription>> subscriptions(List<Event> events) {
        List<Event> single =
                events.stream().filter(JourneyRouter::isForOneInstance).toList();
        List<Event> others = single.isEmpty()
                ? events
                : events.stream().filter(event -> !isForOneInstance(event)).toList();
        Map<String, List<Subscription>> found = new HashMap<>();
        if (!others.isEmpty()) {
            found.putAll(byBusinessKey(others));
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
    private Map<String, List<Subscription>> byBusinessKey(List<Event> events) {
        return jdbc
                .sql(
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
                order by s.created_, s.id_""")
                .param("keys", keys(events))
                .param("types", events.stream().map(Event::type).distinct().toArray(String[]::new))
                .query((rs, n) -> subscription(rs))
                .list()
                .stream()
                .collect(Collectors.groupingBy(found -> key(found.message(), found.businessKey())));
    }

    private Map<String, JourneyRegister.Entry> earlier(List<Event> events) {
        Set<String> keys = new LinkedHashSet<>();
        for (Event event : events) {
            for (StartMessages.Start start : starts.of(event.type())) {
                names(event, start).forEach(about -> keys.add(about.toString()));
            }
        }
        if (keys.isEmpty()) {
            return Map.of();
        }
        return register.latest(keys).stream()
                .collect(Collectors.toMap(entry -> key(entry.journey(), entry.businessKey()), entry -> entry));
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
