package io.rapport.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.loyalty.Coupon;
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
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;

/** The demo shop's checkout, where some customers pay with points, and most use the coupon that they have. */
final class Till {

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
    /** Of so many who have a coupon one forgets it. */
    private static final int FORGETS = 5;

    private final URI redemptions;
    private final URI coupons;
    private final String key;

    /**
     * @param server such as {@code http://localhost:8080}
     * @param key an API key of this server
     */
    Till(URI server, String key) {
        this.redemptions = server.resolve("/api/loyalty/redemptions");
        this.coupons = server.resolve("/api/coupons/");
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

    /**
     * Holds the newest of a customer's coupons for an order, unless it is over, or another order's, or the customer forgets it.
     *
     * @param order the event {@code order.placed} as it would be sent without a coupon
     * @param at when it is placed
     * @param coupons of the customer, the newest first
     * @return the order less the discount, with what {@link #confirm} takes; empty if none is used. Once more is the same
     */
    Optional<Discounted> useCoupon(ObjectNode order, Instant at, List<Coupon> coupons)
            throws IOException, InterruptedException {
        ObjectNode data = (ObjectNode) order.path("data");
        String number = data.path("orderId").asText();
        Optional<Coupon> newest = coupons.stream()
                .filter(coupon ->
                        coupon.issuedAt().isBefore(at) && coupon.expiresAt().isAfter(at))
                .filter(coupon -> coupon.percent() != null)
                .findFirst();
        if (newest.isEmpty() || Math.floorMod(number.hashCode(), FORGETS) == 0) {
            return Optional.empty();
        }
        ObjectNode hold = JSON.createObjectNode()
                .put("orderId", number)
                .put("customerId", newest.get().customerId())
                .put("total", data.path("total").decimalValue())
                .put("currency", data.path("currency").asText());
        ArrayNode skus = hold.putArray("skus");
        data.path("items").forEach(item -> skus.add(item.path("sku").asText()));
        URI uses = coupons(newest.get().code());
        HttpResponse<String> held = post(uses, "checkout-" + number, hold.toString());
        if (held.statusCode() / 100 != 2) {
            return Optional.empty();
        }
        String id = JSON.readTree(held.body()).path("id").asText();
        return Optional.of(
                new Discounted(discounted(order, newest.get().percent()), URI.create(uses + "/" + id + "/confirm")));
    }

    /**
     * Places an order, with a coupon where the customer uses one.
     *
     * @param order the event {@code order.placed} without a coupon
     * @param at when it is placed
     * @param coupons of the customer, the newest first
     * @param sender takes the order
     */
    void place(ObjectNode order, Instant at, List<Coupon> coupons, EventSender sender)
            throws IOException, InterruptedException {
        Optional<Discounted> discounted = useCoupon(order, at, coupons);
        sender.send(discounted.map(Discounted::order).orElse(order));
        if (discounted.isPresent()) {
            confirm(discounted.get());
        }
    }

    /**
     * An order with a coupon.
     *
     * @param order the event {@code order.placed}
     * @param confirmation where the use of the coupon is confirmed once the order is placed
     */
    record Discounted(ObjectNode order, URI confirmation) {}

    /** The order is placed: the coupon is used. Once more changes nothing. */
    void confirm(Discounted order) throws IOException, InterruptedException {
        post(order.confirmation(), null, "{}");
    }

    /** @return the order with so many percent off what its lines come to, in the smallest unit of its currency */
    static ObjectNode discounted(ObjectNode order, int percent) {
        ObjectNode discounted = order.deepCopy();
        ObjectNode data = (ObjectNode) discounted.path("data");
        BigDecimal goods = BigDecimal.ZERO;
        for (JsonNode item : data.path("items")) {
            goods = goods.add(item.path("price")
                    .decimalValue()
                    .multiply(item.path("quantity").decimalValue()));
        }
        int decimals = Currency.getInstance(data.path("currency").asText()).getDefaultFractionDigits();
        BigDecimal off =
                goods.multiply(BigDecimal.valueOf(percent)).movePointLeft(2).setScale(decimals, RoundingMode.DOWN);
        data.put("discount", data.path("discount").decimalValue().add(off));
        data.put("total", data.path("total").decimalValue().subtract(off));
        return discounted;
    }

    private URI coupons(String code) {
        return coupons.resolve(code + "/redemptions");
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
