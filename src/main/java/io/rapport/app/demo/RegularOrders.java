package io.rapport.app.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.app.demo.Assortment.Piece;
import java.io.IOException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * What the shop sends about its customers once it has begun with Rapport: those of before go on ordering as they did, and when
 * the demo's clock is moved, newcomers register, the recording's people order again, and some complain.
 */
final class RegularOrders {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SOURCE = "https://shop.example.com/demo";

    private static final int CONTENT = 4;
    private static final int NOT_CONTENT = 2;

    /** Of a hundred parcels one or two have their customer complain; most reply to the answer. */
    private static final double COMPLAINS = .015;

    /** Of a hundred parcels three come a day later than the carrier had said. */
    private static final double COMES_LATE = .03;

    private static final double COMES_BY_A_FRIEND = .08;

    /** Who was content is invited to recommend the shop some days after the answer, and does within some months. */
    private static final Duration INVITED_AFTER = Duration.ofDays(5);

    private static final Duration RECOMMENDS_WITHIN = Duration.ofDays(90);

    private static final double REPLIES = .7;
    private static final double ACCEPTS = .85;

    private final ShopPast past;
    private final DealtTexts words;
    private final DealtTexts complaints;
    private final List<Happening> happenings = new ArrayList<>();

    private RegularOrders(ShopPast past) throws IOException {
        this.past = past;
        this.words = new DealtTexts(CsvText.rows(CsvText.resource("words.csv")), "occasion", "language");
        this.complaints = new DealtTexts(ComplaintWork.heard(), "language");
    }

    /**
     * Something that happens; its words are dealt when its turn comes, so that they stay the same whatever happens after it.
     *
     * @param about what makes its event the only one of its type
     */
    private record Happening(Instant at, String type, String about, Regular customer, Supplier<ObjectNode> data) {}

    /**
     * @param past with all that was drawn
     * @return what happens from the day on which the shop begins with Rapport, in its order, and before it the orders that are
     *     under way then
     */
    static List<Recording.Line> lines(ShopPast past) throws IOException {
        RegularOrders orders = new RegularOrders(past);
        past.newcomers().forEach(orders::addNewcomer);
        past.purchases().forEach(orders::add);
        new AccountDraw(past).happenings().forEach(orders::add);
        List<Recording.Line> lines = new ArrayList<>();
        orders.happenings.stream()
                .filter(one -> one.at().isBefore(past.until()))
                .sorted(Comparator.comparing(Happening::at).thenComparing(Happening::about))
                .forEach(one -> lines.add(line(
                        past.today(),
                        one.at(),
                        one.type(),
                        one.about(),
                        one.customer().id(),
                        one.customer().zone(),
                        one.data().get())));
        lines.addAll(new RecordedCustomers(Recording.load(), past.today()).parcels(past.until()));
        return lines;
    }

    /** @return an order, and its parcel, of which neither past nor recording knows */
    static List<Recording.Line> lines(ShopPast past, Purchase order) throws IOException {
        RegularOrders orders = new RegularOrders(past);
        orders.addParcel(order);
        return orders.happenings.stream()
                .filter(one -> one.at().isBefore(past.until()))
                .map(one -> line(
                        past.today(),
                        one.at(),
                        one.type(),
                        one.about(),
                        one.customer().id(),
                        one.customer().zone(),
                        one.data().get()))
                .toList();
    }

    /** @return an event of the shop as a line of its story */
    static Recording.Line line(
            Instant today, Instant at, String type, String about, String customerId, ZoneId zone, ObjectNode data) {
        ObjectNode event = JSON.createObjectNode()
                .put("specversion", "1.0")
                .put("id", about + "-" + type)
                .put("source", SOURCE)
                .put("type", type)
                .put("subject", "customer:" + customerId);
        event.set("data", data);
        return new Recording.Line(Duration.between(today, at), event, zone, true);
    }

