package io.rapport.app.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.app.demo.Assortment.Piece;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** What the shop sends about its customers of before once it has begun with Rapport: they go on ordering as they did. */
final class RegularOrders {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SOURCE = "https://shop.example.com/demo";

    private static final int CONTENT = 4;
    private static final int NOT_CONTENT = 2;

    private final ShopPast past;
    private final Instant start;
    private final DealtTexts words;
    private final List<Recording.Line> lines = new ArrayList<>();

    private RegularOrders(ShopPast past, Instant start, DealtTexts words) {
        this.past = past;
        this.start = start;
        this.words = words;
    }

    /**
     * @param past with all that was drawn
     * @param start the moment from which the recording counts back
     * @return what happens from the day on which the shop begins with Rapport, and before it the orders that are under way then
     */
    static List<Recording.Line> lines(ShopPast past, Instant start) throws IOException {
        DealtTexts words = new DealtTexts(CsvText.rows(CsvText.resource("words.csv")), "occasion", "language");
        RegularOrders orders = new RegularOrders(past, start, words);
        past.purchases().forEach(orders::add);
        return orders.lines;
    }

    private void add(Purchase order) {
        boolean isOpen = !order.isInBooks(past.opened());
        if (isOpen) {
            add(order, order.placedAt(), "order.placed", placed(order));
        }
        if (isOpen && order.cancelledAt() != null) {
            add(order, order.cancelledAt(), "order.cancelled", about(order).put("reason", words("cancelled", order)));
        }
        // what had left before was announced by the earlier system
        if (isOpen && order.shippedAt() != null && !order.shippedAt().isBefore(past.opened())) {
            add(order, order.shippedAt(), "order.shipped", shipped(order));
        }
        if (isOpen && order.deliveredAt() != null) {
            add(order, order.deliveredAt(), "order.delivered", about(order));
        }
        if (order.returnedAt() != null && !order.returnedAt().isBefore(past.opened())) {
            add(order, order.returnedAt(), "order.returned", about(order).put("reason", words("returned", order)));
        }
        // who had their parcel before was asked by nobody
        if (isOpen && order.score() > 0) {
            add(order, order.answeredAt(), "survey.answered", answered(order));
        }
    }

    private String words(String occasion, Purchase order) {
        return words.next(occasion, order.customer().language()).get("text");
    }

    private void add(Purchase order, Instant at, String type, ObjectNode data) {
        ObjectNode event = JSON.createObjectNode()
                .put("specversion", "1.0")
                .put("id", "regular-" + order.number() + "-" + type)
                .put("source", SOURCE)
                .put("type", type)
                .put("subject", "customer:" + order.customer().id());
        event.set("data", data);
        lines.add(new Recording.Line(
                Duration.between(start, at), event, order.customer().zone(), true));
    }

    private static ObjectNode about(Purchase order) {
        return JSON.createObjectNode().put("orderId", order.number());
    }

    private static ObjectNode placed(Purchase order) {
        ObjectNode data =
                about(order).put("currency", order.customer().currency()).put("total", order.total());
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
        ObjectNode data = about(order)
                .put("carrier", chinese ? "示例快递" : "Example Parcel")
                .put("tracking", order.number().replace("S-", "EP90"));
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
