package io.rapport.contactpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.calendar.Holidays;
import io.rapport.calendar.QuietHours;
import io.rapport.calendar.SendingHours;
import io.rapport.contactpolicy.PolicyDecision.Action;
import io.rapport.contactpolicy.PolicyDecisionService.Limit;
import io.rapport.contactpolicy.PolicyDecisionService.RuleResult;
import io.rapport.template.MessageCatalogue;
import io.rapport.template.MessageDefinition;
import io.rapport.testing.ShippedMessages;
import io.rapport.testing.ShippedTables;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Asks the shipped table itself, by the DMN engine, without Spring and without a database. */
@DisplayName("The contact policy")
class ContactPolicyTest {

    private static final PolicyDecisionService SHIPPED = ShippedTables.read();
    private static final QuietHours NIGHT = new QuietHours(LocalTime.of(21, 0), LocalTime.of(8, 0));
    private static final Instant NOON_IN_BERLIN = Instant.parse("2026-03-03T11:00:00Z");

    @ParameterizedTest(name = "{0}, consent {1}, {2}: {3} by {4}")
    @CsvSource({
        // category,     consent,   circumstance,     action,   rule
        "TRANSACTIONAL,  UNKNOWN,   none,             SEND,     allowed",
        "SERVICE,        UNKNOWN,   none,             SEND,     allowed",
        "CARE,           UNKNOWN,   none,             SEND,     allowed",
        "CARE,           GRANTED,   none,             SEND,     allowed",
        "PROMOTIONAL,    GRANTED,   none,             SEND,     allowed",
        "INTERNAL,       UNKNOWN,   none,             SEND,     allowed",
        // consent: advertisement needs it, care respects its withdrawal, what is owed does not ask
        "PROMOTIONAL,    UNKNOWN,   none,             WITHHOLD, consent",
        "PROMOTIONAL,    WITHDRAWN, none,             WITHHOLD, consent",
        "CARE,           WITHDRAWN, none,             WITHHOLD, opted-out",
        "SERVICE,        WITHDRAWN, none,             SEND,     allowed",
        "TRANSACTIONAL,  WITHDRAWN, none,             SEND,     allowed",
        // unless another channel of the message has it
        "PROMOTIONAL,    UNKNOWN,   other-channel,    SWITCH,   consent-elsewhere",
        "CARE,           WITHDRAWN, other-channel,    SWITCH,   opted-out-here",
        // an erased customer gets nothing at all
        "TRANSACTIONAL,  GRANTED,   erased,           WITHHOLD, erased",
        "SERVICE,        GRANTED,   erased,           WITHHOLD, erased",
        "CARE,           GRANTED,   erased,           WITHHOLD, erased",
        "PROMOTIONAL,    GRANTED,   erased,           WITHHOLD, erased",
        // nobody wants yesterday's message
        "TRANSACTIONAL,  GRANTED,   expired,          WITHHOLD, expired",
        "INTERNAL,       UNKNOWN,   expired,          WITHHOLD, expired",
        // a dead address is not written to, whatever the message
        "TRANSACTIONAL,  GRANTED,   suppressed,       WITHHOLD, suppressed",
        "PROMOTIONAL,    GRANTED,   suppressed,       WITHHOLD, suppressed",
        "TRANSACTIONAL,  GRANTED,   suppressed-here,  SWITCH,   suppressed-here",
        // without an address it waits for one, or goes another way
        "TRANSACTIONAL,  GRANTED,   unreachable,      DEFER,    no-address",
        "PROMOTIONAL,    GRANTED,   unreachable,      DEFER,    no-address",
        "PROMOTIONAL,    UNKNOWN,   unreachable,      WITHHOLD, consent",
        "SERVICE,        UNKNOWN,   unreachable-here, SWITCH,   no-address-here",
        // the order came back: only its own paperwork still goes out
        "TRANSACTIONAL,  GRANTED,   order-stopped,    WITHHOLD, order-stopped",
        "SERVICE,        GRANTED,   order-stopped,    WITHHOLD, order-stopped",
        "CARE,           GRANTED,   order-stopped,    WITHHOLD, order-stopped",
        "PROMOTIONAL,    GRANTED,   order-stopped,    WITHHOLD, order-stopped",
        // whose data are not to be used gets what is owed
        "TRANSACTIONAL,  GRANTED,   restricted,       SEND,     allowed",
        "SERVICE,        GRANTED,   restricted,       SEND,     allowed",
        "CARE,           GRANTED,   restricted,       WITHHOLD, restricted",
        "PROMOTIONAL,    GRANTED,   restricted,       WITHHOLD, restricted",
        // who asked for a pause gets what is owed
        "TRANSACTIONAL,  GRANTED,   paused,           SEND,     allowed",
        "CARE,           GRANTED,   paused,           DEFER,    paused",
        "PROMOTIONAL,    GRANTED,   paused,           DEFER,    paused",
        // who complains is not asked for more
        "TRANSACTIONAL,  GRANTED,   complaint-open,   SEND,     allowed",
        "SERVICE,        GRANTED,   complaint-open,   SEND,     allowed",
        "CARE,           GRANTED,   complaint-open,   DEFER,    open-complaint",
        "PROMOTIONAL,    GRANTED,   complaint-open,   DEFER,    open-complaint",
        "PROMOTIONAL,    WITHDRAWN, complaint-open,   WITHHOLD, consent",
        // who has left is not courted by what does not ask them back
        "TRANSACTIONAL,  GRANTED,   lapsed,           SEND,     allowed",
        "SERVICE,        GRANTED,   lapsed,           SEND,     allowed",
        "CARE,           GRANTED,   lapsed,           WITHHOLD, lapsed",
        "PROMOTIONAL,    GRANTED,   lapsed,           WITHHOLD, lapsed",
        "PROMOTIONAL,    UNKNOWN,   lapsed,           WITHHOLD, consent",
        // nobody is sold to on a holiday
        "SERVICE,        GRANTED,   holiday,          SEND,     allowed",
        "CARE,           GRANTED,   holiday,          SEND,     allowed",
        "PROMOTIONAL,    GRANTED,   holiday,          DEFER,    holiday",
        // nobody is woken up for what can wait
        "TRANSACTIONAL,  GRANTED,   night,            DEFER,    quiet-hours",
        "SERVICE,        GRANTED,   night,            DEFER,    quiet-hours",
        "CARE,           GRANTED,   night,            DEFER,    quiet-hours",
        "PROMOTIONAL,    GRANTED,   night,            DEFER,    quiet-hours",
        "INTERNAL,       UNKNOWN,   night,            SEND,     allowed",
        // the customer's hour
        "SERVICE,        GRANTED,   preferred-hour,   SEND,     allowed",
        "CARE,           GRANTED,   preferred-hour,   DEFER,    preferred-hour",
        "PROMOTIONAL,    GRANTED,   preferred-hour,   DEFER,    preferred-hour",
        // enough is enough
        "CARE,           GRANTED,   cap-category,     DEFER,    cap-category",
        "PROMOTIONAL,    GRANTED,   cap-category,     DEFER,    cap-category",
        "PROMOTIONAL,    GRANTED,   cap-total,        DEFER,    cap-total",
        "PROMOTIONAL,    GRANTED,   outranked,        DEFER,    turn",
    })
    void decidesByTheFirstRuleThatFits(
            Category category, Consent consent, String circumstance, Action action, String rule) {
        PolicyDecision decision =
                policy(SHIPPED).decide(situation(category, consent, circumstance), moment(circumstance));

        assertThat(decision.action()).isEqualTo(action);
        assertThat(decision.rule()).isEqualTo(rule);
        assertThat(decision.why()).startsWith(rule + ": ").contains("category=" + category.key(), "topic=offers");
        if (action == Action.DEFER) {
            assertThat(decision.until()).isAfter(NOON_IN_BERLIN);
        } else {
            assertThat(decision.until()).isNull();
        }
    }