    private void addNewcomer(Regular newcomer) {
        String about = "newcomer-" + newcomer.id();
        Instant at = newcomer.registeredAt();
        happenings.add(new Happening(at, "customer.registered", about, newcomer, () -> profile(newcomer)));
        friendOf(newcomer)
                .ifPresent(friend -> happenings.add(
                        new Happening(at.plusSeconds(2), "referral.used", about, newcomer, () -> JSON.createObjectNode()
                                .put("code", Recording.REFERRAL + friend))));
        if (newcomer.wantsOffers()) {
            happenings.add(
                    new Happening(at.plusSeconds(1), "consent.granted", about, newcomer, () -> consent(newcomer)));
        }
        if (newcomer.confirmedAt() != null) {
            happenings.add(new Happening(
                    newcomer.confirmedAt(), "customer.confirmed", about, newcomer, JSON::createObjectNode));
        }
    }

    /** Some come on the word of somebody who was content lately, and may have been asked to recommend the shop. */
    private Optional<String> friendOf(Regular newcomer) {
        Dice dice = AccountDraw.dice("friend", newcomer.id());
        if (!dice.chance(COMES_BY_A_FRIEND)) {
            return Optional.empty();
        }
        Instant at = newcomer.registeredAt();
        List<String> content = past.purchases().stream()
                .filter(order -> order.score() > CONTENT
                        && order.answeredAt().isBefore(at.minus(INVITED_AFTER))
                        && order.answeredAt().isAfter(at.minus(RECOMMENDS_WITHIN)))
                .map(order -> order.customer().id())
                .toList();
        return content.isEmpty() ? Optional.empty() : Optional.of(content.get(dice.below(content.size())));
    }

    private static ObjectNode profile(Regular newcomer) {
        ObjectNode data = AccountDraw.details(newcomer);
        newcomer.profile().forEach((field, value) -> {
            if (!field.equals("id") && !value.isEmpty()) {
                data.put(field, value);
            }
        });
        return data;
    }

    private static ObjectNode consent(Regular newcomer) {
        return JSON.createObjectNode()
                .put("channel", "email")
                .put("topic", DemoHistory.TOPIC)
                .put("source", DemoHistory.FORM)
                .put("wording", DemoHistory.wording(newcomer));
    }

    private void add(Purchase order) {
        boolean isOpen = !order.isInBooks(past.opened());
        if (isOpen) {
            addParcel(order);
        }
        if (order.returnedAt() != null && !order.returnedAt().isBefore(past.opened())) {
            add(order, order.returnedAt(), "order.returned", () -> reasoned("returned", order));
        }
        // who had their parcel before was asked by nobody
        if (isOpen && order.score() > 0) {
            add(order, order.answeredAt(), "survey.answered", () -> answered(order));
        }
        // the recording has complaints enough for its days
        if (order.deliveredAt() != null && order.deliveredAt().isAfter(past.today())) {
            complain(order);
        }
    }

    private void addParcel(Purchase order) {
        add(order, order.placedAt(), "order.placed", () -> placed(order));
        if (order.cancelledAt() != null) {
            add(order, order.cancelledAt(), "order.cancelled", () -> reasoned("cancelled", order));
        }
        // what had left before was announced by the earlier system
        if (order.shippedAt() != null && !order.shippedAt().isBefore(past.opened())) {
            add(order, order.shippedAt(), "order.shipped", () -> shipped(order));
            if (order.deliveredAt() != null && isLate(order)) {
                add(order, delayedAt(order), "order.delayed", () -> about(order.number())
                        .put("expectedOn", day(order, order.deliveredAt()).toString()));
            }
        }
        if (order.deliveredAt() != null) {
            add(order, order.deliveredAt(), "order.delivered", () -> about(order.number()));
        }
    }

    /** Whether the carrier comes a day later than it had said; it says so on the morning of that day. */
    private static boolean isLate(Purchase order) {
        LocalDate promised = day(order, order.deliveredAt()).minusDays(1);
        return AccountDraw.dice("late", order.number()).chance(COMES_LATE)
                && promised.getDayOfWeek() != DayOfWeek.SUNDAY
                && promised.isAfter(day(order, order.shippedAt()));
    }

    private static Instant delayedAt(Purchase order) {
        return day(order, order.deliveredAt())
                .minusDays(1)
                .atTime(8, AccountDraw.dice("delayed", order.number()).below(60))
                .atZone(order.customer().zone())
                .toInstant();
    }

