package io.rapport.contactpolicy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.calendar.SendingHours;
import io.rapport.contactpolicy.ContactRules.Fault;
import io.rapport.contactpolicy.ContactRules.Ruling;
import io.rapport.contactpolicy.Decision.Action;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * Decides whether a message may reach its recipient now. What to do, the tables of {@code contact-policy.dmn} say; until
 * when, is reckoned here; and whatever they say, what the law forbids is not sent. Pure: what it must know stands in the
 * {@link Situation} and the {@link Moment}.
 *
 * @param rules the tables
 * @param hours when waiting messages go out
 * @param recheck how long a message waits for something without a known end (an address, the end of a complaint)
 * @param turn how long it waits for another that goes first, or for an event to be worked off
 */
public record ContactPolicy(ContactRules rules, SendingHours hours, Duration recheck, Duration turn) {

    /** The rule of messages that a table would have sent, and the law forbids. */
    static final String GUARD_RAIL = "guard-rail";

    /** The rule of messages that would go, were there not an event that may forbid them and nobody has looked at yet. */
    static final String NEWS_WAITING = "news-waiting";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");

    /**
     * Decides.
     *
     * @param situation the message and its recipient at this moment
     * @param moment what the end of a wait follows from
     * @return what to do, and why. A table that fails or says nothing sensible has messages wait: nothing is lost, and
     *     nothing goes out by mistake
     */
    public Decision decide(Situation situation, Moment moment) {
        Decision decision = byTable(situation, moment);
        boolean over = situation.is(Fact.ERASED) || situation.is(Fact.EXPIRED);
        String forbidden = decision.action() == Action.SEND || over ? situation.forbidden() : null;
        if (forbidden == null && decision.action() == Action.SEND && situation.is(Fact.NEWS_WAITING)) {
            return awaitNews(situation, moment);
        }
        if (forbidden == null || decision.action() == Action.WITHHOLD) {
            return decision;
        }
        String reason = forbidden + ", whatever the rule '" + decision.rule() + "' says";
        return decision(Action.WITHHOLD, null, GUARD_RAIL, reason, null, situation, moment);
    }

    /** What somebody told the company counts from that moment, and not only when its turn comes. */
    private Decision awaitNews(Situation situation, Moment moment) {
        Ruling ruling = new Ruling(
                Action.DEFER.name(),
                Wait.NEWS.key(),
                NEWS_WAITING,
                "an event that may forbid it waits to be worked off",
                null);
        return defer(ruling.reason(), ruling, situation, moment);
    }

    /**
     * Decides where the tables cannot be asked: the message waits, unless it is over.
     *
     * @param fault what is wrong with them
     */
    public Decision decideWithout(Fault fault, Situation situation, Moment moment) {
        return broken(fault.getMessage(), null, situation, moment);
    }

    private Decision byTable(Situation situation, Moment moment) {
        Ruling ruling;
        try {
            ruling = rules.decide(situation.inputs());
        } catch (Fault fault) {
            return broken(fault.getMessage(), null, situation, moment);
        }
        Action action = action(ruling.outcome());
        if (action == null || ruling.rule() == null) {
            return broken("a rule without a known outcome or without a code", ruling, situation, moment);
        }
        String reason = ruling.reason() == null ? "no reason is given" : ruling.reason();
        return switch (action) {
            case WITHHOLD -> decision(action, null, ruling.rule(), reason, ruling, situation, moment);
            case SEND ->
                // an address that there is not cannot be used; what else forbids to send, is asked in the end
                situation.is(Fact.REACHABLE) || situation.forbidden() != null
                        ? decision(action, null, ruling.rule(), reason, ruling, situation, moment)
                        : broken("SEND where there is no address", ruling, situation, moment);
            case SWITCH ->
                situation.is(Fact.OTHER_CHANNEL)
                        ? decision(action, null, ruling.rule(), reason, ruling, situation, moment)
                        : broken("SWITCH where no other channel can take over", ruling, situation, moment);
            case DEFER -> defer(reason, ruling, situation, moment);
        };
    }

    /**
     * Whether a fact decides anything, so that nobody looks it up in vain.
     *
     * @return false if the table says the same with and without it
     */
    public boolean matters(Situation situation, Fact fact) {
        try {
            return !rules.decide(situation.with(fact, true).inputs())
                    .equals(rules.decide(situation.with(fact, false).inputs()));
        } catch (Fault fault) {
            return true;
        }
    }

