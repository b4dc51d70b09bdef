package io.rapport.outbox.internal;

import io.rapport.calendar.Countries;
import io.rapport.contactpolicy.Category;
import io.rapport.contactpolicy.Consent;
import io.rapport.contactpolicy.ContactPolicy;
import io.rapport.contactpolicy.DeferReason;
import io.rapport.contactpolicy.Fact;
import io.rapport.contactpolicy.FrequencyCaps;
import io.rapport.contactpolicy.PolicyContext;
import io.rapport.contactpolicy.PolicyDecision;
import io.rapport.contactpolicy.PolicyDecision.Action;
import io.rapport.contactpolicy.PolicyDecisionService;
import io.rapport.contactpolicy.PolicyDecisionService.Limit;
import io.rapport.contactpolicy.PolicyDecisionService.PolicyTableException;
import io.rapport.contactpolicy.PolicyInput;
import io.rapport.contactpolicy.Suppression;
import io.rapport.contactpolicy.Suppressions;
import io.rapport.customer.Addressee;
import io.rapport.customer.ContactPreferences;
import io.rapport.customer.Customer;
import io.rapport.customer.Order;
import io.rapport.outbox.MessageContext;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.StaffRecipient;
import io.rapport.outbox.internal.BatchPrefetch.Address;
import io.rapport.outbox.internal.Evaluation.Passed;
import io.rapport.template.MessageDefinition;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Evaluates the contact policy for a message by what was read for its batch, for one channel after the other. Nothing is
 * read or written here.
 */
final class PolicyEvaluator {

    /** How long what a customer did counts as of this moment: what answers it may go at night. */
    private static final Duration MOMENT = Duration.ofHours(1);

    /** The fact that the customer is in the stage lapsed. */
    private static final String STAGE_LAPSED = "stageLapsed";

    private final ContactPolicy policy;
    private final PolicyDecisionService rules;
    private final ChannelDirectory directory;

    PolicyEvaluator(ContactPolicy policy, ChannelDirectory directory) {
        this.policy = policy;
        this.rules = policy.rules();
        this.directory = directory;
    }

    /**
     * @param definition the message's, as it is now
     * @param known what was read for it
     * @param now business time
     * @return what is to become of it
     */
    Evaluation evaluate(OutboxMessage message, MessageDefinition definition, BatchPrefetch known, Instant now) {
        return message.staffId() == null
                ? new ForCustomer(message, definition, known, now).evaluate()
                : forStaff(message, definition, known.staff(message), now);
    }

    /**
     * @return the limits on messages like this one to the customer; none if it is not capped
     * @throws PolicyTableException if the tables cannot be asked
     */
    List<Limit> caps(OutboxMessage message, Addressee addressee) {
        List<Limit> limits =
                rules.limits(message.category(), addressee.preferences().pace().key());
        return limits.stream().anyMatch(limit -> limit.most() != null) ? limits : List.of();
    }

    /** @return contacts before that moment do not count by any of the limits */
    static Instant since(List<Limit> limits, Instant now) {
        return now.minus(
                Duration.ofDays(limits.stream().mapToInt(Limit::days).max().orElseThrow()));
    }

    private Evaluation forStaff(
            OutboxMessage message, MessageDefinition definition, StaffRecipient recipient, Instant now) {
        String channel = definition.channels().get(0);
        PolicyInput input = PolicyInput.of(Category.of(message.category()), definition.topic(), channel)
                .with(Fact.ERASED, recipient == null)
                .with(Fact.EXPIRED, !now.isBefore(message.expiresAt()))
                .with(Fact.REACHABLE, recipient != null && recipient.email() != null);
        PolicyContext context = new PolicyContext(
                now, message.expiresAt(), ZoneOffset.UTC, false, null, null, null, place(message), null);
        return new Evaluation(
                policy.decide(input, context), channel, null, List.of(), Map.of(), null, null, List.of(), now);
    }

    private static long place(OutboxMessage message) {
        return message.id().getMostSignificantBits() ^ message.id().getLeastSignificantBits();
    }

    /** One evaluation of a message to a customer. */
    private final class ForCustomer {

        private final OutboxMessage message;
        private final MessageDefinition definition;
        private final BatchPrefetch known;
        private final Instant now;
        private final Category category;

        /** Null if no event ever named the customer. */
        private final Addressee addressee;

        private final ContactPreferences preferences;
        private final PolicyContext context;
        private final PolicyInput base;
        private List<UUID> overtaken = List.of();

        ForCustomer(OutboxMessage message, MessageDefinition definition, BatchPrefetch known, Instant now) {
            this.message = message;
            this.definition = definition;
            this.known = known;
            this.now = now;
            this.category = Category.of(message.category());
            this.addressee = known.addressee(message);
            this.preferences = addressee == null ? ContactPreferences.DEFAULT : addressee.preferences();
            this.context = context();
            this.base = base();
        }

