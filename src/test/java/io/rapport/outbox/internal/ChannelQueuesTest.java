package io.rapport.outbox.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.rapport.channel.Channel;
import io.rapport.channel.TestChannels;
import io.rapport.channel.TestChannels.Changing;
import io.rapport.mail.ScriptedSmtpServer;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.OutboxMessage.State;
import io.rapport.outbox.OutboxRequest;
import io.rapport.testing.QueryPlan;
import java.net.URI;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
@DisplayName("Each way to customers has workers of its own")
@Tag("slow")
class ChannelQueuesTest {

    /** What the workers have taken when a message comes: a batch each, and in each a few of what can wait. */
    private static final int IN_HAND = 2 * (20 + 4);

    private static final ResponseDefinitionBuilder TAKEN =
            aResponse().withStatus(201).withBody("{\"sid\": \"SM1\", \"status\": \"queued\"}");

    @RegisterExtension
    static final WireMockExtension PROVIDER = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    private static final Changing CHANNEL = new Changing("sms");

    @RegisterExtension
    static final OutboxFixture messaging = new OutboxFixture(CHANNEL);

    private final ScriptedSmtpServer server = new ScriptedSmtpServer();
    private Channel sms;

    @BeforeEach
    void open() {
        sms = TestChannels.sms(URI.create(PROVIDER.baseUrl()), Duration.ofSeconds(3));
        CHANNEL.behave(sms::send);
    }

    @AfterEach
    void close() throws Exception {
        messaging.stop();
        server.close();
        ((AutoCloseable) sms).close();
    }

    @Test
    @DisplayName("With every mail server down text messages go out at full speed, from the middle of mails that wait")
    void lettersPassMailServersThatAreDown() {
        PROVIDER.stubFor(any(anyUrl()).willReturn(TAKEN));
        List<UUID> mails = new ArrayList<>();
        List<UUID> texts = new ArrayList<>();
        messaging.transaction().executeWithoutResult(status -> {
            for (int i = 0; i < 60; i++) {
                mails.add(i % 2 == 0 ? messaging.welcome(messaging.customer()) : thanks(messaging.customer()));
                texts.add(thanks(byTelephone()));
            }
        });

        messaging.start(OutboxFixture.deadPort());

        messaging.awaitAll(State.SENT, texts.size());
        PROVIDER.verify(texts.size(), anyRequestedFor(anyUrl()));
        assertThat(texts).allSatisfy(id -> {
            OutboxMessage text = messaging.message(id);
            assertThat(text.channel()).isEqualTo("sms");
            assertThat(text.attempts()).isEqualTo(1);
        });
        assertThat(mails).extracting(id -> messaging.message(id).channel()).containsOnly("email");
        // an evaluation for other channels is no attempt: only a mail that met the closed door used one up, one a pause
        // of its worker
        assertThat(mails)
                .extracting(id -> messaging.message(id).attempts())
                .filteredOn(attempts -> attempts > 0)
                .hasSizeLessThan(10);
    }

    @Test
    @DisplayName("What was evaluated while no mail server answered goes out by mail once one does")
    void mailsGoOutOnceAServerIsBack() {
        UUID mail = thanks(messaging.customer());
        UUID first = messaging.welcome(messaging.customer());
        messaging.start(OutboxFixture.deadPort());
        messaging.awaitQueuedAgain(mail, "mail server");
        messaging.awaitQueuedAgain(first, "no connection to the mail server");
        messaging.stop();

        messaging.clock.moveTo(OutboxFixture.NOON.plus(Duration.ofMinutes(2)));
        messaging.start(server.port());
        messaging.await(mail, State.SENT);
        messaging.await(first, State.SENT);
    }