    private Decision defer(String reason, Ruling ruling, Situation situation, Moment moment) {
        Optional<Wait> wait = Wait.of(ruling.waitFor());
        if (wait.isEmpty()) {
            String named = ruling.waitFor() == null ? "" : ruling.waitFor();
            return broken(
                    "DEFER without one of the known things to wait for, but '" + named + "'",
                    ruling,
                    situation,
                    moment);
        }
        Instant now = moment.now();
        Instant until = end(wait.get(), moment);
        // what is over already, since the rule does not ask for it, is looked at again all the same
        Instant later = until.isAfter(now) ? until : now.plus(recheck);
        return decision(Action.DEFER, later, ruling.rule(), reason, ruling, situation, moment);
    }

    private Instant end(Wait wait, Moment moment) {
        Instant now = moment.now();
        Instant expiry = moment.expiresAt();
        return switch (wait) {
            case QUIET_HOURS -> hours.afterQuiet(now, moment.zone(), moment.place(), expiry);
            case HOLIDAY -> hours.afterHoliday(now, moment.zone(), moment.country(), moment.place(), expiry);
            case PAUSE ->
                moment.pausedUntil() == null
                        ? now
                        : hours.afterPause(moment.pausedUntil(), moment.zone(), moment.place(), expiry);
            case PREFERRED_HOUR ->
                moment.preferredHour() == null
                        ? now
                        : hours.preferred(now, moment.preferredHour(), moment.zone(), moment.place(), expiry)
                                .orElse(now);
            case CAP ->
                moment.slots() == null || moment.slots().freeAt() == null
                        ? now
                        : moment.slots().freeAt();
            case TURN, NEWS -> now.plus(turn);
            case COMPLAINT, ADDRESS -> now.plus(recheck);
        };
    }

    private Decision broken(String fault, Ruling ruling, Situation situation, Moment moment) {
        String reason = "the contact policy cannot decide: " + fault + "; mend contact-policy.dmn and deploy it";
        String rule = ruling == null || ruling.rule() == null ? "" : " (rule " + ruling.rule() + ")";
        return decision(
                Action.DEFER,
                moment.now().plus(recheck),
                Decision.TABLE_FAULT,
                reason + rule,
                ruling,
                situation,
                moment);
    }

    /** A wait ends with the expiry: the message is then looked at a last time, and withheld as expired. */
    private static Decision decision(
            Action action,
            Instant until,
            String rule,
            String reason,
            Ruling ruling,
            Situation situation,
            Moment moment) {
        Instant end = until;
        if (until != null && until.isAfter(moment.expiresAt())) {
            end = moment.expiresAt();
        }
        StringBuilder why = new StringBuilder(rule).append(": ").append(reason);
        if (moment.slots() != null
                && action != Action.SEND
                && !moment.slots().counted().isEmpty()) {
            why.append(" (").append(moment.slots().counted()).append(')');
        }
        if (end != null) {
            why.append("; waits until ").append(end.truncatedTo(ChronoUnit.SECONDS));
        }
        why.append(" (category=").append(situation.category().key());
        if (situation.topic() != null) {
            why.append(", topic=").append(situation.topic());
        }
        if (situation.category().optOut()) {
            why.append(", consent=").append(situation.inputs().get("consent"));
        }
        why.append(", channel=").append(situation.channel());
        why.append(", local time=").append(localTime(moment)).append(' ').append(moment.zone());
        why.append(moment.zoneAssumed() ? ", assumed)" : ")");
        return new Decision(action, end, rule, why.toString(), inputs(ruling, situation, moment));
    }

    private static String inputs(Ruling ruling, Situation situation, Moment moment) {
        Map<String, Object> inputs = situation.noted();
        inputs.put("zone", moment.zone().getId());
        inputs.put("localTime", localTime(moment));
        if (moment.zoneAssumed()) {
            inputs.put("zoneAssumed", true);
        }
        if (moment.country() != null && situation.is(Fact.HOLIDAY)) {
            inputs.put("country", moment.country());
        }
        if (moment.slots() != null) {
            inputs.put("counted", moment.slots().counted());
        }
        if (ruling != null) {
            if (ruling.waitFor() != null) {
                inputs.put("waitFor", ruling.waitFor());
            }
            inputs.put("table", ruling.table());
        }
        try {
            return JSON.writeValueAsString(inputs);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts, numbers and truth values make JSON", e);
        }
    }

    private static Action action(String outcome) {
        for (Action action : Action.values()) {
            if (action.name().equals(outcome)) {
                return action;
            }
        }
        return null;
    }

    private static String localTime(Moment moment) {
        return CLOCK.format(moment.now().atZone(moment.zone()));
    }
}
