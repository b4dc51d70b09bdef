package io.rapport.outbox.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.Countries;
import io.rapport.contactpolicy.Category;
import io.rapport.contactpolicy.Consent;
import io.rapport.contactpolicy.ContactPolicy;
import io.rapport.contactpolicy.ContactRules;
import io.rapport.contactpolicy.ContactRules.Fault;
import io.rapport.contactpolicy.ContactRules.Limit;
import io.rapport.contactpolicy.Decision;
import io.rapport.contactpolicy.Decision.Action;
import io.rapport.contactpolicy.Fact;
import io.rapport.contactpolicy.Moment;
import io.rapport.contactpolicy.Situation;
import io.rapport.contactpolicy.Slots;
import io.rapport.contactpolicy.Suppression;
import io.rapport.contactpolicy.Suppressions;
import io.rapport.customer.Addressee;
import io.rapport.customer.ContactPreferences;
import io.rapport.customer.Customer;
import io.rapport.customer.Order;
import io.rapport.outbox.MessageFacts;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.internal.ContactPressure.Pressure;
import io.rapport.template.MessageDefinition;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks at a message as things are now: gathers the facts that the contact policy decides by, for one channel after the
 * other. What the tables do not ask for is not looked up: each look-up is a statement for each mail.
 */
final class Looks {

    private final ContactPolicy policy;
    private final ContactRules rules;
    private final Reach reach;
    private final Suppressions suppressions;
    private final MessageFacts facts;
    private final ContactPressure contacts;
    private final BusinessClock clock;

    Looks(
            ContactPolicy policy,
            Reach reach,
            Suppressions suppressions,
            MessageFacts facts,
            ContactPressure contacts,
            BusinessClock clock) {
        this.policy = policy;
        this.rules = policy.rules();
        this.reach = reach;
        this.suppressions = suppressions;
        this.facts = facts;
        this.contacts = contacts;
        this.clock = clock;
    }

    /**
     * What came of a look.
     *
     * @param decision the last one
     * @param channel that it is about
     * @param passed the decisions that led on to it, from channel to channel
     */
    record Look(Decision decision, String channel, List<Passed> passed) {}

    /**
     * A channel that was passed over.
     *
     * @param channel that the message does not take
     * @param decision why
     */
    record Passed(String channel, Decision decision) {}

    /**
     * Looks at a message to a customer, within the transaction that records what comes of it.
     *
     * @param addressee null if no event ever named the customer
     * @param order that the message is about, or null
     */
    Look atCustomer(OutboxMessage message, MessageDefinition definition, Addressee addressee, Order order) {
        Subject subject = new Subject(message, definition, addressee, clock.instant());
        Moment moment = moment(subject);
        Situation base = base(subject, moment, order);
        List<String> channels = definition.channels();
        List<Passed> passed = new ArrayList<>();
        for (int at = 0; ; ) {
            String channel = channels.get(at);
            Situation here = onChannel(base, channel, subject);
            int other = isTroubled(here) ? other(channels, at, here, base, subject) : -1;
            Decision decision = decide(here.with(Fact.OTHER_CHANNEL, other > 0), moment, subject);
            if (here.is(Fact.SUPPRESSED)) {
                decision = decision.because(
                        suppression(channel, subject).map(Looks::words).orElse(null));
            }
            if (decision.action() != Action.SWITCH) {
                return new Look(decision, channel, passed);
            }
            passed.add(new Passed(channel, decision));
            at = other;
        }
    }

    /**
     * Whether it counts how much the customer got. Then the look and what it leads to must be one transaction, in which
     * nobody else counts the same customer's messages.
     */
    boolean isCounted(OutboxMessage message, Addressee addressee) {
        return isCapped(
                rules.limits(message.category(), addressee.preferences().pace().key()));
    }

    /**
     * Looks at a message by what was read before, for the usual case: it goes out by mail, to an address that is not
     * suppressed.
     *
     * @return the decision to send it, if its address is indeed not suppressed; empty if it is not the usual case
     */
    Optional<Look> quickly(OutboxMessage message, MessageDefinition definition, Addressee addressee, Order order) {
        Subject subject = new Subject(message, definition, addressee, clock.instant());
        String channel = definition.channels().get(0);
        if (!channel.equals(Reach.EMAIL)
                || !channel.equals(message.channel())
                || subject.isGone()
                || addressee.customer().email() == null) {
            return Optional.empty();
        }
        Moment moment = moment(subject);
        Situation here = base(subject, moment, order)
                .on(channel)
                .with(subject.consent(channel))
                .with(Fact.REACHABLE, true)
                .with(Fact.SUPPRESSED, false);
        return isTroubled(here)
                ? Optional.empty()
                : Optional.of(decide(here.with(Fact.OTHER_CHANNEL, false), moment, subject))
                        .filter(decision -> decision.action() == Action.SEND)
                        .map(decision -> new Look(decision, channel, List.of()));
    }

