package io.rapport.messaging.internal.policy;

import io.rapport.calendar.QuietHours;
import io.rapport.messaging.internal.policy.Decision.Action;
import io.rapport.messaging.internal.template.Category;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * Decides whether a message may reach its recipient now. The rules are asked in their order and the first that applies
 * decides, so that a reader finds one reason for each message sent or withheld. Pure: what it must know stands in the
 * {@link Situation}.
 *
 * @param quietHours the hours of the recipient's night, in which unowed messages wait
 * @param recheck how long a message waits for something without a known end (an address, the end of a complaint)
 */
public record ContactPolicy(QuietHours quietHours, Duration recheck) {

    /**
     * @param situation the message and its recipient at this moment
     * @return what to do, and why
     */
    public Decision decide(Situation situation) {
        Category category = situation.category();
        if (situation.erased()) {
            return withhold("erased", "the recipient was erased or is unknown", situation);
        }
        if (!situation.now().isBefore(situation.expiresAt())) {
            return withhold("expired", "the message expired at " + minute(situation.expiresAt()), situation);
        }
        // about the order alone: what the customer bought does not exist any more
        if (situation.aboutStoppedOrder() && category != Category.TRANSACTIONAL) {
            return withhold("order-stopped", "the order was returned or cancelled", situation);
        }
        if (category == Category.PROMOTIONAL && situation.consent() != Consent.GRANTED) {
            return withhold("consent", "promotional messages need consent", situation);
        }
        if (category == Category.CARE && situation.consent() == Consent.WITHDRAWN) {
            return withhold("opted-out", "the customer opted out of the topic", situation);
        }
        if (!situation.reachable()) {
            return defer("no-address", "there is no e-mail address", situation, recheck(situation));
        }
        if (category.optOut() && situation.complaintOpen()) {
            return defer("open-complaint", "a complaint of the customer is open", situation, recheck(situation));
        }
        if (category.optOut()) {
            Instant allowed = quietHours.nextAllowed(situation.now(), situation.zone());
            if (allowed.isAfter(situation.now())) {
                return defer("quiet-hours", "it is " + localTime(situation) + " there", situation, allowed);
            }
        }
        return new Decision(Action.SEND, null, "allowed", why("allowed", "no rule objects", situation), null);
    }

    private Instant recheck(Situation situation) {
        return situation.now().plus(recheck);
    }

    private static Decision withhold(String rule, String reason, Situation situation) {
        return new Decision(Action.WITHHOLD, null, rule, why(rule, reason, situation), null);
    }

    /** Not beyond the expiry: the message is then looked at a last time and withheld as expired. */
    private static Decision defer(String rule, String reason, Situation situation, Instant until) {
        Instant earliest = until.isBefore(situation.expiresAt()) ? until : situation.expiresAt();
        String reasonUntil = reason + "; waits until " + minute(earliest);
        return new Decision(Action.DEFER, earliest, rule, why(rule, reasonUntil, situation), null);
    }

    private static String why(String rule, String reason, Situation situation) {
        StringBuilder why = new StringBuilder(rule).append(": ").append(reason).append(" (category=");
        why.append(situation.category().key());
        if (situation.topic() != null) {
            why.append(", topic=").append(situation.topic());
        }
        if (situation.category().optOut()) {
            why.append(", consent=").append(situation.consent().name().toLowerCase(Locale.ROOT));
        }
        return why.append(", zone=").append(situation.zone()).append(')').toString();
    }

    private static String minute(Instant moment) {
        return moment.truncatedTo(ChronoUnit.MINUTES).toString();
    }

    private static String localTime(Situation situation) {
        return DateTimeFormatter.ofPattern("HH:mm").format(ZonedDateTime.ofInstant(situation.now(), situation.zone()));
    }
}
