package io.rapport.contactpolicy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.calendar.SendingHours;
import io.rapport.contactpolicy.PolicyDecision.Action;
import io.rapport.contactpolicy.PolicyDecisionService.PolicyTableException;
import io.rapport.contactpolicy.PolicyDecisionService.RuleResult;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Decides whether a message may reach its recipient now. What to do, the tables of {@code contact-policy.dmn} say; until
 * when, is computed here; and whatever they say, what the law forbids is not sent. Pure: what it must know stands in the
 * {@link PolicyInput} and the {@link PolicyContext}.
 *
 * @param rules the tables
 * @param hours when waiting messages go out
 * @param recheck how long a message waits for something without a known end (an address, the end of a complaint, a fact)
 * @param turn how long it waits for another that goes first, or for an event to be processed
 */
public record ContactPolicy(PolicyDecisionService rules, SendingHours hours, Duration recheck, Duration turn) {

    /** The rule of messages that a table would have sent, and the law forbids. */
    static final String GUARD_RAIL = "guard-rail";

    /** The rule of messages that would go, were there not an event that may forbid them and is not handled yet. */
    static final String NEWS_WAITING = "news-waiting";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");

    /**
     * Decides.
     *
     * @param input the message and its recipient at this moment
     * @param context what the end of a wait follows from
     * @return what to do, and why. A table that fails or says nothing sensible has messages wait: nothing is lost, and
     *     nothing goes out by mistake
     */
    public PolicyDecision decide(PolicyInput input, PolicyContext context) {
        PolicyDecision decision = byTable(input, context);
        boolean over = input.is(Fact.ERASED) || input.is(Fact.EXPIRED);
        String forbidden = decision.action() == Action.SEND || over ? input.forbidden() : null;
        if (forbidden == null && decision.action() == Action.SEND && input.is(Fact.NEWS_WAITING)) {
            return awaitNews(input, context);
        }
        if (forbidden == null || decision.action() == Action.WITHHOLD) {
            return decision;
        }
        String reason = forbidden + ", whatever the rule '" + decision.rule() + "' says";
        return decision(Action.WITHHOLD, null, GUARD_RAIL, reason, null, input, context);
    }

    /** What the company received counts from that moment, and not only when it is processed. */
    private PolicyDecision awaitNews(PolicyInput input, PolicyContext context) {
        RuleResult ruling = new RuleResult(
                Action.DEFER.name(),
                DeferReason.NEWS.key(),
                NEWS_WAITING,
                "an event that may forbid it waits to be processed",
                null);
        return defer(ruling.reason(), ruling, input, context);
    }

    /**
     * Decides where the tables cannot be asked: the message waits, unless it is over.
     *
     * @param fault what is wrong with them
     */
    public PolicyDecision decideWithout(PolicyTableException fault, PolicyInput input, PolicyContext context) {
        return broken(fault.getMessage(), null, input, context);
    }

    private PolicyDecision byTable(PolicyInput input, PolicyContext context) {
        RuleResult ruling;
        try {
            ruling = rules.decide(input.inputs());
        } catch (PolicyTableException fault) {
            return broken(fault.getMessage(), null, input, context);
        }
        Action action = action(ruling.outcome());
        if (action == null || ruling.rule() == null) {
            return broken("a rule without a known outcome or without a code", ruling, input, context);
        }
        String reason = ruling.reason() == null ? "no reason is given" : ruling.reason();
        return switch (action) {
            case WITHHOLD -> decision(action, null, ruling.rule(), reason, ruling, input, context);
            case SEND ->
                // an address that there is not cannot be used; what else forbids to send, is asked in the end
                input.is(Fact.REACHABLE) || input.forbidden() != null
                        ? decision(action, null, ruling.rule(), reason, ruling, input, context)
                        : broken("SEND where there is no address", ruling, input, context);
            case SWITCH ->
                input.is(Fact.LATER_CHANNEL)
                        ? decision(action, null, ruling.rule(), reason, ruling, input, context)
                        : broken("SWITCH where no other channel can take over", ruling, input, context);
            case DEFER -> defer(reason, ruling, input, context);
        };
    }

