package io.rapport.outbox.internal;

import static io.rapport.testing.Eventually.eventually;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rapport.calendar.BusinessClock;
import io.rapport.channel.Channel;
import io.rapport.channel.ChannelMessage;
import io.rapport.channel.SendResult;
import io.rapport.contactpolicy.PolicyDecisionService;
import io.rapport.contactpolicy.PolicyFact;
import io.rapport.contactpolicy.PolicyFacts;
import io.rapport.contactpolicy.PolicyVocabulary;
import io.rapport.contactpolicy.Suppression;
import io.rapport.contactpolicy.SuppressionDecisions;
import io.rapport.contactpolicy.SuppressionIncidents;
import io.rapport.contactpolicy.SuppressionKey;
import io.rapport.contactpolicy.Suppressions;
import io.rapport.customer.ContactVersions;
import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.customer.Orders;
import io.rapport.database.OperatorDecision;
import io.rapport.database.RoundTrip;
import io.rapport.inbox.CustomerResolver;
import io.rapport.inbox.internal.DefaultInbox;
import io.rapport.inbox.internal.EventCatalogue;
import io.rapport.inbox.internal.InboxJson;
import io.rapport.inbox.internal.IntakeCheck;
import io.rapport.inbox.internal.IntakeStore;
import io.rapport.inbox.internal.WorkSignal;
import io.rapport.link.LinkSecrets;
import io.rapport.link.Links;
import io.rapport.loyalty.Coupons;
import io.rapport.loyalty.LastDays;
import io.rapport.mail.DeliveryProperties;
import io.rapport.mail.MailDelivery;
import io.rapport.mail.SmtpSettings;
import io.rapport.outbox.MessageContext;
import io.rapport.outbox.MessageFacts;
import io.rapport.outbox.Outbox;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.OutboxMessage.State;
import io.rapport.outbox.OutboxRequest;
import io.rapport.outbox.StaffRecipient;
import io.rapport.outbox.UnresolvedMessages;
import io.rapport.release.NodeRelease;
import io.rapport.release.NodesWithoutReleases;
import io.rapport.template.MessageCatalogue;
import io.rapport.testing.ShippedMessages;
import io.rapport.testing.ShippedTables;
import io.rapport.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.io.FileSystemResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Messaging on a real database, with a dispatcher that a test starts against the mail server of its choice. Registered as
 * an extension in a static field it is there for all tests of a class: each begins at noon, and nothing is left of it for
 * the next.
 */
