package io.rapport.app.customers;

import io.rapport.app.customers.CustomerTexts.FactText;
import io.rapport.calendar.PartialDate;
import io.rapport.customer.Consents;
import io.rapport.customer.ContactPreferences;
import io.rapport.customer.ContactPreferences.Pace;
import io.rapport.customer.Currencies;
import io.rapport.customer.Customer;
import io.rapport.customer.CustomerValue.Bought;
import io.rapport.customer.Order;
import io.rapport.customer.Refund;
import io.rapport.customer.Restrictions.Restriction;
import io.rapport.customer.TimelineEntry;
import io.rapport.customer.TimelineEntry.Kind;
import io.rapport.customer.UpcomingItem;
import io.rapport.feedback.Complaint;
import io.rapport.lifecycle.Relationship;
import io.rapport.picture.CustomerPicture;
import io.rapport.picture.CustomerPicture.ContactAddress;
import io.rapport.picture.CustomerPictures.Hit;
import io.rapport.segment.Segments.Membership;
import io.rapport.value.CustomerScore;
import io.rapport.value.ScoringMethod;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A customer's picture as the page writes it, for one reader. */
final class CustomerPage {

    /** Who has a file each night would have hundreds; the audit log has them all. */
    private static final int IMPORTS = 10;

    /** What turns the direction of what stands behind it: nobody's name needs it to be read. */
    private static final Pattern BIDI = Pattern.compile("[\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]");

    private final CustomerTexts texts;
    private final Instant now;
    private final Map<String, String> complaintNumbers;

    /**
     * @param texts how the page speaks
     * @param now when it is shown
     * @param complaintNumbers by the ids of complaints, the numbers that customers were given
     */
    CustomerPage(CustomerTexts texts, Instant now, Map<String, String> complaintNumbers) {
        this.texts = texts;
        this.now = now;
        this.complaintNumbers = complaintNumbers;
    }

    /**
     * A customer in a list.
     *
     * @param id bare id
     * @param name or that none is known
     * @param details mail address, number
     * @param lastContact the day; {@code null} if there was none
     * @param match by what they were found
     */
    record FoundLine(String id, String name, List<String> details, String lastContact, String match) {}

    /**
     * Something that happened, runs or comes next.
     *
     * @param at the moment as the reader writes it; {@code null} if none is known
     * @param machineAt the same for machines
     * @param kind the code by which it is filtered
     * @param kindName the same in words
     * @param what in words
     * @param facts what more is known
     */
    record Line(String at, String machineAt, String kind, String kindName, String what, List<FactText> facts) {}

    /**
     * A kind that the timeline is filtered by.
     *
     * @param code as the address has it
     * @param name in words
     * @param chosen whether it is shown
     */
    record KindChoice(String code, String name, boolean chosen) {}

    FoundLine line(Hit hit) {
        Customer customer = hit.customer();
        List<String> details = new ArrayList<>();
        if (customer.fullName().isEmpty()) {
            details.add(customer.id());
        }
        if (customer.email() != null) {
            details.add(customer.email());
        }
        if (customer.phone() != null) {
            details.add(customer.phone());
        }
        return new FoundLine(
                customer.id(),
                name(customer),
                details,
                hit.lastContact() == null ? null : texts.day(hit.lastContact()),
                texts.word("match", hit.match()));
    }

    String name(Customer customer) {
        String name = BIDI.matcher(customer.fullName()).replaceAll("").strip();
        return name.isEmpty() ? texts.say("page.unnamed") : name;
    }

    /**
     * @param adviser who cares for the customer; null for nobody
     * @param imports that brought in what is known, the newest first
     */
    List<FactText> profile(CustomerPicture picture, String adviser, List<Long> imports) {
        Customer customer = picture.customer();
        List<FactText> facts = new ArrayList<>();
        for (ContactAddress address : picture.addresses()) {
            facts.add(new FactText(texts.say("page." + address.channel()), address(address)));
        }
        add(facts, "restricted", restricted(picture.restriction()));
        add(facts, "language", customer.locale().getDisplayName(texts.language()));
        add(
                facts,
                "local-time",
                texts.localTime(now, customer.timeZone()) + " · "
                        + (customer.timeZoneAssumed()
                                ? texts.say("page.assumed")
                                : customer.timeZone().getId()));
        add(facts, "birthday", birthday(customer.birthday()));
        add(
                facts,
                "registered",
                customer.registeredAt() == null
                        ? texts.say("page.not-registered")
                        : texts.day(customer.registeredAt()));
        add(facts, "adviser", adviser);
        relationship(picture.relationship(), facts);
        add(facts, "points", texts.number(picture.points()));
        add(facts, "level", picture.level() == null ? null : texts.word("level", picture.level()));
        add(facts, "year", bought(picture.bought()));
        add(facts, "orders", texts.number(picture.standingOrders()));
        addWorth(facts, picture);
        picture.identities()
                .forEach(identity -> add(
                        facts,
                        "identity",
                        identity.system() + " · " + identity.value()
                                + (identity.verified() ? " · " + texts.say("page.verified") : "")));
        add(facts, "merged-ids", picture.mergedIds().isEmpty() ? null : String.join(", ", picture.mergedIds()));
        add(facts, "imports", imports.isEmpty() ? null : newest(imports));
        customer.attributes().forEach((name, value) -> facts.add(new FactText(name, String.valueOf(value))));
        return facts;
    }