    @ParameterizedTest(name = "{0}, which says why: {1}")
    @CsvSource({
        "TRANSACTIONAL, true,  SEND",
        "SERVICE,       true,  SEND",
        "TRANSACTIONAL, false, DEFER",
        "SERVICE,       false, DEFER",
    })
    @DisplayName("has everything wait for the customer's morning but what says why it cannot")
    void atNight(Category category, boolean saysWhy, Action action) {
        PolicyInput input = PolicyInput.of(category, "complaints", "email")
                .with(Consent.UNKNOWN)
                .with(Cap.NONE)
                .with(Fact.REACHABLE, true)
                .with(Fact.QUIET, true)
                .with(Fact.AT_NIGHT, saysWhy);

        PolicyDecision decision = policy(SHIPPED).decide(input, moment("night"));

        assertThat(decision.action()).isEqualTo(action);
        if (action == Action.DEFER) {
            assertThat(decision.until().atZone(ZoneId.of("America/Los_Angeles")).getHour())
                    .isBetween(8, 9);
        }
    }

    @Test
    @DisplayName("has each shipped message wait for the customer's morning but those few whose reason was judged")
    void shippedMessagesAtNight() {
        MessageCatalogue messages = ShippedMessages.catalogue();
        List<MessageDefinition> atNight = messages.names().stream()
                .map(messages::definition)
                .filter(message -> message.category() != Category.INTERNAL)
                .filter(message -> message.channels().stream().anyMatch(channel -> goesAtNight(message, channel)))
                .toList();

        // a link that the customer has just asked for, and what the law wants said; whatever else comes here can wait
        assertThat(atNight)
                .extracting(MessageDefinition::name)
                .containsExactlyInAnyOrder("welcome", "data-request-check", "order-thanks", "data-erasure");
        assertThat(atNight).extracting(MessageDefinition::atNight).allSatisfy(reason -> assertThat(reason)
                .isNotBlank());
    }