    @Test
    @DisplayName("A provider of text messages that hangs holds up no mail")
    void mailsPassAProviderThatHangs() {
        PROVIDER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(201).withFixedDelay(10_000)));
        List<UUID> mails = new ArrayList<>();
        messaging.transaction().executeWithoutResult(status -> {
            for (int i = 0; i < 20; i++) {
                thanks(byTelephone());
                mails.add(messaging.welcome(messaging.customer()));
            }
        });

        messaging.start(server.port());

        messaging.awaitAll(State.SENT, mails.size());
        assertThat(server.accepted()).hasSize(mails.size());
        // two workers, three seconds each: those texts are far from done
        assertThat(messaging.inState(State.UNKNOWN)).isLessThan(10);
    }

    @Test
    @DisplayName("A message that the policy gives to another channel queue uses up no attempt on the way")
    void handingOverIsNoAttempt() {
        PROVIDER.stubFor(any(anyUrl()).willReturn(TAKEN));
        messaging.start(server.port());

        OutboxMessage text = messaging.await(thanks(byTelephone()), State.SENT);

        assertThat(text.attempts()).isEqualTo(1);
        assertThat(text.channel()).isEqualTo("sms");
        assertThat(messaging
                        .jdbc
                        .sql("select outcome from rapport.outbox_delivery_log where message_id = ?")
                        .params(text.id())
                        .query(String.class)
                        .list())
                .containsExactly("switched");
        assertThat(server.accepted()).isEmpty();
    }

    @Test
    @DisplayName("What somebody waits for goes before a backlog of offers")
    void urgentBeforeBacklog() {
        List<String> agreed = customers(400, true);
        messaging.transaction().executeWithoutResult(status -> agreed.forEach(ChannelQueuesTest::offer));
        messaging.start(server.port());
        int before = OutboxFixture.await(() -> accepted(30)).size();

        UUID welcome = messaging.welcome(messaging.customer());

        messaging.await(welcome, State.SENT);
        assertThat(place(welcome)).isLessThanOrEqualTo(before + IN_HAND + 5).isLessThan(200);
    }

    @Test
    @DisplayName("and offers are not starved by a backlog of that")
    void backlogDoesNotStarveOffers() {
        List<String> welcomed = customers(300, false);
        List<String> agreed = customers(10, true);
        List<UUID> offers = new ArrayList<>();
        messaging.transaction().executeWithoutResult(status -> {
            welcomed.forEach(messaging::welcome);
            agreed.forEach(customer -> offers.add(offer(customer)));
        });
        messaging.start(server.port());

        offers.forEach(offer -> messaging.await(offer, State.SENT));

        assertThat(offers).allSatisfy(offer -> assertThat(place(offer)).isLessThan(200));
    }

    @Test
    @DisplayName("The claim reads its index, however many messages wait for their time")
    void plan() {
        messaging
                .jdbc
                .sql(
                        """
                insert into rapport.outbox_message (id, message, category, staff_id, message_id, queued_at, due_at,
                    expires_at)
                select gen_random_uuid(), 'x', case when n % 10 = 0 then 'service' else 'care' end, 'priya', 'plan-' || n,
                    now(), now() + n * interval '1 minute', now() + interval '1 year'
                from generate_series(1, 20000) n""")
                .update();
        messaging.jdbc.sql("vacuum analyze rapport.outbox_message").update();

        Map<String, ?> asked = Map.of(
                "channels",
                new String[] {"email", "task"},
                "messages",
                new String[] {"x"},
                "now",
                Timestamp.from(Instant.now().plus(Duration.ofDays(1))),
                "most",
                2,
                "share",
                1,
                "worker",
                "test",
                "lease",
                1000);
        // a session makes the plan when it first asks
        QueryPlan plan = messaging.transaction().execute(status -> {
            QueryPlan.of(messaging.jdbc, OutboxClaims.CLAIM, asked);
            return QueryPlan.of(messaging.jdbc, OutboxClaims.CLAIM, asked);
        });

        // four messages are claimed, each noted in a few indexes; the table has many hundred pages
        assertThat(plan.pages()).as(plan.text()).isLessThan(200);
    }

    private Optional<List<String>> accepted(int least) {
        List<String> mails = List.copyOf(server.accepted());
        return mails.size() >= least ? Optional.of(mails) : Optional.empty();
    }

    private int place(UUID id) {
        List<String> mails = server.accepted();
        for (int i = 0; i < mails.size(); i++) {
            if (mails.get(i).contains("Message-ID: <" + id)) {
                return i;
            }
        }
        throw new AssertionError("the mail did not arrive");
    }

    private static List<String> customers(int number, boolean agreeing) {
        return messaging.transaction().execute(status -> Stream.generate((Supplier<String>) messaging::customer)
                .limit(number)
                .peek(customer -> {
                    if (agreeing) {
                        messaging.consent(customer, "offers", true);
                    }
                })
                .toList());
    }

    private static String byTelephone() {
        String customer = messaging.customer();
        messaging.onlyByTelephone(customer);
        return customer;
    }

    private static UUID thanks(String customer) {
        String order = "O-" + customer;
        messaging.order(order, customer);
        return messaging.outbox.enqueue(
                OutboxRequest.toCustomer("order-thanks", customer).about(order, null, null, null));
    }

    private static UUID offer(String customer) {
        return messaging.outbox.enqueue(OutboxRequest.toCustomer("first-order-nudge", customer));
    }
}