    private PolicyDecision defer(String reason, RuleResult ruling, PolicyInput input, PolicyContext context) {
        Optional<DeferReason> wait = DeferReason.of(ruling.waitFor());
        if (wait.isEmpty()) {
            String named = ruling.waitFor() == null ? "" : ruling.waitFor();
            return broken(
                    "DEFER without one of the known things to wait for, but '" + named + "'", ruling, input, context);
        }
        Instant now = context.now();
        Instant until = end(wait.get(), context);
        // what is over already, since the rule does not ask for it, is evaluated again all the same
        Instant later = until.isAfter(now) ? until : now.plus(recheck);
        return decision(Action.DEFER, later, ruling.rule(), reason, ruling, input, context);
    }

    private Instant end(DeferReason wait, PolicyContext context) {
        Instant now = context.now();
        Instant expiry = context.expiresAt();
        return switch (wait) {
            case QUIET_HOURS -> hours.afterQuiet(now, context.zone(), context.place(), expiry);
            case HOLIDAY -> hours.afterHoliday(now, context.zone(), context.country(), context.place(), expiry);
            case PAUSE ->
                context.pausedUntil() == null
                        ? now
                        : hours.afterPause(context.pausedUntil(), context.zone(), context.place(), expiry);
            case PREFERRED_HOUR ->
                context.preferredHour() == null
                        ? now
                        : hours.preferred(now, context.preferredHour(), context.zone(), context.place(), expiry)
                                .orElse(now);
            case CAP ->
                context.caps() == null || context.caps().freeAt() == null
                        ? now
                        : context.caps().freeAt();
            case TURN, NEWS -> now.plus(turn);
            case COMPLAINT, ADDRESS, FACT -> now.plus(recheck);
        };
    }

    private PolicyDecision broken(String fault, RuleResult ruling, PolicyInput input, PolicyContext context) {
        String reason = "the contact policy cannot decide: " + fault + "; correct contact-policy.dmn and deploy it";
        String rule = ruling == null || ruling.rule() == null ? "" : " (rule " + ruling.rule() + ")";
        return decision(
                Action.DEFER,
                context.now().plus(recheck),
                PolicyDecision.TABLE_FAULT,
                reason + rule,
                ruling,
                input,
                context);
    }

    /** A wait ends with the expiry: the message is then evaluated a last time, and withheld as expired. */
    private PolicyDecision decision(
            Action action,
            Instant until,
            String rule,
            String reason,
            RuleResult ruling,
            PolicyInput input,
            PolicyContext context) {
        Instant end = until;
        if (until != null && until.isAfter(context.expiresAt())) {
            end = context.expiresAt();
        }
        StringBuilder why = new StringBuilder(rule).append(": ").append(reason);
        if (context.caps() != null
                && action != Action.SEND
                && !context.caps().counted().isEmpty()) {
            why.append(" (").append(context.caps().counted()).append(')');
        }
        if (end != null) {
            why.append("; waits until ").append(end.truncatedTo(ChronoUnit.SECONDS));
        }
        why.append(" (category=").append(input.category().key());
        if (input.topic() != null) {
            why.append(", topic=").append(input.topic());
        }
        if (input.category().optOut()) {
            why.append(", consent=").append(input.inputs().get("consent"));
        }
        why.append(", channel=").append(input.channel());
        why.append(", local time=").append(localTime(context)).append(' ').append(context.zone());
        why.append(context.zoneAssumed() ? ", assumed)" : ")");
        String waitFor = action == Action.DEFER && ruling != null
                ? DeferReason.of(ruling.waitFor()).map(DeferReason::key).orElse(null)
                : null;
        boolean capped = DeferReason.CAP.key().equals(waitFor) && input.cap() != Cap.NONE;
        return new PolicyDecision(
                action,
                end,
                rule,
                why.toString(),
                inputs(ruling, input, context),
                waitFor,
                capped ? input.cap().name().toLowerCase(Locale.ROOT) : null);
    }

    private String inputs(RuleResult ruling, PolicyInput input, PolicyContext context) {
        Map<String, Object> inputs = input.noted(rules.reads());
        inputs.put("zone", context.zone().getId());
        inputs.put("localTime", localTime(context));
        if (context.zoneAssumed()) {
            inputs.put("zoneAssumed", true);
        }
        if (context.country() != null && input.is(Fact.HOLIDAY)) {
            inputs.put("country", context.country());
        }
        if (context.caps() != null) {
            inputs.put("counted", context.caps().counted());
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

    private static String localTime(PolicyContext context) {
        return CLOCK.format(context.now().atZone(context.zone()));
    }
}