    @Test
    @DisplayName("lets go to who has lapsed, of care and advertising, what asks them back and what they took part in")
    void shippedMessagesToLapsed() {
        MessageCatalogue messages = ShippedMessages.catalogue();

        assertThat(messages.names())
                .filteredOn(name -> messages.definition(name).toLapsed())
                .containsExactlyInAnyOrder(
                        "win-back-note",
                        "win-back-offer",
                        "win-back-reminder",
                        "exit-survey",
                        "panel-thanks",
                        "panel-result");
    }

    @Test
    @DisplayName(
            "has all shipped advertising wait for the end of a public holiday but the gift that belongs to the day")
    void shippedMessagesOnHolidays() {
        MessageCatalogue messages = ShippedMessages.catalogue();

        assertThat(messages.names())
                .filteredOn(name -> messages.definition(name).onHolidays())
                .containsExactly("care-gift");
    }

    private static boolean goesAtNight(MessageDefinition message, String channel) {
        PolicyInput input = PolicyInput.of(message.category(), message.topic(), channel)
                .with(Consent.GRANTED)
                .with(Fact.REACHABLE, true)
                .with(Fact.QUIET, true)
                .with(Fact.AT_NIGHT, message.atNight() != null);
        return policy(SHIPPED).decide(input, moment("night")).action() == Action.SEND;
    }

    @ParameterizedTest(name = "{0} to {1}, another channel: {2}")
    @CsvSource({
        "PROMOTIONAL,   intimate,     true,  SWITCH, personal-channel",
        "PROMOTIONAL,   face-to-face, true,  SWITCH, personal-channel",
        "PROMOTIONAL,   intimate,     false, SEND,   allowed",
        "PROMOTIONAL,   brand,        true,  SEND,   allowed",
        "PROMOTIONAL,   distant,      true,  SEND,   allowed",
        "PROMOTIONAL,   '',           true,  SEND,   allowed",
        "CARE,          intimate,     true,  SEND,   allowed",
        "SERVICE,       intimate,     true,  SEND,   allowed",
        "TRANSACTIONAL, intimate,     true,  SEND,   allowed",
    })
    @DisplayName("has who is close hear of offers on the more personal channel that they agreed to")
    void personalChannel(Category category, String tier, boolean other, Action action, String rule) {
        PolicyInput input = situation(category, Consent.GRANTED, "none")
                .with(Fact.LATER_CHANNEL, other)
                .with(Map.of("tier", tier));

        PolicyDecision decision = policy(SHIPPED).decide(input, moment("none"));

        assertThat(decision.action()).isEqualTo(action);
        assertThat(decision.rule()).isEqualTo(rule);
        assertThat(decision.inputs().contains("\"tier\"")).isEqualTo(!tier.isEmpty());
    }