    private static LocalDate day(Purchase order, Instant moment) {
        return LocalDate.ofInstant(moment, order.customer().zone());
    }

    /** What somebody does with their account. */
    private void add(AccountDraw.Happening one) {
        Supplier<ObjectNode> data = one.occasion() == null
                ? one::data
                : () -> one.data()
                        .put(
                                "details",
                                words.next(one.occasion(), one.customer().language())
                                        .get("text"));
        happenings.add(new Happening(one.at(), one.type(), one.about(), one.customer(), data));
    }

    private void add(Purchase order, Instant at, String type, Supplier<ObjectNode> data) {
        happenings.add(new Happening(at, type, "regular-" + order.number(), order.customer(), data));
    }

    private void complain(Purchase order) {
        // chance of its own: what else is drawn of the customer stays
        Dice dice = new Dice(new SplittableRandom(order.number().hashCode()));
        if (!dice.chance(COMPLAINS)) {
            return;
        }
        ZoneId zone = order.customer().zone();
        LocalDate day = LocalDate.ofInstant(order.deliveredAt(), zone).plusDays(1L + dice.below(4));
        String id = "C-" + order.number();
        add(order, dice.moment(day, zone), "complaint.opened", () -> complaint(id, order));
        boolean replies = dice.chance(REPLIES);
        boolean accepts = dice.chance(ACCEPTS);
        if (replies) {
            // staff have answered by then, and it is not closed in silence yet
            add(order, dice.moment(day.plusDays(6), zone), "complaint.answered", () -> JSON.createObjectNode()
                    .put("complaintId", id)
                    .put("accepted", accepts));
        }
    }

    private ObjectNode complaint(String id, Purchase order) {
        Map<String, String> said = complaints.next(order.customer().language());
        return JSON.createObjectNode()
                .put("complaintId", id)
                .put("text", said.get("text"))
                .put("channel", complainsBy(order))
                .put("orderId", order.number())
                .put("remedySought", said.get("remedySought"));
    }

    private static String complainsBy(Purchase order) {
        double u = AccountDraw.dice("complains-by", order.number()).uniform();
        return u < .4 ? "email" : u < .75 ? "web" : u < .9 ? "phone" : "social";
    }

    private ObjectNode reasoned(String occasion, Purchase order) {
        return about(order.number()).put("reason", words(occasion, order));
    }

    private String words(String occasion, Purchase order) {
        return words.next(occasion, order.customer().language()).get("text");
    }

    static ObjectNode about(String order) {
        return JSON.createObjectNode().put("orderId", order);
    }

    private static ObjectNode placed(Purchase order) {
        ObjectNode data = about(order.number())
                .put("currency", order.customer().currency())
                .put("total", order.total());
        ArrayNode items = data.putArray("items");
        for (Piece piece : order.pieces()) {
            items.addObject()
                    .put("sku", piece.sku())
                    .put("name", piece.name())
                    .put("quantity", piece.quantity())
                    .put("price", piece.price());
        }
        return data;
    }

    /** A day is named only if the parcel comes: nobody delivers after today, and each parcel would be chased soon after. */
    private static ObjectNode shipped(Purchase order) {
        boolean chinese = order.customer().language().equals("zh");
        ObjectNode data = about(order.number())
                .put("carrier", chinese ? "示例快递" : "Example Parcel")
                .put("tracking", "EP90" + order.number().replace("S-", ""));
        return order.deliveredAt() == null
                ? data
                : data.put(
                        "expectedOn",
                        day(order, order.deliveredAt())
                                .minusDays(isLate(order) ? 1 : 0)
                                .toString());
    }

    private ObjectNode answered(Purchase order) {
        ObjectNode data = JSON.createObjectNode()
                .put("surveyId", "$survey:order:" + order.number())
                .put("score", order.score());
        // one in two leaves it at the score
        if (order.score() >= CONTENT && order.answeredAt().getEpochSecond() % 2 == 0) {
            data.put("comment", words("content", order));
        } else if (order.score() <= NOT_CONTENT) {
            data.put("comment", words("not-content", order));
        }
        return data;
    }
}
