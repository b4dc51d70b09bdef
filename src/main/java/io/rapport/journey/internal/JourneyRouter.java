package io.rapport.journey.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.database.RoundTrip;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventEffect;
import io.rapport.inbox.EventRouter;
import io.rapport.inbox.Reference;
import io.rapport.inbox.RejectedEvent;
import io.rapport.journey.internal.WaitingInstances.Subscription;
import io.rapport.journey.internal.WaitingInstances.Wanted;
import io.rapport.privacy.PersonalDataErasure;
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
import org.springframework.stereotype.Component;

/**
 * The matching rule. An event reaches each instance that waits for a message of its type and whose business key is
 * among its references; and it starts each journey whose start message has its type, about the reference of the kind
 * that the process names. What became of a message reaches the instance that sent it and nobody else. Who waits is found
 * by {@link WaitingInstances}; the whole batch is one command of the engine, written to the database in one go.
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
    private final WaitingInstances waiting;
    private final StartMessages starts;
    private final CaughtMessages caught;
    private final JourneyRegister register;
    private final EarlierVersions before;
    private final PersonalDataErasure erasure;
    private final BusinessClock clock;

    JourneyRouter(
            ProcessEngine engine,
            WaitingInstances waiting,
            StartMessages starts,
            CaughtMessages caught,
            JourneyRegister register,
            EarlierVersions before,
            PersonalDataErasure erasure,
            BusinessClock clock) {
        this.engine = engine;
        this.waiting = waiting;
        this.starts = starts;
        this.caught = caught;
        this.register = register;
        this.before = before;
        this.erasure = erasure;
        this.clock = clock;
    }

    @Override
    public Map<Long, List<EventEffect>> route(List<Event> events, Map<Long, Set<String>> leftOut) {
        return inOneCommand(
                events,
                event -> {
                    Set<String> without = leftOut.getOrDefault(event.seq(), Set.of());
                    return without.isEmpty() ? WaitingInstances.ALL : journey -> !without.contains(journey);
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
        Map<String, JourneyRegister.Entry> earlier = new HashMap<>();
        Map<Long, List<Subscription>> reached = waiting.reached(events, wanted, earlier(events, earlier));
        Set<String> takenCare = takenCare(events);
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
        Set<String> journeys = new LinkedHashSet<>(waiting.journeys(event));
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
    public boolean listens(String type) {
        return !starts.of(type).isEmpty() || caught.isCaught(type);
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
            if (!start.window().isOpen(event.since(), clock.instant())) {
                effects.add(new EventEffect(EventEffect.Kind.LATE, start.journey(), businessKey, null));
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

    /** @return what fills the map, once it is run; nothing where no event starts anything */
    private List<RoundTrip.Query> earlier(List<Event> events, Map<String, JourneyRegister.Entry> earlier) {
        Set<String> keys = new LinkedHashSet<>();
        for (Event event : events) {
            for (StartMessages.Start start : starts.of(event.type())) {
                names(event, start).forEach(about -> keys.add(about.toString()));
            }
        }
        return keys.isEmpty()
                ? List.of()
                : List.of(JourneyRegister.latest(
                        keys, entry -> earlier.put(key(entry.journey(), entry.businessKey()), entry)));
    }

    private static String key(String name, String businessKey) {
        return name + ' ' + businessKey;
    }
}