final class OutboxFixture implements BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    /** A Tuesday noon in London: nobody's quiet hours between Lisbon and Shanghai's evening. */
    static final Instant NOON = Instant.parse("2026-03-03T12:00:00Z");

    private static final AtomicInteger CUSTOMERS = new AtomicInteger();

    final BusinessClock clock = new BusinessClock();
    final Facts facts = new Facts();
    final ChangeableRules rules = new ChangeableRules();
    final Telephones sms = new Telephones();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final JdbcClient jdbc;
    final Outbox outbox;
    final UnresolvedMessages operations;
    private final AnnotationConfigApplicationContext context;
    private final List<Dispatcher> dispatchers = new ArrayList<>();

    /** @param channels beside e-mail; without any, {@link #sms} is there */
    OutboxFixture(Channel... channels) {
        this(null, "do $$ begin end $$", channels);
    }

    /**
     * @param fact that the contact policy may ask for beside the shipped ones; null for none
     * @param tables what that fact reads, as SQL
     */
    OutboxFixture(PolicyFact fact, String tables, Channel... channels) {
        TestDatabase database = TestDatabase.migrated();
        HikariDataSource pool = database.pool();
        JdbcClient.create(pool).sql(tables).update();
        context = new AnnotationConfigApplicationContext();
        register(HikariDataSource.class, pool);
        register(JdbcClient.class, JdbcClient.create(pool));
        register(JdbcTemplate.class, new JdbcTemplate(pool));
        register(NamedParameterJdbcTemplate.class, new NamedParameterJdbcTemplate(pool));
        register(PlatformTransactionManager.class, new JdbcTransactionManager(pool));
        register(ObjectMapper.class, new ObjectMapper());
        register(BusinessClock.class, clock);
        register(CustomerResolver.class, ids -> Map.of());
        register(NodeRelease.class, NodesWithoutReleases.on(pool));
        register(MessageFacts.class, facts);
        context.registerBean("complaintOpen", PolicyFact.class, () -> facts.complaintOpen);
        context.registerBean("stageLapsed", PolicyFact.class, () -> facts.stageLapsed);
        if (fact != null) {
            context.registerBean(fact.key(), PolicyFact.class, () -> fact);
        }
        register(PolicyDecisionService.class, rules);
        register(MessagingProperties.class, properties());
        register(
                DeliveryProperties.class,
                new DeliveryProperties(
                        null,
                        null,
                        0,
                        List.of(),
                        null,
                        null,
                        new DeliveryProperties.Resend(Duration.ofMinutes(30), 2),
                        null));
        register(MessageCatalogue.class, ShippedMessages.catalogue());
        register(
                EventCatalogue.class,
                EventCatalogue.read(new FileSystemResource("processes/events.asyncapi.yaml"), InstantSource.system()));
        LinkSecrets secrets = new LinkSecrets("only-for-tests-".repeat(4), List.of());
        register(LinkSecrets.class, secrets);
        register(Links.class, new Links(secrets, URI.create("https://hello.example"), clock));
        for (Channel channel : channels.length == 0 ? new Channel[] {sms} : channels) {
            context.registerBean(channel.key(), Channel.class, () -> channel);
        }
        context.register(
                Customers.class,
                Orders.class,
                Coupons.class,
                LastDays.class,
                OutboxTable.class,
                OutboxClaims.class,
                OutboxTransitions.class,
                CapUsageReader.class,
                ContactVersions.class,
                RoundTrip.class,
                PolicyFacts.class,
                PrefetchReader.class,
                DispatchSignal.class,
                MessageContext.class,
                InboxJson.class,
                IntakeStore.class,
                ChannelDirectory.class,
                ContactConfiguration.class,
                WorkSignal.class,
                IntakeCheck.class,
                DefaultInbox.class,
                SuppressionKey.class,
                Suppressions.class,
                SuppressionDecisions.class,
                SuppressionIncidents.class,
                OptOuts.class,
                MessageOutcomes.class,
                AttemptPreparation.class,
                UnresolvedMessageStore.class,
                DefaultUnresolvedMessages.class,
                DefaultOutbox.class);
        context.refresh();
        jdbc = context.getBean(JdbcClient.class);
        outbox = context.getBean(Outbox.class);
        operations = context.getBean(UnresolvedMessages.class);
        clock.moveTo(NOON);
    }

    private <T> void register(Class<T> type, T bean) {
        context.registerBean(type, (Supplier<T>) () -> bean);
    }

    private static MessagingProperties properties() {
        return new MessagingProperties(
                2,
                2,
                LocalTime.of(21, 0),
                LocalTime.of(8, 0),
                Duration.ofHours(1),
                List.of(Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofHours(1)),
                Duration.ofMillis(20),
                20,
                // a worker that failed with what it had claimed takes it up again after that
                Duration.ofSeconds(2),
                Duration.ofMinutes(1),
                Duration.ofSeconds(1),
                // no test waits for it to run out, and a mail server of a test is slow only because the machine is
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                100,
                Duration.ofMinutes(5),
                Duration.ofSeconds(10));
    }

    OutboxTransitions transitions() {
        return context.getBean(OutboxTransitions.class);
    }

    MessageOutcomes outcomes() {
        return context.getBean(MessageOutcomes.class);
    }

    /** Starts the dispatcher of a node that is not alone. */
    Dispatcher start(int smtpPort) {
        return start(smtpPort, false);
    }

    Dispatcher start(int smtpPort, boolean alone) {
        MessagingProperties properties = context.getBean(MessagingProperties.class);
        SmtpSettings settings = SmtpSettings.of(
                "smtp",
                "127.0.0.1",
                smtpPort,
                null,
                null,
                new Properties(),
                new SmtpSettings.Timeouts(
                        properties.connectTimeout(), properties.readTimeout(), properties.writeTimeout()),
                "shop.example",
                properties.connectionMessages(),
                properties.connectionAge(),
                properties.connectionIdle());
        Dispatcher dispatcher = new Dispatcher(
                context.getBean(OutboxClaims.class),
                context.getBean(OutboxTransitions.class),
                context.getBean(UnresolvedMessageStore.class),
                context.getBean(PrefetchReader.class),
                context.getBean(PolicyEvaluator.class),
                context.getBean(AttemptPreparation.class),
                context.getBean(MessageOutcomes.class),
                context.getBean(ContactVersions.class),
                context.getBean(ChannelDirectory.class),
                transaction(),
                MailDelivery.through(settings, clock),
                context.getBean(DispatchSignal.class),
                properties,
                clock,
                meters,
                alone);
        dispatchers.add(dispatcher);
        dispatcher.start();
        return dispatcher;
    }

    /** @return a port of this machine on which nobody listens */
    static int deadPort() {
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return unused.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TransactionTemplate transaction() {
        return new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
    }

    /** A customer whom nothing forbids to write to. */
    String customer() {
        return customer("Ada", "en-GB", "Europe/London");
    }

    String customer(String firstName, String locale, String zone) {
        String id = "C" + CUSTOMERS.incrementAndGet();
        jdbc.sql("insert into rapport.customer (id, first_name, last_name, email, locale, time_zone, registered_at)"
                        + " values (?, ?, 'Lovelace', ?, ?, ?, now())")
                .params(id, firstName, id.toLowerCase(Locale.ROOT) + "@example.com", locale, zone)
                .update();
        return id;
    }

    void consent(String customerId, String topic, boolean granted) {
        consent(customerId, "email", topic, granted);
    }

    void consent(String customerId, String channel, String topic, boolean granted) {
        jdbc.sql("insert into rapport.consent_entry"
                        + " (customer_id, channel, topic, granted, source, wording, event_seq, recorded_at)"
                        + " select ?, ?, ?, ?, 'test', 'test', coalesce(max(event_seq), 0) + 1, now()"
                        + " from rapport.consent_entry")
                .params(customerId, channel, topic, granted)
                .update();
    }

    /** Leaves no way to the customer but the telephone. */
    void onlyByTelephone(String customerId) {
        jdbc.sql("update rapport.customer set email = null, phone = '+44 20 7946 0112' where id = ?")
                .params(customerId)
                .update();
    }

    /** @return what the tables of the contact policy may ask for */
    PolicyVocabulary vocabulary() {
        return context.getBean(PolicyFacts.class).vocabulary();
    }

    void suppress(String channel, String address) {
        context.getBean(SuppressionDecisions.class).add(channel, address, new OperatorDecision("test", "test"));
    }

    /** Somebody who had the address was erased, after its other owners had registered. */
    void erased(String address, boolean shared) {
        context.getBean(SuppressionIncidents.class)
                .suppressErased("email", address, Instant.now().plusSeconds(3600), shared);
    }

    /** @return why nothing is sent to an address; empty if it may be written to */
    Optional<Suppression.Reason> suppression(String channel, String address) {
        return context.getBean(Suppressions.class).find(channel, address).map(Suppression::reason);
    }

    void lift(String channel, String address, Suppression.Reason reason) {
        context.getBean(SuppressionDecisions.class)
                .lift(channel, address, reason, new OperatorDecision("test", "test"));
    }

    void order(String orderId, String customerId) {
        jdbc.sql("insert into rapport.customer_order (id, customer_id, currency, total, placed_at)"
                        + " values (?, ?, 'GBP', 38.00, now())")
                .params(orderId, customerId)
                .update();
        jdbc.sql("insert into rapport.customer_order_item"
                        + " values (?, 1, 'TEA-1', 'Jasmine green tea', 2, 9.50, 1900)")
                .params(orderId)
                .update();
    }

    UUID welcome(String customerId) {
        return outbox.enqueue(OutboxRequest.toCustomer("welcome", customerId).from("onboarding", "i-1"));
    }

    OutboxMessage message(UUID id) {
        return context.getBean(OutboxTable.class).find(id).orElseThrow();
    }

    long inState(State state) {
        return jdbc.sql("select count(*) from rapport.outbox_message where state = ?")
                .params(state.name().toLowerCase(Locale.ROOT))
                .query(Long.class)
                .single();
    }

    long queuedBecauseOf(String rule) {
        return jdbc.sql("select count(*) from rapport.outbox_message where state = 'queued' and rule = ?")
                .params(rule)
                .query(Long.class)
                .single();
    }

    /** Waits, in real time, until so many messages are in this state. */
    void awaitAll(State state, int number) {
        await(() -> inState(state) == number ? Optional.of(true) : Optional.empty());
    }

    /** Waits, in real time, until the message is in this state. */
    OutboxMessage await(UUID id, State state) {
        return await(() -> {
            OutboxMessage message = message(id);
            return message.state() == state ? Optional.of(message) : Optional.empty();
        });
    }

    /** Waits, in real time, until the message was evaluated and put back for this reason. */
    OutboxMessage awaitQueuedAgain(UUID id, String why) {
        return await(() -> {
            OutboxMessage message = message(id);
            boolean there = message.state() == State.QUEUED
                    && message.why() != null
                    && message.why().contains(why);
            return there ? Optional.of(message) : Optional.empty();
        });
    }

    static <T> T await(Supplier<Optional<T>> condition) {
        return eventually("it is there", condition::get, Optional::isPresent).orElseThrow();
    }

    /** Stops what the test started, as an application does when it ends. */
    void stop() {
        dispatchers.forEach(Dispatcher::stop);
        dispatchers.clear();
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        clock.moveTo(NOON);
    }

    @Override
    public void afterEach(ExtensionContext test) {
        stop();
        rules.restore();
        sms.sent.clear();
        facts.forget();
        for (String table : List.of("outbox_message", "outbox_audit")) {
            jdbc.sql("delete from rapport." + table).update();
        }
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        context.close();
    }

    /** A channel that reaches who has a telephone, and keeps what it is given. */
    static final class Telephones implements Channel {

        final List<ChannelMessage> sent = new CopyOnWriteArrayList<>();

        @Override
        public String key() {
            return "sms";
        }

        @Override
        public boolean reaches(Customer customer) {
            return customer.phone() != null;
        }

        @Override
        public String address(Customer customer) {
            return customer.phone();
        }

        @Override
        public SendResult send(ChannelMessage message) {
            sent.add(message);
            return new SendResult(SendResult.Outcome.SENT, "taken");
        }
    }

    /** The contact policy as it is shipped, until a test changes it. */
    static final class ChangeableRules implements PolicyDecisionService {

        private static final PolicyDecisionService SHIPPED = ShippedTables.read();

        private volatile PolicyDecisionService inForce = SHIPPED;
        private final AtomicReference<Runnable> whileDeciding = new AtomicReference<>();

        void replace(PolicyDecisionService rules) {
            inForce = rules;
        }

        void restore() {
            inForce = SHIPPED;
            whileDeciding.set(null);
        }

        /** Happens once, while a message is evaluated that is not to go. */
        void whileHolding(Runnable event) {
            whileDeciding.set(event);
        }

        @Override
        public RuleResult decide(Map<String, Object> facts) {
            RuleResult ruling = inForce.decide(facts);
            Runnable event = ruling.outcome().equals("SEND") ? null : whileDeciding.getAndSet(null);
            if (event != null) {
                event.run();
            }
            return ruling;
        }

        @Override
        public List<Limit> limits(String category, String pace) {
            return inForce.limits(category, pace);
        }
    }

    /** What the floors above would say. */
    static final class Facts implements MessageFacts {

        final Set<String> complaining = ConcurrentHashMap.newKeySet();
        final Set<String> lapsed = ConcurrentHashMap.newKeySet();
        final Set<String> troublesome = ConcurrentHashMap.newKeySet();
        final Set<String> fatal = ConcurrentHashMap.newKeySet();
        final Set<String> listening = ConcurrentHashMap.newKeySet();

        final PolicyFact complaintOpen = fact("complaintOpen", "rapport.complaint", complaining);
        final PolicyFact stageLapsed = fact("stageLapsed", "rapport.customer_relationship", lapsed);

        /** Happens once, while a message is being written. */
        final AtomicReference<Runnable> meanwhile = new AtomicReference<>();

        private static PolicyFact fact(String key, String table, Set<String> of) {
            return new PolicyFact() {

                @Override
                public String key() {
                    return key;
                }

                @Override
                public List<String> tables() {
                    return List.of(table);
                }

                @Override
                public List<RoundTrip.Query> ask(Collection<String> customerIds, Consumer<String> holds) {
                    return List.of(new RoundTrip.Query(
                            "select unnest(cast(:holds as text[]))",
                            Map.of(
                                    "holds",
                                    customerIds.stream().filter(of::contains).toArray(String[]::new)),
                            row -> holds.accept(row.getString(1))));
                }
            };
        }

        private void forget() {
            complaining.clear();
            lapsed.clear();
            troublesome.clear();
            fatal.clear();
            listening.clear();
            meanwhile.set(null);
        }

        @Override
        public Map<String, Object> context(OutboxMessage message, Locale locale, ZoneId zone) {
            Runnable event = meanwhile.getAndSet(null);
            if (event != null) {
                event.run();
            }
            if (message.customerId() != null && fatal.contains(message.customerId())) {
                throw new NoClassDefFoundError("what a template may meet");
            }
            if (message.customerId() != null && troublesome.contains(message.customerId())) {
                throw new IllegalStateException("what Ada wrote in her complaint");
            }
            return message.complaintId() == null
                    ? Map.of("requests", List.of())
                    : Map.of(
                            "complaint", Map.of("number", "C-2026-0017"),
                            "task", Map.of("link", "https://hello.example/task"));
        }

        @Override
        public boolean listens(String journey, String eventType) {
            return listening.contains(eventType);
        }

        @Override
        public Optional<StaffRecipient> staff(String staffId) {
            return staffId.equals("priya")
                    ? Optional.of(new StaffRecipient("priya", "Priya", "priya@shop.example", Locale.ENGLISH))
                    : Optional.empty();
        }
    }
}
