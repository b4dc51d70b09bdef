package io.rapport.contactpolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.calendar.QuietHours;
import io.rapport.calendar.SendingHours;
import io.rapport.contactpolicy.PolicyDecision.Action;
import io.rapport.contactpolicy.PolicyDecisionService.Limit;
import io.rapport.contactpolicy.PolicyDecisionService.PolicyTableException;
import io.rapport.contactpolicy.PolicyDecisionService.RuleResult;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** With rulings that are made up, so that each part of a decision is seen by itself. */
@DisplayName("What follows from a ruling of the contact policy's tables")
class ContactDecisionTest {

    private static final ZoneId LONDON = ZoneId.of("Europe/London");
    private static final Instant NOON = Instant.parse("2026-03-03T12:00:00Z");
    private static final Instant NIGHT = Instant.parse("2026-03-03T23:00:00Z");
    private static final Duration RECHECK = Duration.ofHours(1);
    private static final Duration TURN = Duration.ofMinutes(1);
    private static final PolicyInput OFFER = PolicyInput.of(Category.PROMOTIONAL, "offers", "email")
            .with(Consent.GRANTED)
            .with(Fact.REACHABLE, true);

    @ParameterizedTest(name = "{0}: until {1}")
    @CsvSource({
        // from a night of 3 March, 23:00; the 4th is a holiday, the customer's hour is 18, the pause ends on the 9th
        "quiet-hours,    2026-03-04T08:00:00Z",
        "holiday,        2026-03-05T08:00:00Z",
        "pause,          2026-03-09T09:30:00Z",
        "preferred-hour, 2026-03-04T18:00:00Z",
        "cap,            2026-03-06T10:00:00Z",
        "turn,           2026-03-04T00:01:00Z",
        "news,           2026-03-04T00:01:00Z",
        "complaint,      2026-03-04T01:00:00Z",
        "address,        2026-03-04T01:00:00Z",
    })
    @DisplayName("What waits has an end")
    void ends(String waitFor, Instant until) {
        Instant midnight = Instant.parse("2026-03-04T00:00:00Z");
        PolicyContext context = new PolicyContext(
                midnight,
                midnight.plus(Duration.ofDays(30)),
                LONDON,
                false,
                "GB",
                Instant.parse("2026-03-09T09:30:00Z"),
                18,
                1,
                new FrequencyCaps(Cap.TOTAL, Instant.parse("2026-03-06T10:00:00Z"), false, "total 4 of 4 in 7 days"));

        PolicyDecision decision = policy(defer(waitFor)).decide(OFFER, context);

        assertThat(decision.action()).isEqualTo(Action.DEFER);
        assertThat(decision.until()).isEqualTo(until);
        assertThat(decision.waitFor()).isEqualTo(waitFor);
    }

    @ParameterizedTest
    @CsvSource({"pause", "preferred-hour", "cap", "quiet-hours", "holiday", "complaint", "address", "fact"})
    @DisplayName("What is over already, or nobody knows, is asked again after a while")
    void overAlready(String waitFor) {
        assertThat(policy(defer(waitFor)).decide(OFFER, at(NOON)).until()).isEqualTo(NOON.plus(RECHECK));
        PolicyContext nothingCounted = at(NOON).with(new FrequencyCaps(Cap.NONE, null, false, ""));
        assertThat(policy(defer(waitFor)).decide(OFFER, nothingCounted).until()).isEqualTo(NOON.plus(RECHECK));
    }

    @Test
    @DisplayName("A message that would go waits while an event is unhandled that may forbid it; no other one does")
    void newsWaiting() {
        PolicyInput input = OFFER.with(Fact.NEWS_WAITING, true);

        PolicyDecision waits = policy(send()).decide(input, at(NOON));
        assertThat(waits.action()).isEqualTo(Action.DEFER);
        assertThat(waits.rule()).isEqualTo("news-waiting");
        assertThat(waits.until()).isEqualTo(NOON.plus(TURN));

        assertThat(policy(send()).decide(OFFER, at(NOON)).action()).isEqualTo(Action.SEND);
        assertThat(policy(ruling("WITHHOLD", null)).decide(input, at(NOON)).rule())
                .isEqualTo("r");
        // what the law forbids does not wait for news
        assertThat(policy(send()).decide(input.with(Consent.UNKNOWN), at(NOON)).action())
                .isEqualTo(Action.WITHHOLD);
    }

