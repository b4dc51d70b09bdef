package io.rapport.messaging.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.calendar.QuietHours;
import io.rapport.messaging.internal.policy.Decision.Action;
import io.rapport.messaging.internal.template.Category;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may be written to, and when: the table of the contact policy. */
class ContactPolicyTest {

    private static final QuietHours NIGHT = new QuietHours(LocalTime.of(21, 0), LocalTime.of(8, 0));
    private static final ContactPolicy POLICY = new ContactPolicy(NIGHT, Duration.ofHours(1));
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
        // an erased customer gets nothing at all
        "TRANSACTIONAL,  GRANTED,   erased,           WITHHOLD, erased",
        "SERVICE,        GRANTED,   erased,           WITHHOLD, erased",
        "CARE,           GRANTED,   erased,           WITHHOLD, erased",
        "PROMOTIONAL,    GRANTED,   erased,           WITHHOLD, erased",
        // nobody wants yesterday's message
        "TRANSACTIONAL,  GRANTED,   expired,          WITHHOLD, expired",
        "INTERNAL,       UNKNOWN,   expired,          WITHHOLD, expired",
        // without an address it waits for one
        "TRANSACTIONAL,  GRANTED,   unreachable,      DEFER,    no-address",
        "PROMOTIONAL,    GRANTED,   unreachable,      DEFER,    no-address",
        "PROMOTIONAL,    UNKNOWN,   unreachable,      WITHHOLD, consent",
        // the order came back: only its own paperwork still goes out
        "TRANSACTIONAL,  GRANTED,   order-stopped,    SEND,     allowed",
        "SERVICE,        GRANTED,   order-stopped,    WITHHOLD, order-stopped",
        "CARE,           GRANTED,   order-stopped,    WITHHOLD, order-stopped",
        "PROMOTIONAL,    GRANTED,   order-stopped,    WITHHOLD, order-stopped",
        // who complains is not asked for more
        "TRANSACTIONAL,  GRANTED,   complaint-open,   SEND,     allowed",
        "SERVICE,        GRANTED,   complaint-open,   SEND,     allowed",
        "CARE,           GRANTED,   complaint-open,   DEFER,    open-complaint",
        "PROMOTIONAL,    GRANTED,   complaint-open,   DEFER,    open-complaint",
        "PROMOTIONAL,    WITHDRAWN, complaint-open,   WITHHOLD, consent",
        // nobody is woken up for what can wait
        "TRANSACTIONAL,  GRANTED,   night,            SEND,     allowed",
        "SERVICE,        GRANTED,   night,            SEND,     allowed",
        "CARE,           GRANTED,   night,            DEFER,    quiet-hours",
        "PROMOTIONAL,    GRANTED,   night,            DEFER,    quiet-hours",
        "INTERNAL,       UNKNOWN,   night,            SEND,     allowed",
    })
    void decidesByTheFirstRuleThatApplies(
            Category category, Consent consent, String circumstance, Action action, String rule) {
        Decision decision = POLICY.decide(situation(category, consent, circumstance));

        assertThat(decision.action()).isEqualTo(action);
        assertThat(decision.rule()).isEqualTo(rule);
        assertThat(decision.why()).startsWith(rule + ": ").contains("category=" + category.key(), "topic=offers");
        if (action == Action.DEFER) {
            assertThat(decision.until()).isAfter(NOON_IN_BERLIN.minus(Duration.ofDays(1)));
        } else {
            assertThat(decision.until()).isNull();
        }
    }

    @Test
    void waitsForTheMorningOfTheCustomerNotOfTheCompany() {
        Instant lateInShanghai = Instant.parse("2026-03-03T14:13:00Z");

        Decision decision = POLICY.decide(new Situation(
                Category.PROMOTIONAL,
                "offers",
                lateInShanghai,
                lateInShanghai.plus(Duration.ofDays(3)),
                ZoneId.of("Asia/Shanghai"),
                false,
                true,
                Consent.GRANTED,
                false,
                false));

        assertThat(decision.until()).isEqualTo(Instant.parse("2026-03-04T00:00:00Z"));
        assertThat(decision.why())
                .isEqualTo("quiet-hours: it is 22:13 there; waits until 2026-03-04T00:00:00Z"
                        + " (category=promotional, topic=offers, consent=granted, zone=Asia/Shanghai)");
    }

    @Test
    void neverWaitsLongerThanTheMessageMakesSense() {
        Instant night = Instant.parse("2026-03-03T22:00:00Z");
        Instant expiry = night.plus(Duration.ofMinutes(20));

        Decision decision = POLICY.decide(new Situation(
                Category.CARE,
                "tips",
                night,
                expiry,
                ZoneId.of("Europe/Berlin"),
                false,
                true,
                Consent.UNKNOWN,
                false,
                false));

        assertThat(decision.action()).isEqualTo(Action.DEFER);
        assertThat(decision.until()).isEqualTo(expiry);
    }

    /** Minutes over two years, so that every change of daylight-saving time is met. */
    @Property(tries = 3000)
    void sendsNoAdvertisementInTheCustomersNight(
            @ForAll @IntRange(max = 2 * 366 * 24 * 60) int minute, @ForAll @IntRange(max = 2) int place) {
        ZoneId zone = ZoneId.of(new String[] {"Asia/Shanghai", "America/New_York", "Australia/Lord_Howe"}[place]);
        Instant now = Instant.parse("2026-01-01T00:00:00Z").plus(Duration.ofMinutes(minute));
        Decision decision = POLICY.decide(new Situation(
                Category.PROMOTIONAL,
                "offers",
                now,
                now.plus(Duration.ofDays(7)),
                zone,
                false,
                true,
                Consent.GRANTED,
                false,
                false));

        Instant leaves = decision.action() == Action.SEND ? now : decision.until();

        assertThat(leaves.atZone(zone).toLocalTime()).isBetween(LocalTime.of(8, 0), LocalTime.of(20, 59, 59));
    }

    private static Situation situation(Category category, Consent consent, String circumstance) {
        boolean night = circumstance.equals("night");
        return new Situation(
                category,
                "offers",
                NOON_IN_BERLIN,
                circumstance.equals("expired") ? NOON_IN_BERLIN : NOON_IN_BERLIN.plus(Duration.ofDays(3)),
                // noon in Berlin is 3 in the morning in Los Angeles
                ZoneId.of(night ? "America/Los_Angeles" : "Europe/Berlin"),
                circumstance.equals("erased"),
                !circumstance.equals("unreachable"),
                consent,
                circumstance.equals("order-stopped"),
                circumstance.equals("complaint-open"));
    }
}
