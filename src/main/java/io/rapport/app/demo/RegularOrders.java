package io.rapport.app.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.app.demo.Assortment.Piece;
import io.rapport.app.demo.ShopPast.Purchase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the shop sends about its customers of before once it has begun with Rapport: they go on ordering as they did. */
final class RegularOrders {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SOURCE = "https://shop.example.com/demo";

    /** Why something came back, by language. */
    private static final Map<String, String> REASONS = Map.of(
            "en", "Ordered twice by mistake",
            "de", "Versehentlich doppelt bestellt",
            "fr", "Commandé deux fois par erreur",
            "zh", "下错单，重复购买");

    /** What content customers write, by language. */
    private static final Map<String, String> PRAISE = Map.of(
            "en", "Quick as ever, and the tea is fresh.",
            "de", "Schnell da und frisch wie immer.",
            "fr", "Livraison rapide, thé toujours aussi bon.",
            "zh", "发货快，茶叶一如既往地新鲜。");

    /** What those write who are not. */
    private static final Map<String, String> BLAME = Map.of(
            "en", "The tin had a dent, and the parcel took more than a week.",
            "de", "Die Dose war verbeult, und das Paket brauchte über eine Woche.",
            "fr", "La boîte était cabossée et le colis a mis plus d'une semaine.",
            "zh", "茶罐压瘪了，快递也等了一个多星期。");

    private static final int CONTENT = 4;
    private static final int NOT_CONTENT = 2;

    private RegularOrders() {}

    /**
     * @param past with all that was drawn
     * @param start the moment from which the recording counts back
     * @return what happens from the day on which the shop begins with Rapport
     */
    static List<Recording.Line> lines(ShopPast past, Instant start) {
        List<Recording.Line> lines = new ArrayList<>();
        for (Purchase order : past.purchases()) {
            add(lines, past, start, order, order.placedAt(), "placed", placed(order));
            add(lines, past, start, order, order.deliveredAt(), "delivered", about(order));
            add(
                    lines,
                    past,
                    start,
                    order,
                    order.returnedAt(),
                    "returned",
                    about(order).put("reason", REASONS.get(order.customer().language())));
            if (order.score() > 0 && !order.placedAt().isBefore(past.opened())) {
                lines.add(line(start, order, order.answeredAt(), "survey.answered", answered(order)));
            }
        }
        return lines;
    }

    private static void add(
            List<Recording.Line> lines,
            ShopPast past,
            Instant start,
            Purchase order,
            Instant at,
            String what,
            ObjectNode data) {
        if (at != null && !at.isBefore(past.opened())) {
            lines.add(line(start, order, at, "order." + what, data));
        }
    }

    private static Recording.Line line(Instant start, Purchase order, Instant at, String type, ObjectNode data) {
        ObjectNode event = JSON.createObjectNode()
                .put("specversion", "1.0")
                .put("id", "regular-" + order.number() + "-" + type)
                .put("source", SOURCE)
                .put("type", type)
                .put("subject", "customer:" + order.customer().id());
        event.set("data", data);
        return new Recording.Line(
                Duration.between(start, at), event, order.customer().zone(), true);
    }

    private static ObjectNode about(Purchase order) {
        return JSON.createObjectNode().put("orderId", order.number());
    }

    private static ObjectNode placed(Purchase order) {
        ObjectNode data = about(order).put("currency", order.currency()).put("total", order.total());
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

    private static ObjectNode answered(Purchase order) {
        ObjectNode data = JSON.createObjectNode()
                .put("surveyId", "$survey:order:" + order.number())
                .put("score", order.score());
        String language = order.customer().language();
        // one in two leaves it at the score
        if (order.score() >= CONTENT && order.answeredAt().getEpochSecond() % 2 == 0) {
            data.put("comment", PRAISE.get(language));
        } else if (order.score() <= NOT_CONTENT) {
            data.put("comment", BLAME.get(language));
        }
        return data;
    }
}