    @ParameterizedTest
    @EnumSource(Category.class)
    @DisplayName(
            "says the same whether another channel could take over or not, where this one is in order and nobody is close")
    void anotherChannelAlone(Category category) {
        for (String tier : List.of("", "distant", "brand")) {
            for (String circumstance : List.of(
                    "none",
                    "erased",
                    "expired",
                    "order-stopped",
                    "restricted",
                    "complaint-open",
                    "paused",
                    "holiday")) {
                PolicyInput input =
                        situation(category, Consent.GRANTED, circumstance).with(Map.of("tier", tier));
                PolicyDecision without = policy(SHIPPED).decide(input, moment(circumstance));

                PolicyDecision with =
                        policy(SHIPPED).decide(input.with(Fact.LATER_CHANNEL, true), moment(circumstance));

                assertThat(with.why()).isEqualTo(without.why());
                assertThat(with.action()).isEqualTo(without.action());
            }
        }
    }

    @Test
    @DisplayName("may ask who is in a segment: who is not is known as well")
    void segment() {
        PolicyDecisionService asking = ShippedTables.of(
                ShippedTables.text().replaceFirst("<text>complaintOpen</text>", "<text>segment_repeat_buyers</text>"));
        PolicyInput care = situation(Category.CARE, Consent.GRANTED, "none");

        PolicyDecision inside = policy(asking)
                .decide(care.with(Map.of("segment_repeat_buyers", true, "segment_promoters", true)), moment("none"));
        PolicyDecision outside = policy(asking).decide(care.with(Map.of("segment_promoters", true)), moment("none"));

        assertThat(inside.rule()).isEqualTo("open-complaint");
        assertThat(inside.inputs()).contains("\"segment_repeat_buyers\":true").doesNotContain("promoters");
        assertThat(outside.rule()).isEqualTo("allowed");
        assertThat(SHIPPED.reads())
                .contains("category", "tier", "quiet", "pace")
                .doesNotContain("level");
    }

    @Test
    @DisplayName("says in a person's words why, and keeps what it decided by without anything personal")
    void why() throws Exception {
        Instant lateInShanghai = Instant.parse("2026-03-03T14:13:00Z");
        PolicyInput situation = PolicyInput.of(Category.PROMOTIONAL, "offers", "email")
                .with(Consent.GRANTED)
                .with(Fact.REACHABLE, true)
                .with(Fact.QUIET, true);

        PolicyDecision decision = policy(SHIPPED, Duration.ZERO)
                .decide(situation, moment(lateInShanghai, "Asia/Shanghai", Duration.ofDays(3)));

        assertThat(decision.until()).isEqualTo(Instant.parse("2026-03-04T00:00:00Z"));
        assertThat(decision.why())
                .isEqualTo("quiet-hours: it is night there; waits until 2026-03-04T00:00:00Z (category=promotional,"
                        + " topic=offers, consent=granted, channel=email, local time=22:13 Asia/Shanghai)");
        JsonNode inputs = new ObjectMapper().readTree(decision.inputs());
        assertThat(inputs)
                .isEqualTo(
                        new ObjectMapper()
                                .readTree(
                                        """
                        {"category": "promotional", "topic": "offers", "channel": "email", "consent": "granted",
                         "cap": "none", "reachable": true, "quiet": true, "zone": "Asia/Shanghai",
                         "localTime": "22:13", "waitFor": "quiet-hours", "table": "contact-timing:test"}"""));
    }

    @Test
    @DisplayName("shows that the time zone is assumed")
    void zoneAssumed() {
        PolicyContext moment = new PolicyContext(
                NOON_IN_BERLIN, NOON_IN_BERLIN.plusSeconds(60), ZoneId.of("UTC"), true, null, null, null, 1, null);

        PolicyDecision decision = policy(SHIPPED).decide(situation(Category.SERVICE, Consent.UNKNOWN, "none"), moment);

        assertThat(decision.why()).contains("UTC, assumed");
        assertThat(decision.inputs()).contains("\"zoneAssumed\":true");
    }

