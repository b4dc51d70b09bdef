package io.rapport.inbox.internal;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.EventEffect;
import io.rapport.inbox.EventStatus;
import io.rapport.inbox.EventSubmission;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.NewEvent;
import io.rapport.inbox.Receipt;
import io.rapport.testing.Journeys;
import io.rapport.testing.Models;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import io.rapport.testing.TestModels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** No shipped journey listens to customer.stage-changed. */
@RapportTest
@DisplayName(
        "News that was derived from the tables goes to journeys that listen, and is done as it is written where none does")
class NewsTest {

    private static final String SOURCE = "urn:rapport:changes:news-test";
    private static final String CHANGED = "customer.stage-changed";

    @Autowired
    private Inbox inbox;

    @Autowired
    private TestModels models;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private EventCatalogue catalogue;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private JdbcClient jdbc;

    private final String journey = newId("listener");
    private String customer;
    private String key;

    @BeforeEach
    void aCustomer() {
        customer = shop.customer();
        key = "customer:" + customer;
    }

    private Receipt raise(String id) {
        return inbox.acceptNews(List.of(new EventSubmission(
                        new NewEvent(
                                SOURCE,
                                id,
                                CHANGED,
                                customer,
                                clock.instant(),
                                JsonNodeFactory.instance
                                        .objectNode()
                                        .put("from", "new")
                                        .put("to", "active")
                                        .put("why", "in-rhythm")),
                        null)))
                .get(0)
                .receipt();
    }

    private String raise() {
        String id = newId("n");
        assertThat(raise(id)).isEqualTo(Receipt.ACCEPTED);
        return id;
    }

    private EventStatus.State state(String id) {
        return inbox.status(SOURCE, id).orElseThrow().state();
    }

    private String row(String id) {
        return jdbc.sql(
                        """
                select concat_ws(', ', state, settled_at is not null, seq is not null, customer_id = :customer)
                from rapport.inbox_event where source = :source and id = :id""")
                .param("customer", customer)
                .param("source", SOURCE)
                .param("id", id)
                .query(String.class)
                .single();
    }

    @Test
    @DisplayName("what none listens to never waits, has its place and its status as any, and is taken once")
    void unheard() {
        String id = raise();

        assertThat(row(id)).isEqualTo("done, t, t, t");
        assertThat(inbox.status(SOURCE, id).orElseThrow().effects()).isEmpty();
        assertThat(raise(id)).isEqualTo(Receipt.DUPLICATE);
    }

    @Test
    @DisplayName("what is wrong with it is said as of any")
    void invalid() {
        Inbox.IntakeResult answer = inbox.acceptNews(List.of(new EventSubmission(
                        new NewEvent(
                                SOURCE,
                                newId("n"),
                                CHANGED,
                                customer,
                                clock.instant(),
                                JsonNodeFactory.instance.objectNode().put("from", "new")),
                        null)))
                .get(0);

        assertThat(answer.receipt()).isNull();
        assertThat(answer.invalid().getMessage()).contains("/data/to");
    }

    @Test
    @DisplayName("a journey that starts on it gets it, from the moment of its release")
    void starts() {
        String before = raise();
        models.deploy(journey, Models.waiting(journey, CHANGED, "customer.updated", "once"));
        String after = raise();
        assertThat(state(after)).isEqualTo(EventStatus.State.WAITING);
        journeys.settle();

        assertThat(inbox.status(SOURCE, after).orElseThrow().effects())
                .extracting(EventEffect::kind, EventEffect::journey)
                .containsExactly(tuple(EventEffect.Kind.STARTED, journey));
        assertThat(inbox.status(SOURCE, before).orElseThrow().effects()).isEmpty();
    }

    @Test
    @DisplayName("an instance that waits for it gets it, also one of an earlier version when the newest waits no more")
    void waits() {
        models.deploy(journey, Models.waiting(journey, "customer.updated", CHANGED, "once"));
        journeys.event("customer.updated", customer, Map.of("firstName", "Ada"));
        models.deploy(journey, Models.waiting(journey, "customer.updated", "customer.confirmed", "once"));
        assertThat(journeys.instance(journey, key)).isNotNull();

        String id = raise();
        assertThat(state(id)).isEqualTo(EventStatus.State.WAITING);
        journeys.settle();

        assertThat(journeys.outcome(journey, key)).isEqualTo("heard");
        assertThat(inbox.status(SOURCE, id).orElseThrow().effects())
                .extracting(EventEffect::kind)
                .containsExactly(EventEffect.Kind.ADVANCED);
    }

    @Test
    @DisplayName("it comes behind what the customer did before: an instance that this starts gets it")
    void inOrder() {
        models.deploy(journey, Models.waiting(journey, "customer.updated", CHANGED, "once"));
        journeys.accept(newId("e"), "customer.updated", customer, Map.of("firstName", "Ada"));
        raise();
        journeys.settle();

        assertThat(journeys.outcome(journey, key)).isEqualTo("heard");
    }

    @Test
    @DisplayName("a type that the catalogue keeps for journeys to come is kept, though none listens yet")
    void kept() throws IOException {
        EventCatalogue live = EventCatalogue.of(catalogue.files(), clock::realInstant);
        String kept = text().replaceFirst(
                        "(name: customer.stage-changed\\s[\\s\\S]*?)unmatched: done",
                        "$1unmatched: wait\n        timeToLive: P1D");
        try {
            catalogue.use(EventCatalogue.read(List.of(file(kept)), clock::realInstant));
            String id = raise();
            journeys.settle();
            assertThat(row(id)).startsWith("unmatched");
        } finally {
            catalogue.use(live);
        }
    }

    private static String text() throws IOException {
        return Files.readString(Path.of("processes/events.asyncapi.yaml"));
    }

    private static ByteArrayResource file(String text) {
        return new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8));
    }
}
