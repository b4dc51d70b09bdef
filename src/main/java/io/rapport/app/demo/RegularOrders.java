package io.rapport.app.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.app.demo.Assortment.Piece;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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
        if (newcomer.wantsOffers()) {
            happenings.add(
                    new Happening(at.plusSeconds(1), "consent.granted", about, newcomer, () -> consent(newcomer)));
        }
        if (newcomer.confirmedAt() != null) {
            happenings.add(new Happening(
                    newcomer.confirmedAt(), "customer.confirmed", about, newcomer, JSON::createObjectNode));
        }
    }

    private static ObjectNode profile(Regular newcomer) {
        ObjectNode data = JSON.createObjectNode();
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
                .put("source", DemoHistory.form(newcomer))
                .put("wording", DemoHistory.wording(newcomer));
    }

    private void add(Purchase order) {
        boolean isOpen = !order.isInBooks(past.opened());
        if (isOpen) {
            add(order, order.placedAt(), "order.placed", () -> placed(order));
        }
        if (isOpen && order.cancelledAt() != null) {
            add(order, order.cancelledAt(), "order.cancelled", () -> reasoned("cancelled", order));
        }
        // what had left before was announced by the earlier system
        if (isOpen && order.shippedAt() != null && !order.shippedAt().isBefore(past.opened())) {
            add(order, order.shippedAt(), "order.shipped", () -> shipped(order));
        }
        if (isOpen && order.deliveredAt() != null) {
            add(order, order.deliveredAt(), "order.delivered", () -> about(order.number()));
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
                .put("channel", "email")
                .put("orderId", order.number())
                .put("remedySought", said.get("remedySought"));
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
                        LocalDate.ofInstant(
                                        order.deliveredAt(), order.customer().zone())
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