    @Test
    @DisplayName("has no message wait longer than it makes sense")
    void neverBeyondTheExpiry() {
        Instant night = Instant.parse("2026-03-03T22:00:00Z");
        PolicyInput situation = PolicyInput.of(Category.CARE, "tips", "email")
                .with(Fact.REACHABLE, true)
                .with(Fact.QUIET, true);

        PolicyDecision decision =
                policy(SHIPPED).decide(situation, moment(night, "Europe/Berlin", Duration.ofMinutes(20)));

        assertThat(decision.action()).isEqualTo(Action.DEFER);
        assertThat(decision.until()).isEqualTo(night.plus(Duration.ofMinutes(20)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "erased,          TRANSACTIONAL, GRANTED",
        "expired,         SERVICE,       GRANTED",
        "suppressed,      TRANSACTIONAL, GRANTED",
        "none,            CARE,          WITHDRAWN",
        "none,            PROMOTIONAL,   WITHDRAWN",
        "none,            PROMOTIONAL,   UNKNOWN",
    })
    @DisplayName("does not send what the law forbids, whatever the table says")
    void guardRail(String circumstance, Category category, Consent consent) {
        PolicyDecisionService careless =
                table(facts -> new RuleResult("SEND", null, "everything-goes", "why not", "t:1"));

        PolicyDecision decision =
                policy(careless).decide(situation(category, consent, circumstance), moment(circumstance));

        assertThat(decision.action()).isEqualTo(Action.WITHHOLD);
        assertThat(decision.rule()).isEqualTo("guard-rail");
        assertThat(decision.why()).contains("everything-goes");
    }

    @Test
    @DisplayName("ends what expired also when the table would have it wait for ever")
    void noEndlessWaits() {
        PolicyDecisionService patient =
                table(facts -> new RuleResult("DEFER", "complaint", "always-wait", "later", "t:1"));

        PolicyDecision decision =
                policy(patient).decide(situation(Category.CARE, Consent.UNKNOWN, "expired"), moment("expired"));

        assertThat(decision.action()).isEqualTo(Action.WITHHOLD);
        assertThat(decision.rule()).isEqualTo("guard-rail");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    no rule that fits              | FAULT | '' | ''
                    an outcome that there is not   | MAYBE | quiet-hours | r
                    a wait for nothing             | DEFER | ''          | r
                    a wait for the unknown         | DEFER | spring      | r
                    no code of the rule            | SEND  | ''          | ''
                    a channel that there is not    | SWITCH| ''          | r
                    """)
    @DisplayName("has messages wait, and says what to fix, where the table is not sensible")
    void tableFaults(String name, String outcome, String waitFor, String rule) {
        PolicyDecisionService broken = table(facts -> {
            if (outcome.equals("FAULT")) {
                throw new PolicyDecisionService.PolicyTableException("the table contact-policy has no rule for this");
            }
            return new RuleResult(outcome, blank(waitFor), blank(rule), "a reason", "t:1");
        });

        PolicyDecision decision =
                policy(broken).decide(situation(Category.SERVICE, Consent.UNKNOWN, "none"), moment("none"));

        assertThat(decision.action()).isEqualTo(Action.DEFER);
        assertThat(decision.rule()).isEqualTo("table-fault");
        assertThat(decision.until()).isEqualTo(NOON_IN_BERLIN.plus(Duration.ofHours(1)));
        assertThat(decision.why()).contains("correct contact-policy.dmn");
    }

    @Test
    @DisplayName("is a manager's: a changed cap and a changed rule hold without a developer")
    void changed() {
        String dmn = ShippedTables.text();
        PolicyDecisionService changed =
                ShippedTables.of(dmn.replaceFirst("(promotional-normal-then-most\">\\s*<text>)2", "$15"));

        assertThat(SHIPPED.limits("promotional", "normal")).contains(new Limit("category", 2, 7));
        assertThat(changed.limits("promotional", "normal")).contains(new Limit("category", 5, 7));
    }

    @ParameterizedTest
    @EnumSource(Category.class)
    @DisplayName("caps care and promotional messages alone; what is owed is neither capped nor counted")
    void limits(Category category) {
        for (String pace : List.of("normal", "less")) {
            List<Limit> limits = SHIPPED.limits(category.key(), pace);
            if (category.optOut()) {
                assertThat(limits).extracting(Limit::counts).containsExactlyInAnyOrder("category", "total");
            } else {
                assertThat(limits).isEmpty();
            }
        }
    }

    private static String blank(String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static ContactPolicy policy(PolicyDecisionService rules) {
        return policy(rules, Duration.ofMinutes(30));
    }

    private static ContactPolicy policy(PolicyDecisionService rules, Duration spread) {
        return new ContactPolicy(
                rules, new SendingHours(NIGHT, Holidays.NONE, spread), Duration.ofHours(1), Duration.ofMinutes(1));
    }

    private static PolicyDecisionService table(java.util.function.Function<Map<String, Object>, RuleResult> rules) {
        return new PolicyDecisionService() {
            @Override
            public RuleResult decide(Map<String, Object> facts) {
                return rules.apply(facts);
            }

            @Override
            public List<Limit> limits(String category, String pace) {
                return List.of();
            }
        };
    }

    private static PolicyContext moment(Instant now, String zone, Duration left) {
        return new PolicyContext(now, now.plus(left), ZoneId.of(zone), false, null, null, null, 4711, null);
    }

    private static PolicyContext moment(String circumstance) {
        Instant expiry = circumstance.equals("expired") ? NOON_IN_BERLIN : NOON_IN_BERLIN.plus(Duration.ofDays(30));
        FrequencyCaps slots = circumstance.startsWith("cap-")
                ? new FrequencyCaps(Cap.CATEGORY, NOON_IN_BERLIN.plusSeconds(99), false, "2 of 2")
                : null;
        return new PolicyContext(
                NOON_IN_BERLIN,
                expiry,
                // noon in Berlin is 3 in the morning in Los Angeles
                ZoneId.of(circumstance.equals("night") ? "America/Los_Angeles" : "Europe/Berlin"),
                false,
                "DE",
                circumstance.equals("paused") ? NOON_IN_BERLIN.plus(Duration.ofDays(9)) : null,
                circumstance.equals("preferred-hour") ? 18 : null,
                4711,
                slots);
    }

    private static PolicyInput situation(Category category, Consent consent, String circumstance) {
        boolean elsewhere = circumstance.equals("other-channel") || circumstance.endsWith("-here");
        Cap cap =
                switch (circumstance) {
                    case "cap-category" -> Cap.CATEGORY;
                    case "cap-total" -> Cap.TOTAL;
                    default -> Cap.NONE;
                };
        return PolicyInput.of(category, "offers", "email")
                .with(consent)
                .with(cap)
                .with(Fact.REACHABLE, !circumstance.startsWith("unreachable"))
                .with(Fact.LATER_CHANNEL, elsewhere)
                .with(Fact.SUPPRESSED, circumstance.startsWith("suppressed"))
                .with(Fact.ERASED, circumstance.equals("erased"))
                .with(Fact.EXPIRED, circumstance.equals("expired"))
                .with(Fact.ORDER_STOPPED, circumstance.equals("order-stopped"))
                .with(Fact.RESTRICTED, circumstance.equals("restricted"))
                .with(Fact.PAUSED, circumstance.equals("paused"))
                .with(Fact.COMPLAINT_OPEN, circumstance.equals("complaint-open"))
                .with(Fact.LAPSED, circumstance.equals("lapsed"))
                .with(Fact.HOLIDAY, circumstance.equals("holiday"))
                .with(Fact.QUIET, circumstance.equals("night"))
                .with(Fact.PREFERRED_HOUR_PENDING, circumstance.equals("preferred-hour"))
                .with(Fact.OUTRANKED, circumstance.equals("outranked"));
    }
}
