package io.rapport.inbox;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.feedback.Survey;
import io.rapport.feedback.Surveys;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import io.rapport.testing.StateOfStart;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestContextManager;
import org.yaml.snakeyaml.Yaml;

/**
 * Tells the stories of the four journeys over a network that brings loose events in any order, early and late within their
 * time to live, and any event more than once. Events whose types are declared {@code strict} keep their order among each
 * other, as their senders must.
 */
@RapportTest
@Label("Whatever way the network takes with loose events, the end is that of the story in its order")
@Tag("slow")
class AnyNetworkTest {

    /** Of each journey. A failing one is shrunk in full: bounded, jqwik would let it go on beside the next property. */
    private static final int TRIES = 15;

    private static final int MOST_TWINS = 3;

    /** Nothing waits for the staff but this. */
    private static final String INVESTIGATED = "(staff investigate)";

    private static final Set<String> STRICT = strictTypes();

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private Surveys surveys;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private StateOfStart stateOfStart;

    private final Map<String, String> straight = new HashMap<>();

    @BeforeProperty
    void start() throws Exception {
        // jqwik knows nothing of Spring; this is what Spring's own extension does
        new TestContextManager(AnyNetworkTest.class).prepareTestInstance(this);
    }

    @AfterTry
    void endOfTry() {
        journeys.end();
    }

    @AfterProperty
    void endOfProperty() throws SQLException {
        journeys.end();
        stateOfStart.restore();
    }

