package io.rapport.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
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

    /** What is used at once, and what the shop gives for it. */
    private static final int POINTS = 100;

    private static final BigDecimal EUROS = new BigDecimal("3.00");

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

    /** A part of an order is paid with points, where the customer has them; once more changes nothing. */
    void pay(String customerId, String order) throws IOException, InterruptedException {
        ObjectNode hold = JSON.createObjectNode()
                .put("customerId", customerId)
                .put("points", POINTS)
                .put("orderId", order)
                .put("paid", EUROS)
                .put("currency", "EUR");
        HttpResponse<String> held = post(redemptions, "checkout-" + order, hold.toString());
        if (held.statusCode() / 100 == 2) {
            JsonNode redemption = JSON.readTree(held.body());
            post(URI.create(redemptions + "/" + redemption.path("id").asText() + "/confirm"), null, "{}");
        }
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