    private Situation base(Subject subject, Moment moment, Order order) {
        Instant now = subject.now();
        OutboxMessage message = subject.message();
        return Situation.of(subject.category(), subject.definition().topic(), "")
                .with(Fact.ERASED, subject.isGone())
                .with(Fact.EXPIRED, !now.isBefore(message.expiresAt()))
                // what concerns a complaint is owed even when the order it began with came back
                .with(Fact.ORDER_STOPPED, order != null && !order.stands() && message.complaintId() == null)
                .with(Fact.PAUSED, subject.preferences().isPaused(now))
                .with(Fact.HOLIDAY, policy.hours().isHoliday(now, moment.zone(), moment.country()))
                .with(Fact.QUIET, policy.hours().quiet().isQuiet(now, moment.zone()))
                .with(Fact.PREFERRED_HOUR_PENDING, isHourPending(moment))
                .with(Fact.NEWS_WAITING, subject.hasNews());
    }

    private static boolean isCapped(List<Limit> limits) {
        return limits.stream().anyMatch(limit -> limit.most() != null);
    }

    /** Looks at a message to a member of staff. */
    Look atStaff(OutboxMessage message, MessageDefinition definition, boolean isThere, boolean hasAddress) {
        Instant now = clock.instant();
        String channel = definition.channels().get(0);
        Situation situation = Situation.of(Category.of(message.category()), definition.topic(), channel)
                .with(Fact.ERASED, !isThere)
                .with(Fact.EXPIRED, !now.isBefore(message.expiresAt()))
                .with(Fact.REACHABLE, hasAddress);
        Moment moment =
                new Moment(now, message.expiresAt(), ZoneOffset.UTC, false, null, null, null, place(message), null);
        return new Look(policy.decide(situation, moment), channel, List.of());
    }

    /**
     * A message and whom it is for.
     *
     * @param addressee null if nobody is known
     */
    private record Subject(OutboxMessage message, MessageDefinition definition, Addressee addressee, Instant now) {

        Category category() {
            return Category.of(message.category());
        }

        boolean isGone() {
            return addressee == null || addressee.customer().isErased();
        }

        ContactPreferences preferences() {
            return addressee == null ? ContactPreferences.DEFAULT : addressee.preferences();
        }

        boolean hasNews() {
            return addressee != null && addressee.hasNews(category().optOut(), message.orderId());
        }

        String pace() {
            return preferences().pace().key();
        }

        Consent consent(String channel) {
            if (!category().optOut()) {
                return Consent.UNKNOWN;
            }
            return addressee
                    .consent(channel, definition.topic())
                    .map(granted -> granted ? Consent.GRANTED : Consent.WITHDRAWN)
                    .orElse(Consent.UNKNOWN);
        }
    }

    private static Moment moment(Subject subject) {
        OutboxMessage message = subject.message();
        Customer customer =
                subject.addressee() == null ? null : subject.addressee().customer();
        ZoneId zone = customer == null ? ZoneOffset.UTC : customer.timeZone();
        boolean assumed = customer != null && customer.timeZoneAssumed();
        // who waited for the hour once, or was tried in it, does not wait for the next day's
        boolean hadItsHour = message.attempts() > 0
                || message.inputs() != null && message.inputs().contains("\"preferred-hour\"");
        return new Moment(
                subject.now(),
                message.expiresAt(),
                zone,
                assumed,
                customer == null ? null : Countries.of(customer.locale(), assumed ? null : zone),
                subject.preferences().pausedUntil(),
                hadItsHour ? null : subject.preferences().preferredHour(),
                place(message),
                null);
    }

    private static long place(OutboxMessage message) {
        return message.id().getMostSignificantBits() ^ message.id().getLeastSignificantBits();
    }

    private boolean isHourPending(Moment moment) {
        return moment.preferredHour() != null
                && policy.hours()
                        .preferred(
                                moment.now(), moment.preferredHour(), moment.zone(), moment.place(), moment.expiresAt())
                        .isPresent();
    }