    private void relationship(Relationship relationship, List<FactText> facts) {
        if (relationship != null) {
            add(facts, "tier", standing(relationship.tier(), relationship.tierSince(), relationship.tierWhy()));
            add(facts, "stage", standing(relationship.stage(), relationship.stageSince(), relationship.stageWhy()));
        }
    }

    private String standing(String code, Instant since, String why) {
        return texts.say(
                "page.standing", texts.word("standing", code), texts.day(since), texts.word("standing-why", why));
    }

    private static String newest(List<Long> imports) {
        return imports.stream().limit(IMPORTS).map(String::valueOf).collect(Collectors.joining(", "))
                + (imports.size() > IMPORTS ? " …" : "");
    }

    /** What is expected, by a model or by days; the words say which. */
    private void addWorth(List<FactText> facts, CustomerPicture picture) {
        CustomerScore score = picture.score();
        if (score == null) {
            return;
        }
        String currency = picture.bought().currency();
        add(
                facts,
                "worth",
                texts.say(
                        "page.worth.text",
                        score.valueClass(),
                        texts.money(Currencies.units(BigDecimal.valueOf(score.lifetimeMinor()), currency), currency)));
        add(
                facts,
                "alive",
                texts.say(
                        score.method() == ScoringMethod.MODEL ? "page.alive.model" : "page.alive.days",
                        texts.percent(score.alive()),
                        texts.decimal(score.expected365())));
        add(facts, "rfm", score.recency() + " · " + score.frequency() + " · " + score.monetary());
    }

    private void add(List<FactText> facts, String key, String text) {
        if (text != null) {
            facts.add(new FactText(texts.say("page." + key), text));
        }
    }

    private String restricted(Restriction restriction) {
        if (restriction == null) {
            return null;
        }
        String since = texts.say("page.restricted.since", texts.day(restriction.since()));
        return restriction.reason() == null ? since : since + " · " + restriction.reason();
    }

    private String address(ContactAddress address) {
        StringBuilder text = new StringBuilder(address.address());
        if (address.suppression() != null) {
            String reason = code(address.suppression().reason());
            text.append(" · ")
                    .append(texts.say(
                            "page.suppressed",
                            texts.word("suppressed", reason),
                            texts.day(address.suppression().since())));
        } else if (address.channel().equals("email")) {
            text.append(" · ")
                    .append(
                            address.confirmedAt() == null
                                    ? texts.say("page.unconfirmed")
                                    : texts.say("page.confirmed", texts.day(address.confirmedAt())));
        }
        return text.toString();
    }

    private String birthday(PartialDate birthday) {
        return birthday == null
                ? null
                : birthday.year() == null ? texts.dayOfYear(birthday.day()) : texts.day(birthday.whole());
    }

    private String bought(Bought bought) {
        StringBuilder text = new StringBuilder(texts.money(bought.total(), bought.currency()));
        bought.beside().forEach((currency, sum) -> text.append(" + ").append(texts.money(sum, currency)));
        return text.toString();
    }

    List<FactText> permissions(CustomerPicture picture) {
        List<FactText> facts = new ArrayList<>();
        for (Consents.Entry entry : picture.consents()) {
            boolean holds = !entry.granted()
                    || Consents.inForce(picture.consents(), entry.channel(), entry.topic())
                            .orElse(true);
            facts.add(new FactText(
                    texts.word("topic", entry.topic()) + " · " + texts.word("channel", entry.channel()),
                    texts.say(
                            entry.granted() ? holds ? "page.granted" : "page.granted.not" : "page.withdrawn",
                            texts.word("basis", entry.basis()),
                            texts.day(entry.recordedAt()),
                            texts.word("source", entry.source()))));
        }
        ContactPreferences preferences = picture.preferences();
        if (preferences.pace() == Pace.LESS) {
            facts.add(new FactText(texts.say("page.wish"), texts.say("page.less")));
        }
        if (preferences.isPaused(now)) {
            facts.add(new FactText(
                    texts.say("page.wish"), texts.say("page.paused", texts.moment(preferences.pausedUntil()))));
        }
        if (preferences.preferredHour() != null) {
            facts.add(new FactText(
                    texts.say("page.wish"), texts.say("page.hour", "%02d:00".formatted(preferences.preferredHour()))));
        }
        return facts;
    }