    @Test
    @DisplayName("A message is not sent where there is no address, whatever the table says")
    void noAddress() {
        PolicyDecision decision = policy(send()).decide(OFFER.with(Fact.REACHABLE, false), at(NOON));

        assertThat(decision.action()).isEqualTo(Action.DEFER);
        assertThat(decision.rule()).isEqualTo(PolicyDecision.TABLE_FAULT);
        assertThat(decision.why()).contains("SEND where there is no address", "(rule r)");
        // what is forbidden besides is withheld, and not blamed on the table
        assertThat(policy(send())
                        .decide(OFFER.with(Fact.REACHABLE, false).with(Fact.SUPPRESSED, true), at(NOON))
                        .why())
                .startsWith("guard-rail: the address is suppressed, whatever the rule 'r' says");
    }

    @Test
    @DisplayName("It goes on another channel only where one can take over")
    void otherChannel() {
        assertThat(policy(ruling("SWITCH", null))
                        .decide(OFFER.with(Fact.LATER_CHANNEL, true), at(NOON))
                        .action())
                .isEqualTo(Action.SWITCH);
        assertThat(policy(ruling("SWITCH", null)).decide(OFFER, at(NOON)).why())
                .contains("SWITCH where no other channel can take over");
    }

    @Test
    @DisplayName("Without tables a message waits, and says what is wrong with them")
    void withoutTables() {
        PolicyDecision decision =
                policy(send()).decideWithout(new PolicyTableException("they are not deployed"), OFFER, at(NOON));

        assertThat(decision.action()).isEqualTo(Action.DEFER);
        assertThat(decision.until()).isEqualTo(NOON.plus(RECHECK));
        assertThat(decision.why())
                .startsWith("table-fault: the contact policy cannot decide: they are not deployed; ")
                .doesNotContain("(rule");
        assertThat(decision.waitFor()).isNull();
    }

    @Test
    @DisplayName("The reason names what counted; who has no topic and no consent to give has none there")
    void why() {
        PolicyContext counted = at(NIGHT).with(new FrequencyCaps(Cap.NONE, null, false, "total 1 of 4 in 7 days"));

        assertThat(policy(defer("quiet-hours")).decide(OFFER, counted).why())
                .isEqualTo(
                        "r: a reason (total 1 of 4 in 7 days); waits until 2026-03-04T08:00:00Z (category=promotional,"
                                + " topic=offers, consent=granted, channel=email, local time=23:00 Europe/London)");
        assertThat(policy(send()).decide(OFFER, counted).why())
                .isEqualTo("r: a reason (category=promotional, topic=offers, consent=granted, channel=email,"
                        + " local time=23:00 Europe/London)");
        PolicyInput receipt =
                PolicyInput.of(Category.TRANSACTIONAL, null, "sms").with(Fact.REACHABLE, true);
        assertThat(policy(ruling("WITHHOLD", null)).decide(receipt, at(NOON)).why())
                .isEqualTo("r: a reason (category=transactional, channel=sms, local time=12:00 Europe/London)");
        assertThat(policy(facts -> new RuleResult("SEND", null, "r", null, "t:1"))
                        .decide(OFFER, at(NOON))
                        .why())
                .startsWith("r: no reason is given (");
    }

    @Test
    @DisplayName("What was counted, the country of a holiday and an assumed zone are kept with the decision")
    void inputs() throws Exception {
        PolicyContext counted = new PolicyContext(
                        NOON, NOON.plus(RECHECK), ZoneId.of("UTC"), true, "GB", null, null, 1, null)
                .with(new FrequencyCaps(Cap.NONE, null, false, "total 1 of 4 in 7 days"));

        JsonNode holiday = json(policy(send()).decide(OFFER.with(Fact.HOLIDAY, true), counted));
        assertThat(holiday.path("country").asText()).isEqualTo("GB");
        assertThat(holiday.path("counted").asText()).isEqualTo("total 1 of 4 in 7 days");
        assertThat(holiday.path("zoneAssumed").asBoolean()).isTrue();
        assertThat(holiday.path("table").asText()).isEqualTo("t:1");

        JsonNode plain = json(policy(send()).decide(OFFER, at(NOON)));
        assertThat(List.of("country", "counted", "zoneAssumed", "waitFor")).noneMatch(plain::has);
        JsonNode guarded = json(policy(send()).decide(OFFER.with(Fact.EXPIRED, true), at(NOON)));
        assertThat(guarded.has("table")).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Cap.class)
    @DisplayName("Which cap holds a message is known of those alone that wait for a cap")
    void heldByCap(Cap cap) {
        PolicyDecision held = policy(defer("cap")).decide(OFFER.with(cap), at(NOON));
        assertThat(held.heldByCap())
                .isEqualTo(cap == Cap.NONE ? null : cap.name().toLowerCase(java.util.Locale.ROOT));
        assertThat(policy(defer("turn")).decide(OFFER.with(cap), at(NOON)).heldByCap())
                .isNull();
        assertThat(policy(ruling("WITHHOLD", "cap"))
                        .decide(OFFER.with(cap), at(NOON))
                        .waitFor())
                .isNull();
    }