    private Situation onChannel(Situation base, String channel, Subject subject) {
        if (subject.isGone()) {
            return base.on(channel);
        }
        Customer customer = subject.addressee().customer();
        Situation here = base.on(channel).with(subject.consent(reach.consent(channel, customer)));
        return here.with(Fact.REACHABLE, reach.reaches(channel, customer))
                .with(Fact.SUPPRESSED, suppression(channel, subject).isPresent());
    }

    private Optional<Suppression> suppression(String channel, Subject subject) {
        Customer customer = subject.addressee().customer();
        String address = reach.reaches(channel, customer) ? reach.address(channel, customer) : null;
        return address == null
                ? Optional.empty()
                : suppressions.find(
                        channel,
                        address,
                        customer.registeredAt(),
                        !subject.category().optOut());
    }

    /** Why an address is suppressed, for people. */
    private static String words(Suppression suppression) {
        String why =
                switch (suppression.reason()) {
                    case SPAM_COMPLAINT -> "its reader called a message spam";
                    case ERASED ->
                        "a customer who was erased had it; others there get what is about their orders, account or"
                                + " complaints alone";
                    case HARD_BOUNCE -> "it does not exist, said its mail server";
                    case OPTED_OUT -> "its owner answered STOP";
                    case MANUAL -> "an operator barred it";
                    case SOFT_BOUNCES -> "message after message came back";
                };
        return "suppressed since " + suppression.since().truncatedTo(ChronoUnit.SECONDS) + ": " + why;
    }

    /** Whether another channel would be any better. */
    private static boolean isTroubled(Situation here) {
        return !here.is(Fact.ERASED) && (!here.is(Fact.REACHABLE) || here.is(Fact.SUPPRESSED) || here.lacksConsent());
    }

    /**
     * Finds the channel that may take over: one with an address that is not suppressed, and with the consent that the
     * message needs. Whoever said no on this channel must have said yes on that one.
     *
     * @return its place; -1 if there is none
     */
    private int other(List<String> channels, int at, Situation here, Situation base, Subject subject) {
        for (int next = at + 1; next < channels.size(); next++) {
            Situation there = onChannel(base, channels.get(next), subject);
            boolean said = here.consent() != Consent.WITHDRAWN || there.consent() == Consent.GRANTED;
            if (!isTroubled(there) && said) {
                return next;
            }
        }
        return -1;
    }

    private Decision decide(Situation situation, Moment moment, Subject subject) {
        Situation known = withComplaint(situation, subject, false);
        Decision decision = policy.decide(known, moment);
        if (decision.action() != Action.SEND) {
            return decision;
        }
        // the numbers come last: they need the customer's messages, and that nobody else counts them just now
        Slots slots;
        try {
            List<Limit> limits = rules.limits(subject.category().key(), subject.pace());
            if (!isCapped(limits)) {
                return decision;
            }
            slots = slots(subject, limits);
        } catch (Fault fault) {
            return policy.decideWithout(fault, known, moment);
        }
        Situation pressed = known.with(slots.cap()).with(Fact.OUTRANKED, slots.outranked());
        return policy.decide(withComplaint(pressed, subject, true), moment.with(slots));
    }

    private Situation withComplaint(Situation situation, Subject subject, boolean again) {
        if (subject.isGone() || again && situation.is(Fact.COMPLAINT_OPEN)) {
            return situation;
        }
        return policy.matters(situation, Fact.COMPLAINT_OPEN)
                ? situation.with(
                        Fact.COMPLAINT_OPEN,
                        facts.openComplaint(subject.message().customerId()))
                : situation;
    }

    private Slots slots(Subject subject, List<Limit> limits) {
        OutboxMessage message = subject.message();
        contacts.holdCustomer(message.customerId());
        int longest = limits.stream().mapToInt(Limit::days).max().orElseThrow();
        Pressure pressure = contacts.pressure(message, subject.now().minus(Duration.ofDays(longest)), subject.now());
        Slots slots = Slots.count(
                subject.category().key(),
                limits,
                counting(subject.pace()),
                pressure.contacts(),
                pressure.rivals(),
                subject.now());
        if (slots.outranked()) {
            contacts.wake(pressure.held(), subject.now());
        }
        return slots;
    }

    /** The categories that the total is over: those with a line for it. */
    private Set<String> counting(String pace) {
        return Stream.of(Category.values())
                .map(Category::key)
                .filter(category -> rules.limits(category, pace).stream()
                        .anyMatch(limit -> limit.counts().equals(Slots.TOTAL)))
                .collect(Collectors.toSet());
    }
}
