package io.rapport.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.rapport.inbox.Event;
import io.rapport.inbox.EventGivenUp;
import io.rapport.inbox.NewEvent;
import io.rapport.inbox.Reference;
import io.rapport.inbox.RejectedEvent;
import io.rapport.testing.RegisterFixture;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The complaints register")
class ComplaintsTest {

    private static final String LATE = "The parcel came two weeks late";

    @RegisterExtension
    static final RegisterFixture registers = new RegisterFixture();

    private final Complaints complaints = registers.get(Complaints.class);
    private final ComplaintOffers offers = registers.get(ComplaintOffers.class);
    private final AnswerEffects answers = registers.get(AnswerEffects.class);
    private String customer;

    @BeforeEach
    void aCustomer() {
        customer = registers.customer();
    }

    private Event opens(String id, String order, String text) {
        Map<String, Object> data = new HashMap<>(Map.of("complaintId", id, "channel", "email", "text", text));
        if (order != null) {
            data.put("orderId", order);
        }
        return registers.event("complaint.opened", customer, data);
    }

    private String complains(String order) {
        String id = registers.newId("k");
        registers.handle(opens(id, order, LATE));
        complaints.register(id);
        return id;
    }

    private String complains() {
        return complains(null);
    }

    private Complaint find(String id) {
        return complaints.find(id).orElseThrow();
    }

    private void proposes(String id, String remedy, double amount) {
        offers.investigated(id, "conny", "Lost", "No alert", remedy, BigDecimal.valueOf(amount), "We are sorry");
    }

    /** Staff propose something, and it is offered to the customer. */
    private int offers(String id, String remedy, double amount) {
        proposes(id, remedy, amount);
        return offers.offer(id);
    }

    private Event answer(String id, Integer offer, boolean accepted) {
        Map<String, Object> data = new HashMap<>(Map.of("complaintId", id, "accepted", accepted));
        if (offer != null) {
            data.put("offer", offer);
        }
        return registers.event("complaint.answered", customer, data);
    }