    @Test
    @DisplayName("A wait ends with the message's expiry, and not a moment before its own end")
    void expiry() {
        PolicyContext exactly = new PolicyContext(NOON, NOON.plus(RECHECK), LONDON, false, null, null, null, 1, null);
        PolicyContext sooner = new PolicyContext(NOON, NOON.plusSeconds(9), LONDON, false, null, null, null, 1, null);
        assertThat(policy(defer("complaint")).decide(OFFER, exactly).until()).isEqualTo(NOON.plus(RECHECK));
        assertThat(policy(defer("complaint")).decide(OFFER, sooner).until()).isEqualTo(NOON.plusSeconds(9));
    }

    @Test
    @DisplayName("More may be added to a reason; nothing adds nothing")
    void because() {
        PolicyDecision decision = policy(send()).decide(OFFER, at(NOON));
        assertThat(decision.because(null)).isSameAs(decision);
        assertThat(decision.because("sent again").why()).isEqualTo(decision.why() + "; sent again");
    }

    @Test
    @DisplayName(
            "A category is known by its name alone, has a usual priority, and an opt-out where nobody asked for it")
    void categories() {
        for (Category category : Category.values()) {
            assertThat(Category.of(category.key())).isSameAs(category);
        }
        assertThatThrownBy(() -> Category.of("marketing"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "unknown category 'marketing'; known are transactional, service, care, promotional, internal");
        assertThat(Category.TRANSACTIONAL.priority()).isEqualTo(90);
        assertThat(Category.SERVICE.priority()).isEqualTo(80);
        assertThat(Category.CARE.priority()).isEqualTo(50);
        assertThat(Category.PROMOTIONAL.priority()).isEqualTo(30);
        assertThat(Category.values()).filteredOn(Category::optOut).containsExactly(Category.CARE, Category.PROMOTIONAL);
    }

    @Test
    @DisplayName("The input names each fact, keeps only what is so, and changes nothing of what it was made of")
    void input() {
        PolicyInput input = OFFER.with(Map.of("reachable", false, "quiet", true, "vip", true, "gold", false));

        assertThat(OFFER.is(Fact.REACHABLE)).isTrue();
        assertThat(input.inputs())
                .containsEntry("reachable", false)
                .containsEntry("quiet", true)
                .containsEntry("vip", true)
                .containsEntry("gold", false)
                .containsEntry("erased", false)
                .containsEntry("consent", "granted")
                .containsEntry("topic", "offers");
        assertThat(input.noted(Set.of()))
                .containsEntry("quiet", true)
                .containsEntry("vip", true)
                .doesNotContainKeys("reachable", "gold", "erased");
        assertThat(PolicyInput.of(Category.CARE, null, "email").noted(Set.of())).doesNotContainKey("topic");
        assertThat(PolicyInput.of(Category.CARE, null, "email").inputs()).containsEntry("topic", null);
        assertThat(input.on("sms").channel()).isEqualTo("sms");
        assertThat(input.on("sms").is(Fact.QUIET)).isTrue();
        assertThat(input.with(Fact.QUIET, true)).isSameAs(input);
        assertThat(input.with(Cap.TOTAL).cap()).isEqualTo(Cap.TOTAL);
        assertThat(input.with(Cap.TOTAL).consent()).isEqualTo(Consent.GRANTED);
    }

    @Test
    @DisplayName(
            "What is known in words, and of segments, is kept where the tables ask for it; what says nothing is not")
    void wordsAndSegments() {
        PolicyInput input = OFFER.with(
                Map.of("tier", "intimate", "stage", "", "level", "gold", "segment_repeat_buyers", true, "vip", true));

        assertThat(OFFER.inputs())
                .containsEntry("tier", "")
                .containsEntry("stage", "")
                .containsEntry("level", "");
        assertThat(input.inputs()).containsEntry("tier", "intimate").containsEntry("segment_repeat_buyers", true);
        assertThat(input.noted(Set.of("tier", "stage", "segment_repeat_buyers")))
                .containsEntry("tier", "intimate")
                .containsEntry("segment_repeat_buyers", true)
                .containsEntry("vip", true)
                .doesNotContainKeys("stage", "level");
        assertThat(input.noted(Set.of())).doesNotContainKeys("tier", "segment_repeat_buyers");
        assertThat(SegmentFact.of("repeat-buyers")).isEqualTo("segment_repeat_buyers");
        assertThat(SegmentFact.segment("segment_repeat_buyers")).isEqualTo("repeat-buyers");
        assertThat(SegmentFact.segment("quiet")).isNull();
        assertThat(SegmentFact.in("if segment_a then segment_b_2 else quiet"))
                .containsExactly("segment_a", "segment_b_2");
        assertThat(PolicyVocabulary.OWN.values("segment_anything")).containsExactly(false, true);
        assertThat(PolicyVocabulary.OWN.isOpen("level")).isTrue();
        assertThat(PolicyVocabulary.OWN.isOpen("tier")).isFalse();
        assertThat(PolicyVocabulary.OWN.isOpen("nothing")).isFalse();
    }

    @Test
    @DisplayName("The law forbids to write to the erased, after the expiry, to suppressed addresses, without consent")
    void forbidden() {
        assertThat(OFFER.forbidden()).isNull();
        assertThat(OFFER.with(Fact.ERASED, true).forbidden()).contains("erased");
        assertThat(OFFER.with(Fact.EXPIRED, true).forbidden()).contains("expired");
        assertThat(OFFER.with(Fact.SUPPRESSED, true).forbidden()).contains("suppressed");
        assertThat(OFFER.with(Consent.WITHDRAWN).forbidden()).contains("withdrew");
        assertThat(OFFER.with(Consent.UNKNOWN).forbidden()).contains("need consent");
        assertThat(PolicyInput.of(Category.CARE, "tips", "email").lacksConsent())
                .isFalse();
        assertThat(PolicyInput.of(Category.SERVICE, null, "email")
                        .with(Consent.WITHDRAWN)
                        .lacksConsent())
                .isFalse();
    }

    @Test
    @DisplayName("Tables may be asked with the words that there are, and answer with them")
    void words() {
        Map<String, List<Object>> facts = new PolicyVocabulary(Map.of("vip", List.of(false, true))).facts();
        assertThat(facts.get("category")).contains("care", "promotional").hasSize(5);
        assertThat(facts.get("consent")).containsExactly("granted", "withdrawn", "unknown");
        assertThat(facts.get("cap")).containsExactly("none", "category", "total");
        assertThat(facts.get("vip")).containsExactly(false, true);
        assertThat(facts.keySet()).containsAll(OFFER.inputs().keySet());
        for (Fact fact : Fact.values()) {
            assertThat(facts.get(fact.key())).containsExactly(false, true);
            assertThat(Fact.of(fact.key())).contains(fact);
        }
        assertThat(PolicyVocabulary.OWN.facts()).doesNotContainKey("vip");
        assertThat(Fact.of("vip")).isEmpty();
        assertThat(PolicyVocabulary.limitFacts()).containsOnlyKeys("category", "pace");
        assertThat(PolicyVocabulary.limitFacts().get("category")).contains("care");
        assertThat(PolicyVocabulary.outcomes()).containsExactly("SEND", "DEFER", "SWITCH", "WITHHOLD");
        assertThat(PolicyVocabulary.waits()).contains("quiet-hours", "news").hasSize(DeferReason.values().length);
    }

    private static JsonNode json(PolicyDecision decision) throws Exception {
        return new ObjectMapper().readTree(decision.inputs());
    }

    private static PolicyContext at(Instant now) {
        return new PolicyContext(now, now.plus(Duration.ofDays(30)), LONDON, false, "GB", null, null, 1, null);
    }

    private interface Rule {
        RuleResult answer(Map<String, Object> facts);
    }

    private static Rule send() {
        return ruling("SEND", null);
    }

    private static Rule defer(String waitFor) {
        return ruling("DEFER", waitFor);
    }

    private static Rule ruling(String outcome, String waitFor) {
        return facts -> new RuleResult(outcome, waitFor, "r", "a reason", "t:1");
    }

    private static ContactPolicy policy(Rule rule) {
        PolicyDecisionService rules = new PolicyDecisionService() {
            @Override
            public RuleResult decide(Map<String, Object> facts) {
                return rule.answer(facts);
            }

            @Override
            public List<Limit> limits(String category, String pace) {
                return List.of();
            }
        };
        QuietHours night = new QuietHours(LocalTime.of(21, 0), LocalTime.of(8, 0));
        return new ContactPolicy(
                rules,
                new SendingHours(night, (date, country) -> date.equals(LocalDate.of(2026, 3, 4)), Duration.ZERO),
                RECHECK,
                TURN);
    }
}
