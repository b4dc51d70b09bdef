package io.rapport.app.customers;

import io.rapport.app.customers.CustomerTexts.FactText;
import io.rapport.calendar.PartialDate;
import io.rapport.customer.Consents;
import io.rapport.customer.ContactPreferences;
import io.rapport.customer.ContactPreferences.Pace;
import io.rapport.customer.Customer;
import io.rapport.customer.CustomerValue.Bought;
import io.rapport.customer.Restrictions.Restriction;
import io.rapport.lifecycle.Relationship;
import io.rapport.picture.CustomerPicture;
import io.rapport.picture.CustomerPicture.ContactAddress;
import io.rapport.value.CustomerScore;
import io.rapport.value.ScoringMethod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The facts about a customer that stand beside the timeline, for one reader. */
final class ProfileFacts {

    /** Who has a file each night would have hundreds; the audit log has them all. */
    private static final int IMPORTS = 10;

    private final CustomerTexts texts;
    private final Instant now;

    /**
     * @param texts how the page speaks
     * @param now when it is shown
     */
    ProfileFacts(CustomerTexts texts, Instant now) {
        this.texts = texts;
        this.now = now;
    }

    /**
     * @param picture of the customer
     * @param adviser who cares for the customer; null for nobody
     * @param imports that brought in what is known, the newest first
     * @return what is known of them, each with its name
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
        add(facts, "worth", texts.say("page.worth.text", score.valueClass(), texts.lifetime(score, currency)));
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
            String reason = CustomerPage.code(address.suppression().reason());
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

    /** @return what they granted, withdrew and wish */
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
}