        Evaluation evaluate() {
            List<String> channels = channels();
            List<Passed> passed = new ArrayList<>();
            for (int at = 0; ; ) {
                String channel = channels.get(at);
                PolicyInput here = onChannel(channel);
                int other = here.is(Fact.ERASED) ? -1 : other(channels, at, here);
                PolicyDecision decision = decide(here.with(Fact.LATER_CHANNEL, other > 0)
                        .with(Fact.OTHER_CHANNEL, other > 0 && isTroubled(here)));
                if (here.is(Fact.SUPPRESSED)) {
                    decision = decision.because(
                            suppression(channel).map(PolicyEvaluator::words).orElse(null));
                }
                if (decision.action() == Action.WITHHOLD && here.is(Fact.EXPIRED) && message.rule() != null) {
                    // that its time was over says nothing of what it waited for
                    decision = decision.because("it waited last by the rule " + message.rule());
                }
                if (decision.action() != Action.SWITCH) {
                    return evaluation(decision, channel, otherwise(decision, channels, here), passed);
                }
                passed.add(new Passed(channel, decision));
                at = other;
            }
        }

        /** Those of the message; what one of them refused for good it does not get again. */
        private List<String> channels() {
            List<String> open = definition.channels().stream()
                    .filter(channel -> !message.refusedOn().contains(channel))
                    .toList();
            return open.isEmpty() ? definition.channels() : open;
        }

        /** @return the channel that the message may go on if this one refuses it for good; null if there is none */
        private String otherwise(PolicyDecision decision, List<String> channels, PolicyInput here) {
            if (decision.action() != Action.SEND) {
                return null;
            }
            return channels.stream()
                    .filter(channel -> !channel.equals(here.channel()) && mayTakeOver(channel, here))
                    .findFirst()
                    .orElse(null);
        }

        private Evaluation evaluation(PolicyDecision decision, String channel, String otherwise, List<Passed> passed) {
            List<Address> addresses =
                    addressee == null ? List.of() : directory.addresses(definition.channels(), addressee.customer());
            return new Evaluation(
                    decision,
                    channel,
                    otherwise,
                    passed,
                    known.reads(message, addresses),
                    addressee == null ? null : addressee.news(),
                    known.usages().get(message.id()),
                    overtaken,
                    now);
        }

        private boolean isGone() {
            return addressee == null || addressee.customer().isErased();
        }

        private PolicyContext context() {
            Customer customer = addressee == null ? null : addressee.customer();
            ZoneId zone = customer == null ? ZoneOffset.UTC : customer.timeZone();
            boolean assumed = customer != null && customer.timeZoneAssumed();
            // who waited for the hour until it came, or was tried in it, does not wait for the next day's
            boolean hadItsHour =
                    message.attempts() > 0 || DeferReason.PREFERRED_HOUR.key().equals(message.waitFor());
            return new PolicyContext(
                    now,
                    message.expiresAt(),
                    zone,
                    assumed,
                    customer == null ? null : Countries.of(customer.locale(), assumed ? null : zone),
                    preferences.pausedUntil(),
                    hadItsHour ? null : preferences.preferredHour(),
                    place(message),
                    null);
        }

        private PolicyInput base() {
            Order order = known.order(message);
            Map<String, Object> facts = known.facts(message);
            return PolicyInput.of(category, definition.topic(), "")
                    .with(facts)
                    .with(Fact.LAPSED, Boolean.TRUE.equals(facts.get(STAGE_LAPSED)) && !definition.toLapsed())
                    .with(Fact.ERASED, isGone())
                    .with(Fact.EXPIRED, !now.isBefore(message.expiresAt()))
                    // what concerns a complaint is owed even when the order it began with came back
                    .with(
                            Fact.ORDER_STOPPED,
                            order != null
                                    && !order.stands()
                                    && message.complaintId() == null
                                    && !definition.aboutStoppedOrders())
                    .with(Fact.PAUSED, preferences.isPaused(now))
                    .with(
                            Fact.HOLIDAY,
                            !definition.onHolidays()
                                    && policy.hours().isHoliday(now, context.zone(), context.country()))
                    .with(Fact.QUIET, policy.hours().quiet().isQuiet(now, context.zone()))
                    .with(Fact.AT_NIGHT, definition.atNight() != null && isOfThisMoment())
                    .with(Fact.PREFERRED_HOUR_PENDING, isHourPending())
                    .with(
                            Fact.NEWS_WAITING,
                            addressee != null
                                    && addressee.hasNews(
                                            category.optOut(),
                                            definition.links().contains(MessageContext.CONFIRM),
                                            orderThatMayStop()));
        }