    private void days(int days) {
        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofDays(days)));
    }

    @Nested
    @DisplayName("enters a complaint")
    class Enters {

        @Test
        @DisplayName("once, however often and by how many its event is handled")
        void sameEvent() {
            Event opened = opens(registers.newId("k"), null, LATE);
            assertThat(registers.atOnce(4, () -> registers.handle(opened))).noneMatch(Exception.class::isInstance);
            registers.handle(opened);
            assertThat(complaints.open(customer)).singleElement().satisfies(complaint -> {
                assertThat(complaint.text()).isEqualTo(LATE);
                assertThat(complaint.openedAt()).isEqualTo(RegisterFixture.NOON);
                assertThat(complaint.number()).as("numbered by its journey").isNull();
                assertThat(complaint.isOpen()).isTrue();
            });
            assertThat(complaints.isOpen(customer)).isTrue();
            assertThat(complaints.repeats(opened.text("complaintId"))).isEmpty();
            assertThat(registers.published(ComplaintRepeated.class)).isEmpty();
        }

        @Test
        @DisplayName("and gives it one number, though it is asked several times at once; the next gets another")
        void number() {
            String id = registers.newId("k");
            registers.handle(opens(id, null, LATE));
            assertThat(new HashSet<>(registers.atOnce(6, () -> complaints.register(id))))
                    .hasSize(1)
                    .allSatisfy(number -> assertThat((String) number).matches("C-2026-\\d{6}"));
            assertThat(find(complains()).number()).isNotEqualTo(find(id).number());
        }

        @Test
        @DisplayName("that comes once more with other words beside the first, once, and says so")
        void otherWords() {
            String id = complains();
            Event again = opens(id, null, "And the lid is broken");
            registers.handle(again);
            registers.handle(again);
            assertThat(find(id).text()).isEqualTo(LATE);
            assertThat(complaints.repeats(id))
                    .extracting(ComplaintRepeat::text)
                    .containsExactly("And the lid is broken");
            assertThat(registers.published(ComplaintRepeated.class)).containsExactly(new ComplaintRepeated(id));
        }

        @Test
        @DisplayName("not of another customer's number or order")
        void foreign() {
            String order = registers.order(customer, 20);
            String id = complains(order);
            customer = registers.customer();
            assertThatThrownBy(() -> registers.handle(opens(id, null, LATE)))
                    .isInstanceOf(RejectedEvent.class)
                    .hasMessageContaining("complaint:" + id + " is another customer's");
            assertThatThrownBy(() -> registers.handle(opens(registers.newId("k"), order, LATE)))
                    .isInstanceOf(RejectedEvent.class)
                    .hasMessageContaining("order:" + order + " is another customer's");
            assertThat(complaints.open(customer)).isEmpty();
        }

        @Test
        @DisplayName("about an order that is not known yet")
        void orderToCome() {
            String order = registers.newId("o");
            assertThat(find(complains(order)).orderId()).isEqualTo(order);
        }

        @Test
        @DisplayName("no more under the number of a closed one, unless it says nothing new")
        void closed() {
            String id = complains();
            complaints.close(id, "accepted");
            registers.handle(opens(id, null, LATE));
            assertThatThrownBy(() -> registers.handle(opens(id, null, "Broken again")))
                    .isInstanceOf(RejectedEvent.class)
                    .hasMessageContaining("is closed");
            assertThat(complaints.repeats(id)).isEmpty();
        }

        @Test
        @DisplayName("and what nobody entered cannot be worked on")
        void unknown() {
            assertThat(complaints.find("none")).isEmpty();
            List<Consumer<String>> steps = List.of(
                    complaints::register,
                    offers::offer,
                    id -> complaints.allow(id, "high", 16, Instant.EPOCH, Instant.EPOCH),
                    id -> offers.investigated(id, null, "f", "r", "apology", null, "w"),
                    id -> offers.decided(id, null, "approve", null, null),
                    id -> complaints.reopened(id, Instant.EPOCH, Instant.EPOCH));
            assertThat(steps).allSatisfy(step -> assertThatThrownBy(() -> step.accept("none"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("complaint none is not in the register"));
        }
    }

    @Nested
    @DisplayName("knows what went before:")
    class Before {

        @Test
        @DisplayName(
                "other complaints of the 90 days before count for how severe it is, joined ones and later ones do not")
        void others() {
            String first = complains();
            days(30);
            String second = complains();
            String joined = complains();
            complaints.join(joined, second);
            days(90);
            String third = complains();
            assertThat(complaints.othersBefore(first)).isZero();
            assertThat(complaints.othersBefore(second)).isOne();
            assertThat(complaints.othersBefore(third)).as("to the last day").isEqualTo(2);
            days(91);
            assertThat(complaints.othersBefore(complains())).isEqualTo(2);
            customer = registers.customer();
            assertThat(complaints.othersBefore(complains())).isZero();
        }

        @Test
        @DisplayName("one about the same order that is open and not answered is the one to join")
        void sameOrder() {
            String order = registers.order(customer, 20);
            String first = complains(order);
            String elsewhere = complains(registers.order(customer, 30));
            String second = complains(order);
            assertThat(complaints.earlierAboutTheSame(second)).contains(first);
            assertThat(complaints.earlierAboutTheSame(first)).isEmpty();
            assertThat(complaints.earlierAboutTheSame(elsewhere)).isEmpty();
            assertThat(complaints.earlierAboutTheSame(complains()))
                    .as("about no order")
                    .isEmpty();

            complaints.join(second, first);
            complaints.join(second, first);
            assertThat(find(second).outcome()).isEqualTo("duplicate");
            assertThat(find(second).sameAs()).isEqualTo(first);
            assertThat(complaints.joined(first)).extracting(Complaint::id).containsExactly(second);

            offers(first, "apology", 0);
            assertThat(complaints.earlierAboutTheSame(complains(order)))
                    .as("answered, and joined")
                    .isEmpty();
        }
    }

    @Nested
    @DisplayName("keeps who proposed and who decided:")
    class FourEyes {

        @Test
        @DisplayName("every investigation by its author, every decision by who made it, on the last proposal")
        void decided() {
            String id = complains();
            proposes(id, "refund", 200);
            offers.decided(id, "leo", "refuse", null, "Too much");
            proposes(id, "refund", 150);
            offers.decided(id, "lena", "change", new BigDecimal("120.5"), "Half was used");
            proposes(id, "credit", 40);
            offers.decided(id, "leo", "approve", null, null);

            assertThat(offers.investigations(id))
                    .extracting(
                            Investigation::no,
                            Investigation::by,
                            Investigation::decision,
                            Investigation::decidedBy,
                            Investigation::note)
                    .containsExactly(
                            tuple(1, "conny", "refuse", "leo", "Too much"),
                            tuple(2, "conny", "change", "lena", "Half was used"),
                            tuple(3, "conny", "approve", "leo", null));
            assertThat(offers.investigations(id))
                    .extracting(Investigation::decidedAmount)
                    .usingElementComparator((a, b) -> a == null || b == null ? (a == b ? 0 : 1) : a.compareTo(b))
                    .containsExactly(null, new BigDecimal("120.5"), new BigDecimal("40"));
        }

        @Test
        @DisplayName("two who propose at once leave two proposals or one refused, never one over the other")
        void atOnce() {
            String id = complains();
            List<Object> results = registers.atOnce(List.of(
                    () -> {
                        offers.investigated(id, "conny", "a", "r", "credit", BigDecimal.ONE, "w");
                        return "conny";
                    },
                    () -> {
                        offers.investigated(id, "leo", "b", "r", "credit", BigDecimal.TEN, "w");
                        return "leo";
                    }));
            assertThat(offers.investigations(id))
                    .extracting(Investigation::by)
                    .containsExactlyInAnyOrderElementsOf(results.stream()
                            .filter(String.class::isInstance)
                            .map(String.class::cast)
                            .toList())
                    .isNotEmpty();
        }
    }

    @Nested
    @DisplayName("makes offers:")
    class Offers {

        @Test
        @DisplayName("each of what was decided last, and the answer to an earlier one counts no more")
        void offers() {
            String id = complains();
            proposes(id, "refund", 200);
            offers.decided(id, "leo", "change", new BigDecimal("120.5"), "Half was used");
            assertThat(offers.offer(id)).isEqualTo(1);
            registers.handle(answer(id, 1, false));
            assertThat(find(id).accepted()).isFalse();

            assertThat(ComplaintsTest.this.offers(id, "credit", 20)).isEqualTo(2);
            assertThat(find(id).accepted()).as("nothing said to this one").isNull();
            assertThat(offers.offers(id)).extracting(Offer::remedy).containsExactly("refund", "credit");
            assertThat(offers.offers(id).get(0).amount()).isEqualByComparingTo("120.5");
        }

        @Test
        @DisplayName(
                "refunds beside it are those offered or proposed on other complaints about the order, and not refused")
        void refundsBeside() {
            String order = registers.order(customer, 500);
            String first = complains(order);
            String second = complains(order);
            assertThat(offers.refunds(second).beside()).isZero();
            proposes(first, "refund", 400);
            assertThat(offers.refunds(second).beside()).as("proposed").isEqualByComparingTo("400");
            assertThat(offers.refunds(first).beside()).as("not its own").isZero();
            offers.decided(first, "leo", "refuse", null, "Too much");
            assertThat(offers.refunds(second).beside()).as("refused").isZero();
            proposes(first, "refund", 300);
            offers.decided(first, "leo", "change", new BigDecimal("120"), "Half");
            assertThat(offers.refunds(second).beside()).as("changed").isEqualByComparingTo("120");
            offers.offer(first);
            registers.handle(answer(first, 1, false));
            assertThat(offers.refunds(second).beside())
                    .as("the customer said no")
                    .isZero();
            days(1);
            proposes(first, "credit", 120);
            assertThat(offers.refunds(second).beside()).as("a credit is none").isZero();
            proposes(first, "refund", 100);
            offers.offer(first);
            registers.handle(answer(first, 2, true));
            complaints.close(first, "accepted");
            assertThat(offers.refunds(second).beside()).as("taken").isEqualByComparingTo("100");
            assertThat(offers.refunds(first).own()).isEqualByComparingTo("100");
            assertThat(offers.refunds(complains()).beside())
                    .as("about no order")
                    .isZero();
        }

        @Test
        @DisplayName("a refund that was accepted counts for good, also after a no and under the offers that follow")
        void acceptedRefundsCount() {
            String order = registers.order(customer, 100);
            String first = complains(order);
            String second = complains(order);
            proposes(first, "refund", 50);
            offers.offer(first);
            assertThat(offers.refunds(first).own()).as("offered").isZero();
            registers.handle(answer(first, 1, true));
            complaints.close(first, "accepted");
            days(10);
            registers.handle(answer(first, 1, false));
            Instant now = registers.clock().instant();
            complaints.reopened(first, now, now);
            assertThat(offers.refunds(first).own()).as("taken, then no").isEqualByComparingTo("50");
            assertThat(offers.refunds(second).beside()).isEqualByComparingTo("50");

            days(11);
            proposes(first, "refund", 30);
            assertThat(offers.refunds(second).beside()).as("a proposal besides").isEqualByComparingTo("80");
            offers.offer(first);
            assertThat(offers.refunds(second).beside()).as("an offer besides").isEqualByComparingTo("80");
            assertThat(offers.refunds(first).own())
                    .as("its own offer is replaced by the next")
                    .isEqualByComparingTo("50");
            registers.handle(answer(first, 2, true));
            complaints.close(first, "accepted");
            assertThat(offers.refunds(second).beside()).isEqualByComparingTo("80");
            assertThat(offers.refunds(first).own()).isEqualByComparingTo("80");
        }
    }

    @Nested
    @DisplayName("keeps the customer's answers:")
    class Answers {

        private List<Reply.Effect> effects(String id) {
            return offers.replies(id).stream().map(Reply::effect).toList();
        }

        @Test
        @DisplayName("the first to the newest offer counts and reaches the journey; another is noted for staff alone")
        void counts() {
            String id = complains();
            offers(id, "apology", 0);
            assertThat(registers.handle(answer(id, null, false))).containsExactly(new Reference("complaint", id));
            assertThat(registers.handle(answer(id, 1, true))).containsExactly(new Reference("answered-offer", id));
            assertThat(effects(id)).containsExactly(Reply.Effect.COUNTS, Reply.Effect.NOTED);
            assertThat(find(id).accepted()).isFalse();

            offers(id, "credit", 20);
            assertThat(registers.handle(answer(id, 1, true)))
                    .as("to the earlier offer")
                    .containsExactly(new Reference("answered-offer", id));
            assertThat(find(id).accepted()).isNull();
        }

        @Test
        @DisplayName("handled again, an answer is kept once and changes nothing that was said")
        void sameEvent() {
            String id = complains();
            offers(id, "apology", 0);
            Event yes = answer(id, 1, true);
            registers.handle(yes);
            registers.handle(yes);
            assertThat(registers.atOnce(3, () -> registers.handle(yes))).noneMatch(Exception.class::isInstance);
            assertThat(offers.replies(id)).singleElement().satisfies(reply -> {
                assertThat(reply.accepted()).isTrue();
                assertThat(reply.offer()).isEqualTo(1);
            });
            assertThat(find(id).accepted()).isTrue();
        }

        @Test
        @DisplayName("one that overtakes its complaint waits for it; one to an offer that was never made is refused")
        void early() {
            String unknown = registers.newId("k");
            assertThat(registers.handle(answer(unknown, null, true)))
                    .containsExactly(new Reference("complaint", unknown));
            String id = complains();
            assertThat(registers.handle(answer(id, 1, true)))
                    .as("our first answer is on its way")
                    .containsExactly(new Reference("complaint", id));
            assertThatThrownBy(() -> registers.handle(answer(id, 2, true)))
                    .isInstanceOf(RejectedEvent.class)
                    .hasMessageContaining("never got an answer 2 of ours");
        }

        @Test
        @DisplayName("none of another customer counts")
        void foreign() {
            String id = complains();
            offers(id, "apology", 0);
            customer = registers.customer();
            assertThatThrownBy(() -> registers.handle(answer(id, 1, true)))
                    .isInstanceOf(RejectedEvent.class)
                    .hasMessageContaining("is another customer's");
            assertThat(find(id).accepted()).isNull();
            assertThat(offers.replies(id)).isEmpty();
        }

        @Test
        @DisplayName(
                "a no within 90 days of the close opens it once more by an event of its own, always under the same id")
        void reopens() {
            String order = registers.order(customer, 20);
            String id = complains(order);
            offers(id, "apology", 0);
            registers.handle(answer(id, 1, true));
            complaints.close(id, "accepted");
            days(90);
            Event no = answer(id, 1, false);
            registers.handle(no);
            registers.handle(no);
            assertThat(registers.sent()).isNotEmpty().allSatisfy(event -> {
                assertThat(event.type()).isEqualTo("complaint.reopened");
                assertThat(event.customerId()).isEqualTo(customer);
                assertThat(event.data().path("orderId").asText()).isEqualTo(order);
            });
            assertThat(registers.sent()).extracting(NewEvent::id).containsOnly("reopened:" + id + ":1");
            assertThat(effects(id)).endsWith(Reply.Effect.REOPENS);

            days(91);
            registers.handle(answer(id, 1, false));
            assertThat(effects(id)).endsWith(Reply.Effect.LATE);
        }

        @Test
        @DisplayName("a yes to a complaint that was closed without one is taken")
        void acceptsLate() {
            String id = complains();
            offers(id, "apology", 0);
            complaints.close(id, "silent");
            registers.handle(answer(id, 1, true));
            assertThat(find(id).outcome()).isEqualTo("accepted");
            assertThat(find(id).accepted()).isTrue();
            assertThat(effects(id)).containsExactly(Reply.Effect.ACCEPTS);
        }

        @Test
        @DisplayName("what an answer would do now is known before it is given")
        void effectsToCome() {
            assertThat(answers.of("none", 1)).isEqualTo(AnswerEffects.AnswerEffect.DECIDES);
            String id = complains();
            offers(id, "apology", 0);
            assertThat(answers.of(id, 1)).isEqualTo(AnswerEffects.AnswerEffect.DECIDES);
            assertThat(answers.of(id, 0)).isEqualTo(AnswerEffects.AnswerEffect.DECIDES);
            registers.handle(answer(id, 1, false));
            assertThat(answers.of(id, 1)).isEqualTo(AnswerEffects.AnswerEffect.READ);
            complaints.reopened(id, RegisterFixture.NOON, RegisterFixture.NOON.plusSeconds(1));
            offers(id, "credit", 20);
            assertThat(answers.of(id, 1)).as("the earlier offer").isEqualTo(AnswerEffects.AnswerEffect.NONE);
            assertThat(answers.of(id, 2)).isEqualTo(AnswerEffects.AnswerEffect.DECIDES_LAST);
            complaints.close(id, "silent");
            assertThat(answers.of(id, 2)).isEqualTo(AnswerEffects.AnswerEffect.STAYS_CLOSED);
            complaints.close(id, "unresolved");
            assertThat(answers.of(id, 2)).isEqualTo(AnswerEffects.AnswerEffect.FINAL);
        }
    }

    @Nested
    @DisplayName("closes:")
    class Closes {

        @ParameterizedTest(name = "{0}, then {1}: {2}")
        @CsvSource({
            "accepted, silent, accepted",
            "accepted, unresolved, unresolved",
            "silent, unresolved, unresolved",
            "not-reached, unresolved, unresolved",
            "unresolved, accepted, unresolved",
            "duplicate, unresolved, duplicate",
        })
        @DisplayName("a closed complaint stays as it is, unless its customer does not accept that after all")
        void once(String first, String second, String outcome) {
            String id = complains();
            complaints.close(id, first);
            complaints.close(id, second);
            assertThat(find(id).outcome()).isEqualTo(outcome);
            assertThat(find(id).isOpen()).isFalse();
            assertThat(complaints.isOpen(customer)).isFalse();
        }

        @Test
        @DisplayName("one that is opened once more has its time anew")
        void reopened() {
            String id = complains();
            complaints.allow(id, "high", 16, RegisterFixture.NOON, RegisterFixture.NOON.plusSeconds(60));
            complaints.close(id, "silent");
            Instant due = RegisterFixture.NOON.plus(Duration.ofDays(3));
            complaints.reopened(id, RegisterFixture.NOON.plusSeconds(90), due);
            assertThat(find(id).isOpen()).isTrue();
            assertThat(find(id).isReopened()).isTrue();
            assertThat(find(id).outcome()).isNull();
            assertThat(find(id).severity()).isEqualTo("high");
            assertThat(find(id).clockFrom()).isEqualTo(RegisterFixture.NOON.plusSeconds(90));
            assertThat(find(id).dueAt()).isEqualTo(due);
        }
    }

    @Test
    @DisplayName("holds no words of an erased customer, keeps amounts and outcomes, and leaves others' alone")
    void erased() {
        String open = complains();
        offers(open, "refund", 20);
        offers.decided(open, "leo", "approve", null, "Ann is right");
        registers.handle(opens(open, null, "It is Ann again"));
        String closed = complains();
        complaints.close(closed, "accepted");
        String erased = customer;
        customer = registers.customer();
        String other = complains();
        registers.clock().moveTo(RegisterFixture.NOON.plusSeconds(60));
        Event erasure = registers.happens("customer.erased", erased, Map.of());
        registers.handle(erasure);

        assertThat(find(open).text()).isEmpty();
        assertThat(find(open).findings()).isNull();
        assertThat(find(open).reasons()).isNull();
        assertThat(find(open).outcome()).isEqualTo("erased");
        assertThat(find(open).closedAt()).isEqualTo(RegisterFixture.NOON.plusSeconds(60));
        assertThat(find(open).amount()).isEqualByComparingTo("20");
        assertThat(complaints.repeats(open)).isEmpty();
        assertThat(offers.investigations(open)).singleElement().satisfies(investigation -> {
            assertThat(investigation.findings()).isNull();
            assertThat(investigation.note()).isNull();
            assertThat(investigation.decision()).isEqualTo("approve");
        });
        assertThat(offers.offers(open))
                .singleElement()
                .extracting(Offer::reasons)
                .isNull();
        assertThat(find(closed).outcome()).isEqualTo("accepted");
        assertThat(find(closed).closedAt()).isEqualTo(RegisterFixture.NOON);
        assertThat(find(other).text()).isEqualTo(LATE);
    }

    @Nested
    @DisplayName("keeps why a complaint could not be taken:")
    class Refused {

        private void givenUp(long seq, String type, Map<String, Object> data) {
            registers.publish(new EventGivenUp(
                    seq,
                    "urn:test",
                    type,
                    customer,
                    registers.event(type, customer, data).data()));
        }

        private ComplaintRefusal.RefusalReason cause(String id) {
            return complaints.refusal(id).orElseThrow().cause();
        }

        @ParameterizedTest
        @ValueSource(strings = {"erased", "other-customer", "closed", "order", "failed"})
        @DisplayName("by what is known now, once for an event, and says so once")
        void causes(String cause) {
            String id = registers.newId("k");
            Map<String, Object> data = new HashMap<>(Map.of("complaintId", id));
            switch (cause) {
                case "erased" -> registers.happens("customer.erased", customer, Map.of());
                case "other-customer" -> {
                    registers.handle(opens(id, null, LATE));
                    customer = registers.customer();
                }
                case "closed" -> {
                    registers.handle(opens(id, null, LATE));
                    complaints.close(id, "accepted");
                }
                case "order" -> data.put("orderId", registers.order(registers.customer(), 20));
                default -> data.put("orderId", registers.order(customer, 20));
            }
            long seq = cause.hashCode();
            givenUp(seq, "complaint.opened", data);
            givenUp(seq, "complaint.opened", data);
            assertThat(cause(id).id()).isEqualTo(cause);
            assertThat(registers.published(ComplaintRefused.class)).containsExactly(new ComplaintRefused(id));
        }

        @Test
        @DisplayName("nothing of other events, nor of one without a number")
        void others() {
            givenUp(1, "order.placed", Map.of("complaintId", "k-other"));
            givenUp(2, "complaint.opened", Map.of());
            assertThat(complaints.refusal("k-other")).isEmpty();
            assertThat(registers.published(ComplaintRefused.class)).isEmpty();
        }
    }
}