    @SuppressWarnings("unchecked")
    private static Set<String> strictTypes() {
        try (Reader file = Files.newBufferedReader(Path.of("processes/events.asyncapi.yaml"))) {
            Map<String, Object> catalogue = new Yaml().load(file);
            Map<String, Map<String, Map<String, Object>>> messages = (Map<String, Map<String, Map<String, Object>>>)
                    ((Map<String, Object>) catalogue.get("components")).get("messages");
            return messages.entrySet().stream()
                    .filter(message ->
                            "strict".equals(message.getValue().get("x-rapport").get("ordering")))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    // ---- stories

    /**
     * Something that happens.
     *
     * @param what an event's type, or what staff do
     * @param about a name for the order or complaint; each telling gives it an id of its own
     */
    record Step(String what, String about) {

        boolean isStrict() {
            return what.equals(INVESTIGATED) || STRICT.contains(what);
        }
    }

    /**
     * A part of a story, within which the network may change the order.
     *
     * @param steps in the order in which they happen
     * @param then how much time passes after it
     */
    record Part(List<Step> steps, Duration then) {}

    private static Part part(Duration then, String... steps) {
        return new Part(
                java.util.stream.Stream.of(steps)
                        .map(step -> step.split(" ", 2))
                        .map(words -> new Step(
                                words[0].equals("investigate") ? INVESTIGATED : words[0],
                                words.length > 1 ? words[1] : ""))
                        .toList(),
                then);
    }

    private static final Duration MONTHS = Duration.ofDays(100);
    private static final Duration UNTIL_SURVEYED = Duration.ofDays(11);

    private static final List<List<Part>> ONBOARDING = List.of(
            List.of(part(MONTHS, "customer.registered", "customer.confirmed", "order.placed a", "order.delivered a")),
            List.of(part(
                    MONTHS,
                    "customer.registered",
                    "order.placed a",
                    "order.cancelled a",
                    "customer.updated",
                    "customer.confirmed")));

    private static final List<List<Part>> POST_PURCHASE = List.of(
            List.of(part(MONTHS, "customer.registered", "order.placed a", "order.delivered a")),
            List.of(part(MONTHS, "customer.registered", "order.placed a", "order.cancelled a")),
            List.of(part(MONTHS, "customer.registered", "order.placed a", "order.delivered a", "order.returned a")),
            List.of(part(
                    MONTHS,
                    "customer.registered",
                    "order.placed a",
                    "order.delivered a",
                    "order.placed b",
                    "order.cancelled b",
                    "order.returned a")),
            List.of(
                    part(UNTIL_SURVEYED, "customer.registered", "order.placed a", "order.delivered a"),
                    part(MONTHS, "survey.answered a", "order.placed b", "order.delivered b", "order.returned b")));

    private static final List<List<Part>> COMPLAINT = List.of(
            List.of(part(MONTHS, "customer.registered", "complaint.opened k", "investigate k", "complaint.answered k")),
            List.of(part(
                    MONTHS,
                    "customer.registered",
                    "order.placed a",
                    "order.delivered a",
                    "complaint.opened k a",
                    "investigate k",
                    "order.returned a",
                    "complaint.answered k")));

    private static final List<List<Part>> WIN_BACK = List.of(
            List.of(
                    part(Duration.ofDays(6), "customer.registered", "customer.lapsed"),
                    part(MONTHS, "order.placed a", "order.delivered a")),
            List.of(part(
                    MONTHS,
                    "customer.registered",
                    "customer.lapsed",
                    "order.placed a",
                    "order.delivered a",
                    "order.returned a")));

    // ---- the network

    /**
     * An arrival.
     *
     * @param step which of the part's steps
     * @param minutes after which it comes; below 0 it comes together with the one before
     */
    record Arrival(int step, int minutes) {}

    /**
     * What the network does to a part.
     *
     * @param places by which the steps are sorted; equal ones stay as they are
     * @param twins which of them come again, and their places
     * @param minutes pauses before each arrival
     */
    record Network(List<Integer> places, List<Twin> twins, List<Integer> minutes) {

        /** What comes in which order: steps that are strict take their order from the story, places from the network. */
        List<Arrival> arrivals(List<Step> steps) {
            record Sorted(int step, int place) {}
            List<Sorted> sorted = new ArrayList<>();
            for (int step = 0; step < steps.size(); step++) {
                sorted.add(new Sorted(step, places.get(step)));
            }
            for (Twin twin : twins) {
                sorted.add(new Sorted(twin.step() % steps.size(), twin.place()));
            }
            sorted.sort(Comparator.comparingInt(Sorted::place));
            Set<Integer> met = new LinkedHashSet<>();
            sorted.stream()
                    .map(Sorted::step)
                    .filter(step -> steps.get(step).isStrict())
                    .forEach(met::add);
            List<Integer> asMet = List.copyOf(met);
            List<Integer> asTold = asMet.stream().sorted().toList();
            List<Arrival> arrivals = new ArrayList<>();
            for (Sorted one : sorted) {
                int step = steps.get(one.step()).isStrict() ? asTold.get(asMet.indexOf(one.step())) : one.step();
                arrivals.add(new Arrival(step, minutes.get(arrivals.size())));
            }
            return arrivals;
        }
    }

    record Twin(int step, int place) {}

    /** All networks for the parts of one of these stories. */
    private static Arbitrary<Telling> tellings(List<List<Part>> stories) {
        return Arbitraries.of(stories).flatMap(story -> {
            List<Arbitrary<Network>> parts =
                    story.stream().map(part -> network(part.steps().size())).toList();
            return Combinators.combine(parts).as(networks -> new Telling(story, networks));
        });
    }

    private static Arbitrary<Network> network(int steps) {
        Arbitrary<Integer> place = Arbitraries.integers().between(0, 99);
        return Combinators.combine(
                        place.list().ofSize(steps),
                        Combinators.combine(Arbitraries.integers().between(0, steps - 1), place)
                                .as(Twin::new)
                                .list()
                                .ofMaxSize(MOST_TWINS),
                        // all together less than the shortest time to live, and than the first timer
                        Arbitraries.of(0, -1, 7, 150).list().ofSize(steps + MOST_TWINS))
                .as(Network::new);
    }

    record Telling(List<Part> story, List<Network> networks) {

        @Override
        public String toString() {
            return IntStream.range(0, story.size())
                    .mapToObj(i -> networks.get(i).arrivals(story.get(i).steps()).stream()
                            .map(arrival -> (arrival.minutes() < 0 ? "with it " : arrival.minutes() + " min later ")
                                    + story.get(i).steps().get(arrival.step()).what())
                            .collect(Collectors.joining(", ")))
                    .collect(Collectors.joining("; much later "));
        }
    }

    @Provide
    Arbitrary<Telling> onboarding() {
        return tellings(ONBOARDING);
    }

    @Provide
    Arbitrary<Telling> postPurchase() {
        return tellings(POST_PURCHASE);
    }

    @Provide
    Arbitrary<Telling> complaint() {
        return tellings(COMPLAINT);
    }

    @Provide
    Arbitrary<Telling> winBack() {
        return tellings(WIN_BACK);
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.FULL, edgeCases = EdgeCasesMode.NONE)
    @Label("onboarding")
    void onboarding(@ForAll("onboarding") Telling telling) {
        assertSameEnd(telling);
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.FULL, edgeCases = EdgeCasesMode.NONE)
    @Label("post-purchase follow-up")
    void postPurchase(@ForAll("postPurchase") Telling telling) {
        assertSameEnd(telling);
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.FULL, edgeCases = EdgeCasesMode.NONE)
    @Label("complaint handling")
    void complaint(@ForAll("complaint") Telling telling) {
        assertSameEnd(telling);
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.FULL, edgeCases = EdgeCasesMode.NONE)
    @Label("win-back")
    void winBack(@ForAll("winBack") Telling telling) {
        assertSameEnd(telling);
    }

    private void assertSameEnd(Telling telling) {
        String key = telling.story().toString();
        if (!straight.containsKey(key)) {
            List<List<Arrival>> inOrder = telling.story().stream()
                    .map(part -> IntStream.range(0, part.steps().size())
                            .mapToObj(step -> new Arrival(step, 0))
                            .toList())
                    .toList();
            straight.put(key, tell(telling.story(), inOrder));
            journeys.now();
        }
        List<List<Arrival>> arrivals = IntStream.range(0, telling.story().size())
                .mapToObj(i -> telling.networks()
                        .get(i)
                        .arrivals(telling.story().get(i).steps()))
                .toList();
        assertThat(tell(telling.story(), arrivals)).isEqualTo(straight.get(key));
    }

    // ---- telling

    /** Tells a story about a new customer; returns how it ends, with no ids and times in it. */
    private String tell(List<Part> story, List<List<Arrival>> arrivals) {
        Teller teller = new Teller();
        for (int i = 0; i < story.size(); i++) {
            for (Arrival arrival : arrivals.get(i)) {
                if (arrival.minutes() > 0) {
                    journeys.pass(Duration.ofMinutes(arrival.minutes()));
                } else if (arrival.minutes() == 0) {
                    journeys.settle();
                }
                teller.tell(story.get(i).steps().get(arrival.step()));
            }
            journeys.settle();
            journeys.pass(story.get(i).then());
        }
        return teller.end();
    }

    private final class Teller {

        private final String customer = newId("c");
        private final String mark = customer + "-";
        private final Set<Step> done = new HashSet<>();

        private String id(String about) {
            return mark + about;
        }

        void tell(Step step) {
            boolean again = !done.add(step);
            if (step.what().equals(INVESTIGATED)) {
                if (!again) {
                    journeys.settle();
                    shop.apology(id(step.about()));
                }
                return;
            }
            Receipt receipt = journeys.accept(id(step.what() + " " + step.about()), step.what(), customer, data(step));
            assertThat(receipt).isEqualTo(again ? Receipt.DUPLICATE : Receipt.ACCEPTED);
        }

        private Map<String, Object> data(Step step) {
            String[] about = step.about().split(" ");
            String id = id(about[0]);
            return switch (step.what()) {
                case "customer.registered" ->
                    Map.of(
                            "firstName", "Ann",
                            "lastName", "Lee",
                            "email", customer + "@example.com",
                            "locale", "en-GB",
                            "timeZone", "Europe/London");
                case "customer.updated" -> Map.of("phone", "+44 20 7946 0000");
                case "customer.confirmed" -> Map.of();
                case "customer.lapsed" -> Map.of("lastOrderAt", "2026-01-01T00:00:00Z", "reason", "Too dear");
                case "order.placed" -> Shop.orderData(id, 30);
                case "complaint.opened" ->
                    about.length == 1
                            ? Map.of("complaintId", id, "channel", "web", "text", "Lid broken")
                            : Map.of(
                                    "complaintId", id, "channel", "web", "text", "Lid broken", "orderId", id(about[1]));
                case "complaint.answered" -> Map.of("complaintId", id, "accepted", true);
                case "survey.answered" -> Map.of("surveyId", survey(id), "score", 5);
                default -> Map.of("orderId", id);
            };
        }

        private String survey(String order) {
            return surveys.find("satisfaction", "order:" + order)
                    .map(Survey::id)
                    .orElseGet(() -> jdbc.sql("select id from rapport.survey where about = :about")
                            .param("about", "order:" + order)
                            .query(String.class)
                            .single());
        }

        /**
         * All that is known and left to do about the customer. How far the follow-up of an order came before it was called off
         * is left out: one that is known to be cancelled when it comes is not thanked for.
         */
        String end() {
            List<String> end = new ArrayList<>();
            add(
                    end,
                    """
                    select 'customer ' || concat_ws(', ', first_name, phone, lapse_reason,
                        case when registered_at is not null then 'registered' end,
                        case when confirmed_at is not null then 'confirmed' end,
                        case when lapsed_at is not null then 'lapsed' end)
                    from rapport.customer where id = :customer""");
            add(
                    end,
                    """
                    select 'order ' || concat_ws(', ', id, total,
                        case when placed_at is not null then 'placed' end,
                        case when delivered_at is not null then 'delivered' end,
                        case when returned_at is not null then 'returned' end,
                        case when cancelled_at is not null then 'cancelled' end)
                    from rapport.customer_order where customer_id = :customer""");
            add(end, "select kind || ' ' || points from rapport.loyalty_entry where customer_id = :customer");
            add(
                    end,
                    """
                    select 'journey ' || concat_ws(', ', journey, business_key, outcome,
                        case when ended_at is null then 'runs' end)
                    from rapport.journey j where customer_id = :customer
                        and not (journey in ('post-purchase', 'delivery') and ended_at is not null and exists (
                            select from rapport.customer_order o
                            where j.business_key = 'order:' || o.id
                                and (o.cancelled_at is not null or j.journey = 'delivery' and o.returned_at is not null)))""");
            add(
                    end,
                    """
                    select 'message ' || message || ' by ' || journey || ' ' || concat_ws(' ', order_id, complaint_id)
                    from rapport.outbox_message m where customer_id = :customer
                        -- these follow only a mail that has gone (docs/adr/0142), and mails go by real time, which no story waits for
                        and message not in ('confirm-reminder', 'survey-reminder')
                        and not (message = 'order-thanks' and exists (
                            select from rapport.customer_order o
                            where m.order_id = o.id and o.cancelled_at is not null))""");
            add(
                    end,
                    """
                    select 'complaint ' || concat_ws(', ', id, accepted, outcome,
                        case when answered_at is not null then 'answered' end,
                        case when closed_at is null then 'open' end)
                    from rapport.complaint where customer_id = :customer""");
            add(
                    end,
                    """
                    select 'survey ' || concat_ws(', ', kind, about, score) from rapport.survey
                    where customer_id = :customer""");
            add(
                    end,
                    """
                    select 'task ' || t.task_def_key_ || ' about ' || p.business_key_
                    from rapport.act_ru_task t join rapport.act_ru_execution p on p.id_ = t.proc_inst_id_
                    where p.business_key_ like '%' || :customer || '%'""");
            add(
                    end,
                    """
                    select 'event ' || id || ' is ' || state || ', ' || coalesce(reason, '')
                    from rapport.inbox_event where customer_id = :customer and state <> 'done'
                        -- mails go out, or not, in their own time
                        and type not like 'message.%'""");
            return end.stream()
                    .map(line -> line.replace(mark, "").replace(customer, "C"))
                    .sorted()
                    .collect(Collectors.joining("\n"));
        }

        private void add(List<String> end, String sql) {
            end.addAll(jdbc.sql(sql)
                    .param("customer", customer)
                    .query(String.class)
                    .list());
        }
    }
}