        /** Whether the customer has just done what the message answers, and may be up. */
        private boolean isOfThisMoment() {
            return !doneAt().isBefore(now.minus(MOMENT));
        }

        /** When they ordered or registered; of a message about anything else, when it was asked for. */
        private Instant doneAt() {
            Order order = known.order(message);
            Instant done = null;
            if (order != null) {
                done = order.placedAt();
            } else if (addressee != null && definition.links().contains(MessageContext.CONFIRM)) {
                done = addressee.customer().registeredAt();
            }
            return done == null ? message.queuedAt() : done;
        }

        /** The order whose return or cancellation forbids the message; null for none. */
        private String orderThatMayStop() {
            return message.complaintId() != null || definition.aboutStoppedOrders() ? null : message.orderId();
        }

        private boolean isHourPending() {
            return context.preferredHour() != null
                    && policy.hours()
                            .preferred(
                                    now, context.preferredHour(), context.zone(), context.place(), context.expiresAt())
                            .isPresent();
        }

        private PolicyInput onChannel(String channel) {
            if (isGone()) {
                return base.on(channel);
            }
            Customer customer = addressee.customer();
            return base.on(channel)
                    .with(consent(directory.consent(channel, customer)))
                    .with(Fact.REACHABLE, directory.reaches(channel, customer))
                    .with(Fact.SUPPRESSED, suppression(channel).isPresent());
        }

        private Consent consent(String channel) {
            if (!category.optOut()) {
                return Consent.UNKNOWN;
            }
            return addressee
                    .consent(channel, definition.topic())
                    .map(granted -> granted ? Consent.GRANTED : Consent.WITHDRAWN)
                    .orElse(Consent.UNKNOWN);
        }

        private Optional<Suppression> suppression(String channel) {
            Customer customer = addressee.customer();
            String address = directory.address(channel, customer);
            return address == null
                    ? Optional.empty()
                    : Suppressions.inForce(
                            known.suppressions(new Address(channel, address)),
                            customer.registeredAt(),
                            !category.optOut());
        }

        /** @return the place of the next channel that may take over; -1 if there is none */
        private int other(List<String> channels, int at, PolicyInput here) {
            for (int next = at + 1; next < channels.size(); next++) {
                if (mayTakeOver(channels.get(next), here)) {
                    return next;
                }
            }
            return -1;
        }

        /**
         * Whether a channel has an address that is not suppressed, and the consent that the message needs. Anyone who said no on
         * this channel must have said yes on that one.
         */
        private boolean mayTakeOver(String channel, PolicyInput here) {
            PolicyInput there = onChannel(channel);
            boolean said = here.consent() != Consent.WITHDRAWN || there.consent() == Consent.GRANTED;
            return !isTroubled(there) && said;
        }

        private PolicyDecision decide(PolicyInput input) {
            PolicyDecision decision = policy.decide(input, context);
            if (decision.action() != Action.SEND) {
                return decision;
            }
            // the numbers come last: they matter only for what everything else lets go
            FrequencyCaps caps;
            try {
                List<Limit> limits = caps(message, addressee);
                if (limits.isEmpty()) {
                    return decision;
                }
                CapUsage usage = usage(limits);
                caps = FrequencyCaps.count(
                        category.key(), limits, counting(), usage.contacts(), usage.competing(), now);
                overtaken = caps.outranked() ? usage.sleeping() : List.of();
            } catch (PolicyTableException fault) {
                return policy.decideWithout(fault, input, context);
            }
            PolicyInput counted = input.with(caps.cap()).with(Fact.OUTRANKED, caps.outranked());
            return policy.decide(counted, context.with(caps));
        }

        private CapUsage usage(List<Limit> limits) {
            CapUsage usage = known.usages().get(message.id());
            if (usage == null || usage.since().isAfter(since(limits, usage.readAt()))) {
                throw new StalePrefetch();
            }
            return usage;
        }

        /** The categories that the total is over: those with a line for it. */
        private Set<String> counting() {
            String pace = preferences.pace().key();
            return Stream.of(Category.values())
                    .map(Category::key)
                    .filter(each -> rules.limits(each, pace).stream()
                            .anyMatch(limit -> limit.counts().equals(FrequencyCaps.TOTAL)))
                    .collect(Collectors.toSet());
        }
    }

    /** Whether another channel would be any better. */
    private static boolean isTroubled(PolicyInput here) {
        return !here.is(Fact.ERASED) && (!here.is(Fact.REACHABLE) || here.is(Fact.SUPPRESSED) || here.lacksConsent());
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
}
