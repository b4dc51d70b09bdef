package io.rapport.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rapport.audit.AuditLog;
import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.QuietHours;
import io.rapport.calendar.WorkingTime;
import io.rapport.database.DatabaseFigures;
import io.rapport.database.RetentionProperties;
import io.rapport.inbox.Cancellation;
import io.rapport.inbox.CustomerAliases;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventArchive;
import io.rapport.inbox.EventProjection;
import io.rapport.inbox.EventStatus;
import io.rapport.inbox.EventSubmission;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.NewEvent;
import io.rapport.inbox.Receipt;
import io.rapport.inbox.Reference;
import io.rapport.inbox.WaitingEvent;
import io.rapport.loyalty.CouponShops;
import io.rapport.loyalty.LoyaltyRules;
import io.rapport.release.NodeRelease;
import io.rapport.release.NodesWithoutReleases;
import io.rapport.value.ScoreConsequences;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The registers of customers, feedback and value on a real database, without engine, inbox and web: an event is handled by all
 * projections in one transaction, in the thread of the test. Registered as an extension in a static field it is there
 * for all tests of a class, each of which begins at noon; time stands still unless a test moves it.
 */
public final class RegisterFixture implements BeforeEachCallback, AfterAllCallback {

    /** A Tuesday in March. */
    public static final Instant NOON = Instant.parse("2026-03-03T12:00:00Z");

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final BusinessClock clock = new BusinessClock(InstantSource.fixed(NOON));
    private final ObjectMapper json = new ObjectMapper();
    private final AtomicLong seq = new AtomicLong();
    private final List<Object> published = new CopyOnWriteArrayList<>();
    private final Accepting inbox = new Accepting();
    private final ChangingShops shops = new ChangingShops();
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    /** Makes a database of its own; it ends with the tests of the class. */
    public RegisterFixture() {
        HikariDataSource pool = TestDatabase.migrated().pool();
        register(HikariDataSource.class, pool);
        register(JdbcClient.class, JdbcClient.create(pool));
        register(PlatformTransactionManager.class, new JdbcTransactionManager(pool));
        register(ObjectMapper.class, json);
        register(BusinessClock.class, clock);
        register(Inbox.class, inbox);
        register(AuditLog.class, new AuditLog(JdbcClient.create(pool)));
        register(NodeRelease.class, NodesWithoutReleases.on(pool));
        register(MeterRegistry.class, new SimpleMeterRegistry());
        register(DatabaseFigures.class, new DatabaseFigures(Duration.ZERO));
        // their threads do not run: a test has changed customers evaluated, and models fitted, itself
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "test",
                        Map.of(
                                "rapport.customer.changes-poll",
                                "0s",
                                "rapport.loyalty.poll",
                                "0s",
                                "rapport.loyalty.coupon-poll",
                                "0s",
                                "rapport.value.poll",
                                "0s")));
        context.getBeanFactory().setConversionService(ApplicationConversionService.getSharedInstance());
        context.register(EventArchive.class, CustomerAliases.class);
        register(
                RetentionProperties.class,
                new Binder(new MapConfigurationPropertySource())
                        .bindOrCreate("rapport.retention", RetentionProperties.class));
        register(LoyaltyRules.class, new PlainLoyaltyRules());
        register(CouponShops.class, shops);
        // tiers, stages and segments are not there
        register(ScoreConsequences.class, scores -> List.of());
        register(QuietHours.class, new QuietHours(LocalTime.of(21, 0), LocalTime.of(8, 0)));
        register(
                WorkingTime.class,
                new WorkingTime(
                        ZoneOffset.UTC,
                        LocalTime.of(9, 0),
                        LocalTime.of(17, 0),
                        EnumSet.allOf(DayOfWeek.class),
                        Set.of()));
        context.scan(
                "io.rapport.customer",
                "io.rapport.feedback",
                "io.rapport.loyalty",
                "io.rapport.privacy",
                "io.rapport.value");
        context.addApplicationListener(event -> {
            if (event instanceof PayloadApplicationEvent<?> payload) {
                published.add(payload.getPayload());
            }
        });
        context.refresh();
    }

    private <T> void register(Class<T> type, T bean) {
        context.registerBean(type, (Supplier<T>) () -> bean);
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        clock.moveTo(NOON);
        published.clear();
        inbox.accepted.clear();
        shops.behaviour = null;
    }

    /** From now on codes of coupons are confirmed there, until the test ends. */
    public void confirmCouponsBy(CouponShops behaviour) {
        shops.behaviour = behaviour;
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        if (!tests.getRequiredTestClass().isAnnotationPresent(Nested.class)) {
            context.close();
        }
    }

    /** @return a part of the product */
    public <T> T get(Class<T> type) {
        return context.getBean(type);
    }

    /** @return the clock that all parts share */
    public BusinessClock clock() {
        return clock;
    }

    /** @return statements on the database */
    public JdbcClient jdbc() {
        return get(JdbcClient.class);
    }

    /** @return an id that no other test uses */
    public String newId(String prefix) {
        return prefix + NAMES.incrementAndGet();
    }

    /** @return an event that has just come in, newer than all before; it has not been handled yet */
    public Event event(String type, String customerId, Map<String, Object> data) {
        return event(seq.incrementAndGet(), type, customerId, data);
    }

    private Event event(long number, String type, String customerId, Map<String, Object> data) {
        return new Event(
                number,
                "urn:test",
                "event-" + number,
                type,
                customerId,
                clock.instant(),
                json.valueToTree(data),
                Set.of(new Reference("customer", customerId)),
                Map.of());
    }

    /** An event comes in and is handled. @return the event, to be handled again */
    public Event happens(String type, String customerId, Map<String, Object> data) {
        Event event = event(type, customerId, data);
        handle(event);
        return event;
    }

    /** Handles an event in a transaction of its own, however often it was handled before. @return what it is about */
    public Set<Reference> handle(Event event) {
        return transaction().execute(status -> {
            Set<Reference> about = new LinkedHashSet<>();
            project(List.of(event)).forEach((seq, references) -> about.addAll(references));
            return about;
        });
    }

    /** Has all projections take events in, in the transaction of the caller. @return what each is about besides, by number */
    public Map<Long, Set<Reference>> project(List<Event> events) {
        Map<Long, Set<Reference>> about = new HashMap<>();
        for (EventProjection projection : projections()) {
            List<Event> taken = taken(projection, events);
            Map<Long, Set<Reference>> further = taken.isEmpty() ? Map.of() : projection.project(taken);
            further.forEach((seq, references) ->
                    about.computeIfAbsent(seq, none -> new LinkedHashSet<>()).addAll(references));
        }
        return about;
    }

    private static List<Event> taken(EventProjection projection, List<Event> events) {
        return events.stream().filter(event -> projection.takes(event.type())).toList();
    }

    private List<EventProjection> projections() {
        return context.getBeanProvider(EventProjection.class).orderedStream().toList();
    }

    /** @return the numbers of those events that say nothing that is not known already */
    public Set<Long> known(List<Event> events) {
        Set<Long> known = new LinkedHashSet<>();
        projections().forEach(projection -> known.addAll(projection.known(taken(projection, events))));
        return known;
    }

    /** @return whether an event says nothing that is not known already */
    public boolean isKnown(Event event) {
        return !known(List.of(event)).isEmpty();
    }

    /** @return whether an event is not taken in together with others */
    public boolean isAlone(Event event) {
        return projections().stream().anyMatch(projection -> projection.isAlone(event.type()));
    }

    /** @return the data of an event with further fields */
    public static Map<String, Object> and(Map<String, Object> data, String field, Object value) {
        Map<String, Object> all = new HashMap<>(data);
        all.put(field, value);
        return all;
    }

    /** Somebody registers. @return the customer's id */
    public String customer() {
        String id = newId("c");
        happens(
                "customer.registered",
                id,
                Map.of("firstName", "Ann", "lastName", "Lee", "email", id + "@example.com", "locale", "en-GB"));
        return id;
    }

    /** A customer orders one thing. @return the order's id */
    public String order(String customerId, double total) {
        String id = newId("o");
        happens("order.placed", customerId, Shop.orderData(id, total));
        return id;
    }

    /** Something happens to an order, such as {@code returned}. */
    public Event order(String orderId, String customerId, String what) {
        return happens("order." + what, customerId, Map.of("orderId", orderId));
    }

    /** Does something in a transaction of its own. */
    public TransactionTemplate transaction() {
        return new TransactionTemplate(get(PlatformTransactionManager.class));
    }

    /** @return events that parts of the product published within it since the test began */
    public <T> List<T> published(Class<T> type) {
        return published.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Publishes an event within the product, as another part of it does. */
    public void publish(Object event) {
        context.publishEvent(event);
    }

    /** @return events that parts of the product sent to the inbox since the test began */
    public List<NewEvent> sent() {
        return List.copyOf(inbox.accepted);
    }

    /**
     * Does something several times at once, each time in a thread and a transaction of its own.
     *
     * @return what each returned, or the exception that it raised
     */
    public List<Object> atOnce(int times, Callable<?> work) {
        return atOnce(IntStream.range(0, times).<Callable<?>>mapToObj(n -> work).toList());
    }

    /** Does several things at once, each in a thread and a transaction of its own; returns as {@link #atOnce(int, Callable)}. */
    public List<Object> atOnce(List<Callable<?>> works) {
        CyclicBarrier start = new CyclicBarrier(works.size());
        ExecutorService threads = Executors.newFixedThreadPool(works.size());
        try {
            List<Future<Object>> running = new ArrayList<>();
            for (Callable<?> work : works) {
                running.add(threads.submit(() -> {
                    start.await(30, TimeUnit.SECONDS);
                    try {
                        return transaction().execute(status -> call(work));
                    } catch (RuntimeException e) {
                        return e;
                    }
                }));
            }
            List<Object> results = new ArrayList<>();
            for (Future<Object> one : running) {
                results.add(one.get(60, TimeUnit.SECONDS));
            }
            return results;
        } catch (Exception e) {
            throw new AssertionError("what was done at once did not end", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Object call(Callable<?> work) {
        try {
            return work.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** No shop, unless a test sets one up. */
    private static final class ChangingShops implements CouponShops {

        private volatile CouponShops behaviour;

        @Override
        public boolean isKnown(String shop) {
            return behaviour != null && behaviour.isKnown(shop);
        }

        @Override
        public Answer ask(Request request) {
            return behaviour == null ? new Answer(Outcome.UNCLEAR, "no shop is set up", null) : behaviour.ask(request);
        }
    }

    /** Takes events in, for a test to read; nothing handles them. */
    private static final class Accepting implements Inbox {

        private final List<NewEvent> accepted = new CopyOnWriteArrayList<>();

        @Override
        public Receipt accept(NewEvent event) {
            accepted.add(event);
            return Receipt.ACCEPTED;
        }

        @Override
        public Receipt accept(NewEvent event, Instant deliverAt) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<IntakeResult> acceptAll(List<EventSubmission> events) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<IntakeResult> acceptNews(List<EventSubmission> news) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Cancellation cancel(String source, String id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<EventStatus> status(String source, String id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<WaitingEvent> waiting(String customerId, Set<String> types) {
            throw new UnsupportedOperationException();
        }
    }
}