    List<Line> upcoming(CustomerPicture picture, UpcomingItem.State state) {
        return picture.upcoming().stream()
                .filter(item -> item.state() == state)
                .map(this::upcoming)
                .toList();
    }

    /** Its headline is the name of what it is: of the task, the step, the message, the journey. */
    private Line upcoming(UpcomingItem item) {
        Map<String, Object> facts = new LinkedHashMap<>(item.facts());
        String name = facts.keySet().stream()
                .findFirst()
                .map(first -> texts.facts(Map.of(first, facts.remove(first)), complaintNumbers)
                        .get(0)
                        .text())
                .orElse(item.what());
        return new Line(
                item.at() == null ? null : texts.moment(item.at()),
                item.at() == null ? null : item.at().toString(),
                null,
                texts.what(item.what()),
                name,
                texts.facts(facts, complaintNumbers));
    }

    List<Line> orders(CustomerPicture picture) {
        return picture.orders().stream()
                .map(order -> order(order, picture.refunds().getOrDefault(order.id(), List.of())))
                .toList();
    }

    private Line order(Order order, List<Refund> refunds) {
        List<FactText> facts = new ArrayList<>();
        if (order.total() != null) {
            facts.add(new FactText(texts.say("fact.total"), texts.money(order.total(), order.currency())));
        }
        facts.add(new FactText(texts.say("page.state"), texts.what("order." + order.state())));
        refunds.forEach(refund -> facts.add(new FactText(
                texts.what("order.refunded"),
                texts.money(refund.total(), refund.currency()) + " · " + texts.day(refund.refundedAt()))));
        String items = order.items().stream()
                .map(item -> item.quantity() + " × " + item.name())
                .collect(Collectors.joining(", "));
        if (!items.isEmpty()) {
            facts.add(new FactText(texts.say("page.items"), items));
        }
        return new Line(texts.day(order.placedAt()), order.placedAt().toString(), null, null, order.id(), facts);
    }

    List<Line> complaints(CustomerPicture picture) {
        return picture.complaints().stream().map(this::complaint).toList();
    }

    private Line complaint(Complaint complaint) {
        List<FactText> facts = new ArrayList<>();
        facts.add(new FactText(
                texts.say("page.state"),
                complaint.isOpen()
                        ? texts.say("page.open")
                        : texts.say(
                                "page.closed",
                                texts.day(complaint.closedAt()),
                                texts.word("outcome", complaint.outcome()))));
        if (complaint.severity() != null) {
            facts.add(new FactText(texts.say("page.severity"), texts.word("severity", complaint.severity())));
        }
        if (complaint.isOpen() && complaint.dueAt() != null) {
            facts.add(new FactText(texts.say("page.due"), texts.moment(complaint.dueAt())));
        }
        if (complaint.text() != null) {
            facts.add(new FactText(texts.say("fact.text"), complaint.text()));
        }
        return new Line(
                texts.day(complaint.openedAt()),
                complaint.openedAt().toString(),
                null,
                null,
                complaint.number() == null ? texts.say("page.being-registered") : complaint.number(),
                facts);
    }

    List<Line> timeline(CustomerPicture picture) {
        return picture.timeline().entries().stream().map(this::entry).toList();
    }

    private Line entry(TimelineEntry entry) {
        return new Line(
                texts.moment(entry.at()),
                entry.at().toString(),
                code(entry.kind()),
                texts.word("kind-of-entry", code(entry.kind())),
                texts.what(entry.what()),
                texts.facts(entry.facts(), complaintNumbers));
    }

    List<KindChoice> kinds(Set<Kind> chosen) {
        return Arrays.stream(Kind.values())
                .map(kind -> new KindChoice(code(kind), texts.word("kind-of-entry", code(kind)), chosen.contains(kind)))
                .toList();
    }

    /** @return the constant as addresses and documents write it, such as {@code hard-bounce} */
    static String code(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * A segment that the customer is in or was taken out of.
     *
     * @param name of the segment
     * @param title in the reader's language
     * @param since in words
     * @param takenOut whether the customer was taken out by hand
     */
    record SegmentLine(String name, String title, String since, boolean takenOut) {}

    List<SegmentLine> segments(List<Membership> memberships) {
        return memberships.stream()
                .map(one -> new SegmentLine(
                        one.name(),
                        one.title(),
                        one.isTakenOut()
                                ? texts.say("page.segments.out", texts.day(one.since()), one.takenOutBy(), one.why())
                                : texts.say("page.segments.since", texts.day(one.since())),
                        one.isTakenOut()))
                .toList();
    }
}
