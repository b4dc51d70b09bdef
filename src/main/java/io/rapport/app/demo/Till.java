package io.rapport.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The demo shop's checkout, where some customers pay with points. */
final class PointsTill {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Points are used by so many, up to so often for an order, and this is what the shop gives for them each time. */
    private static final int POINTS = 100;

    private static final int MOST = 5;
    private static final BigDecimal EUROS = new BigDecimal("3.00");

    /** An order costs so much for each hundred points that are used for it: at most half of it is paid with them. */
    private static final BigDecimal FOR_EACH = new BigDecimal("6.00");

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final URI redemptions;
    private final String key;

    /**
     * @param server such as {@code http://localhost:8080}
     * @param key an API key of this server
     */
    PointsTill(URI server, String key) {
        this.redemptions = server.resolve("/api/loyalty/redemptions");
        this.key = key;
    }

    /**
     * A part of an order is paid with points, where the customer has them; once more changes nothing.
     *
     * @param balance the points that the customer has
     */
    void pay(Purchase order, int balance) throws IOException, InterruptedException {
        int hundreds = hundreds(order, balance);
        if (hundreds == 0) {
            return;
        }
        ObjectNode hold = JSON.createObjectNode()
                .put("customerId", order.customer().id())
                .put("points", hundreds * POINTS)
                .put("orderId", order.number())
                .put("paid", EUROS.multiply(BigDecimal.valueOf(hundreds)))
                .put("currency", "EUR");
        HttpResponse<String> held = post(redemptions, "checkout-" + order.number(), hold.toString());
        if (held.statusCode() / 100 == 2) {
            JsonNode redemption = JSON.readTree(held.body());
            post(URI.create(redemptions + "/" + redemption.path("id").asText() + "/confirm"), null, "{}");
        }
    }

    /** @return how many hundred points are used: some save theirs, others use what they have, up to half of the order; 0: none */
    static int hundreds(Purchase order, int balance) {
        int worth = order.total().divide(FOR_EACH, RoundingMode.DOWN).intValue();
        int most = Math.min(MOST, Math.min(balance / POINTS, worth));
        return most < 1 ? 0 : 1 + Math.floorMod(order.number().hashCode(), most);
    }

    private HttpResponse<String> post(URI address, String once, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        if (once != null) {
            request.header("Idempotency-Key", once);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
