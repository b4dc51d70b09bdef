package io.rapport.loyalty;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.calendar.BusinessClock;
import io.rapport.loyalty.LoyaltyRules.Earning;
import io.rapport.loyalty.LoyaltyRules.EarningQuestion;
import io.rapport.loyalty.LoyaltyRules.ReferralReward;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@RapportTest
@DisplayName("The API for tills")
class LoyaltyApiTest {

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private ObjectMapper json;

    @Autowired
    private Shop shop;

    @Autowired
    private LoyaltyLedger ledger;

    @Autowired
    private Coupons coupons;

    @Autowired
    private LoyaltyRules rules;

    @Autowired
    private BusinessClock clock;

    private HttpResponse<String> send(String method, String path, String key, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("X-API-Key", "demo-key")
                .header("Content-Type", "application/json");
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private JsonNode read(HttpResponse<String> answer, int status) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return json.readTree(answer.body());
    }

    private String customer(int points) {
        String customer = shop.customer();
        ledger.bonus(customer, points, "gift:" + customer, 12);
        return customer;
    }

    @Test
    @DisplayName("holds, confirms and cancels points")
    void points() throws Exception {
        String customer = customer(100);
        String key = Journeys.newId("till");
        String hold = "{\"customerId\": \"%s\", \"points\": 60}".formatted(customer);
        JsonNode held = read(send("POST", "/api/loyalty/redemptions", key, hold), 201);
        assertThat(held.path("state").asText()).isEqualTo("held");
        String path = "/api/loyalty/redemptions/" + held.path("id").asText();
        assertThat(read(send("POST", "/api/loyalty/redemptions", key, hold), 200))
                .isEqualTo(held);
        assertThat(read(send("GET", path, null, null), 200)).isEqualTo(held);
        assertThat(read(send("POST", "/api/loyalty/redemptions", Journeys.newId("till"), hold), 409)
                        .path("detail")
                        .asText())
                .contains("can use 40 now");
        assertThat(read(send("POST", path + "/confirm", null, null), 400)
                        .path("detail")
                        .asText())
                .startsWith("orderId:");
        JsonNode confirmed = read(send("POST", path + "/confirm", null, "{\"orderId\": \"till-7\"}"), 200);
        assertThat(confirmed.path("state").asText()).isEqualTo("confirmed");
        assertThat(read(send("POST", path + "/cancel", null, null), 409)
                        .path("detail")
                        .asText())
                .contains("order.cancelled");
        assertThat(ledger.points(customer)).isEqualTo(40);
    }

    @ParameterizedTest(name = "{0} → {1} {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                             | 400 | customerId:",
                "{\"customerId\": \"a b\", \"points\": 1}       | 400 | customerId:",
                "{\"customerId\": \"nobody-9\", \"points\": 1}  | 404 | customerId:",
                "{\"customerId\": \"x\"}                        | 400 | points:",
                "{\"customerId\": \"x\", \"points\": 0}         | 400 | points:",
                "{\"customerId\": \"x\", \"points\": -5}        | 400 | points:",
                "{\"customerId\": \"x\", \"points\": 1, \"paid\": 1} | 400 | currency:",
                "{\"customerId\": \"x\", \"points\": 1, \"paid\": -1, \"currency\": \"EUR\"} | 400 | paid:",
                "{\"customerId\": \"x\", \"points\": 1, \"orderId\": \"\"} | 400 | orderId:",
                "{\"customerId\": \"x\", \"points\": 1, \"orderId\": 815} | 400 | orderId: send it as",
                "{\"customerId\": 42, \"points\": 1}                | 400 | customerId: send it as",
                "{\"customerId\": \"x\", \"points\": 1.5}       | 400 | points:",
                "{\"customerId\": \"x\", \"points\": \"100\"}   | 400 | points:",
                "{\"customerId\": \"x\", \"points\": 1, \"note\": \"\"} | 400 | note: there is no such field",
                "{\"customerId\": \"x\", \"points\": 10, \"points\": 20} | 400 | The body must be a JSON object",
                "{\"customerId\": \"x\", \"points\": 1} {}      | 400 | The body must be a JSON object",
                "{\"customerId\": \"x\", \"points\": 1, \"paid\": 5.123, \"currency\": \"EUR\"} | 400 | paid: EUR has at most 2",
                "{\"customerId\": \"x\", \"points\": 1, \"paid\": 5.5, \"currency\": \"JPY\"} | 400 | paid: JPY has at most 0",
                "{\"customerId\": \"x\", \"points\": 1, \"paid\": 5, \"currency\": \"XXX\"} | 400 | currency:",
                "{\"customerId\": \"x\", \"points\": 1, \"paid\": 5, \"currency\": \"DEM\"} | 400 | currency:",
                "not JSON                                       | 400 | The body must be a JSON object",
            })
    @DisplayName("says which field is wrong, and what to send")
    void wrong(String body, int status, String detail) throws Exception {
        assertThat(read(send("POST", "/api/loyalty/redemptions", "k", body), status)
                        .path("detail")
                        .asText())
                .startsWith(detail);
    }

    @Test
    @DisplayName("asks for a key with each hold, and for another one with another request")
    void keys() throws Exception {
        String customer = customer(100);
        String hold = "{\"customerId\": \"%s\", \"points\": 10}".formatted(customer);
        assertThat(read(send("POST", "/api/loyalty/redemptions", null, hold), 400)
                        .path("detail")
                        .asText())
                .startsWith("Idempotency-Key:");
        String key = Journeys.newId("till");
        read(send("POST", "/api/loyalty/redemptions", key, hold), 201);
        read(send("POST", "/api/loyalty/redemptions", key, hold.replace("10", "11")), 422);
        read(send("GET", "/api/loyalty/redemptions/nothing", null, null), 404);
        assertThat(ledger.points(customer)).isEqualTo(90);
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"shop\": \"webshop\"                    | stock: send it with shop",
                "\"stock\": 5                             | stock: send it with shop",
                "\"shop\": \"webshop\", \"stock\": 5      | shop: no shop of that name is set up",
            })
    @DisplayName("makes pools whose codes a shop confirms only for shops that are set up")
    void poolsOfShops(String fields, String detail) throws Exception {
        assertThat(read(
                                send(
                                        "PUT",
                                        "/api/coupon-pools/" + Journeys.newId("pool"),
                                        null,
                                        "{\"percent\": 15, \"validDays\": 14, %s}".formatted(fields)),
                                400)
                        .path("detail")
                        .asText())
                .startsWith(detail);
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"percent\": 15.5                                             | percent:",
                "\"amount\": 5.123, \"currency\": \"EUR\"                      | amount:",
                "\"amount\": 5.5, \"currency\": \"JPY\"                        | amount:",
                "\"amount\": 5, \"currency\": \"EUR\", \"minimum\": 10.001     | minimum:",
                "\"amount\": 5, \"currency\": \"DEM\"                          | currency:",
                "\"percent\": 15, \"skus\": [\"\"]                             | skus: send",
                "\"percent\": 15, \"skus\": [\"TTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTT\"] | skus: send",
                "\"percent\": 15, \"skus\": [\"T\\u0000\"]                 | skus: send",
                "\"percent\": 15, \"skus\": [815]                              | skus[0]: send it as",
                "\"percent\": 15, \"validDays\": 1.5                           | validDays:",
            })
    @DisplayName("refuses pools that could not be kept at a till")
    void poolsThatCannotBe(String fields, String detail) throws Exception {
        assertThat(read(
                                send(
                                        "PUT",
                                        "/api/coupon-pools/" + Journeys.newId("pool"),
                                        null,
                                        fields.contains("validDays")
                                                ? "{%s}".formatted(fields)
                                                : "{%s, \"validDays\": 14}".formatted(fields)),
                                400)
                        .path("detail")
                        .asText())
                .startsWith(detail);
    }

    @Test
    @DisplayName("takes no currency that has ended, wherever a till names one: no order can be placed in it")
    void endedCurrencies() throws Exception {
        String customer = customer(100);
        JsonNode held = read(
                send(
                        "POST",
                        "/api/loyalty/redemptions",
                        Journeys.newId("till"),
                        "{\"customerId\": \"%s\", \"points\": 60}".formatted(customer)),
                201);
        String confirm = "/api/loyalty/redemptions/" + held.path("id").asText() + "/confirm";
        String code = coupons.issue(customer, CouponTerms.percent(15, Duration.ofDays(3)))
                .code();
        String hold = "/api/coupons/" + code + "/redemptions";

        for (String field : List.of("paid", "total")) {
            String said = "{\"orderId\": \"till-8\", \"%s\": 5, \"currency\": \"DEM\"}".formatted(field);
            String path = field.equals("paid") ? confirm : hold;
            assertThat(read(send("POST", path, Journeys.newId("till"), said), 400)
                            .path("detail")
                            .asText())
                    .startsWith("currency: send it with " + field);
            read(
                    send("POST", path, Journeys.newId("till"), said.replace("DEM", "EUR")),
                    field.equals("paid") ? 200 : 201);
        }
    }

    @Test
    @DisplayName("refuses codes that have ended, and such as are soon found by trying")
    void over() throws Exception {
        String pool = "/api/coupon-pools/" + Journeys.newId("pool");
        read(send("PUT", pool, null, "{\"percent\": 15, \"validDays\": 14}"), 200);
        String over = "{\"codes\": [\"OVER-10\"], \"expiresAt\": \"2020-01-01T00:00:00Z\"}";
        assertThat(read(send("POST", pool + "/codes", null, over), 400)
                        .path("detail")
                        .asText())
                .startsWith("expiresAt:");
        for (String wrong :
                List.of("+999999999-12-31T00:00:00Z", "2047-12-31T00:00:00Z", "2037-01-01", "2037-02-30T00:00:00Z")) {
            String never = "{\"codes\": [\"NEVER-1\"], \"expiresAt\": \"" + wrong + "\"}";
            assertThat(read(send("POST", pool + "/codes", null, never), 400)
                            .path("detail")
                            .asText())
                    .startsWith("expiresAt: send ")
                    .contains("2037-01-01T00:00:00Z");
        }
        for (String number : List.of("2114380800", "2114380800000", "\"2114380800\"", "2114380800.5")) {
            String epoch = "{\"codes\": [\"NEVER-1\"], \"expiresAt\": " + number + "}";
            assertThat(read(send("POST", pool + "/codes", null, epoch), 400)
                            .path("detail")
                            .asText())
                    .isEqualTo("expiresAt: send a moment that there is, with its zone, in quotes, such as"
                            + " \"2037-01-01T00:00:00Z\".");
        }
        String hyphens = "{\"codes\": [\"A-------1\"], \"expiresAt\": \"2040-01-01T00:00:00Z\"}";
        assertThat(read(send("POST", pool + "/codes", null, hyphens), 400)
                        .path("detail")
                        .asText())
                .startsWith("codes: number 1");
        assertThat(read(send("POST", pool + "-not/codes", null, hyphens), 404)
                        .path("detail")
                        .asText())
                .endsWith("Make it by PUT " + pool + "-not.");
        String guessed = "{\"codes\": [\"SAVE5\"], \"expiresAt\": \"2040-01-01T00:00:00Z\"}";
        assertThat(read(send("POST", pool + "/codes", null, guessed), 400)
                        .path("detail")
                        .asText())
                .startsWith("codes: number 1");
    }

    @Test
    @DisplayName("refuses codes that another pool has, and says which of the list")
    void anothersCode() throws Exception {
        String code = Journeys.newId("CODE");
        for (String pool : List.of(code.toLowerCase(Locale.ROOT) + "-a", code.toLowerCase(Locale.ROOT) + "-b")) {
            read(send("PUT", "/api/coupon-pools/" + pool, null, "{\"percent\": 15, \"validDays\": 14}"), 200);
        }
        String one = "/api/coupon-pools/" + code.toLowerCase(Locale.ROOT) + "-a";
        String other = "/api/coupon-pools/" + code.toLowerCase(Locale.ROOT) + "-b";
        String codes = "{\"codes\": [\"%s\", \"%s\"], \"expiresAt\": \"2040-01-01T00:00:00Z\"}";
        read(send("POST", one + "/codes", null, codes.formatted(code + "-1", code + "-2")), 200);

        assertThat(read(send("POST", other + "/codes", null, codes.formatted(code + "-3", code + "-1")), 400)
                        .path("detail")
                        .asText())
                .startsWith("codes: number 2 of the list belongs to another pool");
        assertThat(read(send("GET", other, null, null), 200).path("free").asInt())
                .isZero();
    }

    @Test
    @DisplayName("checks, holds, confirms and cancels coupons")
    void coupons() throws Exception {
        String customer = shop.customer();
        String code = coupons.issue(customer, CouponTerms.percent(15, Duration.ofDays(3)))
                .code();
        JsonNode checked = read(send("GET", "/api/coupons/" + code.toLowerCase(Locale.ROOT), null, null), 200);
        assertThat(checked.path("state").asText()).isEqualTo("issued");
        assertThat(checked.path("percent").asInt()).isEqualTo(15);
        assertThat(checked.path("customerId").asText()).isEqualTo(customer);
        String path = "/api/coupons/" + code + "/redemptions";
        String key = Journeys.newId("till");
        JsonNode held = read(send("POST", path, key, "{\"orderId\": \"till-8\"}"), 201);
        assertThat(held.path("coupon").path("state").asText()).isEqualTo("held");
        read(send("POST", path, key, "{\"orderId\": \"till-8\"}"), 200);
        read(send("POST", path, Journeys.newId("till"), "{}"), 409);
        String id = held.path("id").asText();
        read(send("POST", path + "/" + id + "/cancel", null, null), 200);
        String again = read(send("POST", path, Journeys.newId("till"), "{}"), 201)
                .path("id")
                .asText();
        String confirm = path + "/" + again + "/confirm";
        read(send("POST", confirm, null, null), 200);
        assertThat(read(send("POST", confirm, null, "{\"orderId\": \"till-9\"}"), 200)
                        .path("orderId")
                        .asText())
                .isEqualTo("till-9");
        read(send("POST", confirm, null, "{\"orderId\": \"till-9\"}"), 200);
        assertThat(read(send("POST", confirm, null, "{\"orderId\": \"till-10\"}"), 409)
                        .path("detail")
                        .asText())
                .startsWith("orderId: the redemption was confirmed for another order");
        assertThat(read(send("GET", "/api/coupons/" + code, null, null), 200)
                        .path("state")
                        .asText())
                .isEqualTo("used");
    }

    @ParameterizedTest(name = "''{0}''")
    @ValueSource(strings = {"10%OFF", "SPRING/20", "A;B", "A\\\\B", "[1]", "\\u0000", "\\tNOTHERE", "", "../checks"})
    @DisplayName("takes any text that a customer types for a code, and says that there is no such one")
    void anyText(String typed) throws Exception {
        String body = "{\"code\": \"" + typed + "\"}";
        assertThat(read(send("POST", "/api/coupons/checks", null, body), 404)
                        .path("detail")
                        .asText())
                .startsWith("There is no such coupon.");
        assertThat(read(send("POST", "/api/loyalty/referrals/checks", null, body), 200)
                        .path("valid")
                        .asBoolean())
                .isFalse();
    }

    @Test
    @DisplayName("says where a path cannot hold what was typed how to send it, and finds a code by it as typed")
    void typedCodes() throws Exception {
        assertThat(read(send("GET", "/api/coupons/10%25OFF", null, null), 400)
                        .path("detail")
                        .asText())
                .contains("POST /api/coupons/checks");
        read(send("POST", "/api/coupons/checks", null, "{}"), 400);
        String code = coupons.issue(shop.customer(), CouponTerms.percent(15, Duration.ofDays(3)))
                .code();
        JsonNode checked =
                read(send("POST", "/api/coupons/checks", null, "{\"code\": \"\\u00a0\\t" + code + "\\ufeff\"}"), 200);
        assertThat(checked.path("code").asText()).isEqualTo(code);
        assertThat(read(send("GET", "/api/coupons/%C2%A0" + code, null, null), 200))
                .isEqualTo(checked);
        String path = "/api/coupons/" + code + "/redemptions";
        read(send("POST", path, Journeys.newId("till"), "{}"), 201);
        assertThat(read(send("POST", path, Journeys.newId("till"), "{}"), 409)
                        .path("type")
                        .asText())
                .endsWith(":held");
    }

    @Test
    @DisplayName("counts no wrong code where a coupon is another customer's, and says that it is")
    void anothersCoupon() throws Exception {
        String code = coupons.issue(shop.customer(), CouponTerms.percent(15, Duration.ofDays(3)))
                .code();
        String shopper = Journeys.newId("session");
        String another = "{\"customerId\": \"" + shop.customer() + "\"}";
        for (int i = 0; i <= CodeGuesses.MOST_OF_A_SHOPPER; i++) {
            HttpResponse<String> answer = send(
                    "POST",
                    "/api/coupons/" + code + "/redemptions",
                    Journeys.newId("till"),
                    another,
                    "Coupon-Shopper",
                    shopper);
            assertThat(read(answer, 409).path("detail").asText())
                    .startsWith("customerId: the coupon is another customer's");
        }
    }

    @Test
    @DisplayName("names the largest amount where one is larger")
    void tooLarge() throws Exception {
        String customer = customer(100);
        String paid =
                "{\"customerId\": \"%s\", \"points\": 60, \"paid\": 1e12, \"currency\": \"EUR\"}".formatted(customer);
        assertThat(read(send("POST", "/api/loyalty/redemptions", Journeys.newId("till"), paid), 400)
                        .path("detail")
                        .asText())
                .startsWith("paid: send an amount from 0 to 1000000000 ");
        String pool = "{\"amount\": 1e30, \"currency\": \"EUR\", \"validDays\": 14}";
        assertThat(read(send("PUT", "/api/coupon-pools/" + Journeys.newId("pool"), null, pool), 400)
                        .path("detail")
                        .asText())
                .startsWith("amount: send an amount above 0, at most 1000000000,");
    }

    @Test
    @DisplayName("answers a shopper who tries codes no more after a while, and all others still")
    void guesses() throws Exception {
        String shopper = Journeys.newId("session");
        for (int i = 0; i < CodeGuesses.MOST_OF_A_SHOPPER; i++) {
            read(send("GET", "/api/coupons/GUESS" + i, null, null, "Coupon-Shopper", shopper), 404);
        }
        HttpResponse<String> refused = send("GET", "/api/coupons/GUESS", null, null, "Coupon-Shopper", shopper);
        read(refused, 429);
        assertThat(refused.headers().firstValue("Retry-After"))
                .hasValueSatisfying(
                        seconds -> assertThat(Integer.parseInt(seconds)).isBetween(300, 600));
        read(send("GET", "/api/coupons/GUESS", null, null, "Coupon-Shopper", Journeys.newId("session")), 404);
        clock.moveBy(CodeGuesses.WHILE.multipliedBy(2));
        try {
            read(send("GET", "/api/coupons/GUESS", null, null, "Coupon-Shopper", shopper), 429);
        } finally {
            clock.moveBy(Duration.ZERO);
        }
    }

    @Test
    @DisplayName("gives a customer a referral code, and says of a code whether it is one, and not whose")
    void referralCodes() throws Exception {
        String customer = shop.customer();
        String path = "/api/loyalty/customers/" + customer + "/referral-code";
        String code = read(send("PUT", path, null, null), 200).path("code").asText();
        assertThat(read(send("PUT", path, null, null), 200).path("code").asText())
                .isEqualTo(code);
        String checked = "/api/loyalty/referrals/" + code.toLowerCase(Locale.ROOT);
        assertThat(read(send("GET", checked, null, null), 200)).isEqualTo(json.readTree("{\"valid\": true}"));
        String shopper = Journeys.newId("session");
        for (int i = 0; i < CodeGuesses.MOST_OF_A_SHOPPER; i++) {
            assertThat(read(send("GET", "/api/loyalty/referrals/NONE" + i, null, null, "Coupon-Shopper", shopper), 200)
                            .path("valid")
                            .asBoolean())
                    .isFalse();
        }
        read(send("GET", checked, null, null, "Coupon-Shopper", shopper), 429);
        assertThat(read(send("PUT", "/api/loyalty/customers/nobody-9/referral-code", null, null), 404)
                        .path("detail")
                        .asText())
                .startsWith("id:");
        read(send("PUT", "/api/loyalty/customers/a%20b/referral-code", null, null), 400);
    }

    @ParameterizedTest(name = "{0}, {1} friends before, an order of {2}: {3} and {4}")
    @CsvSource({
        "bronze, 0, 40, 200, 100",
        "'', 9, 40, 200, 100",
        "gold, 0, 40, 300, 150",
        "platinum, 10, 40, 0, 100",
        "gold, 0, 14.99, 50, 50",
    })
    @DisplayName("rewards recommendations by the table that comes with the product")
    void referralReward(String level, int rewarded, BigDecimal value, int points, int friendPoints) {
        assertThat(rules.referralReward(level, rewarded, value))
                .isEqualTo(new ReferralReward(points, friendPoints, 24));
    }

    @ParameterizedTest(name = "{0} {1} of {2}: {3} a unit")
    @CsvSource({
        "article, TEA-1, bronze, 1, 24",
        "article, TEA-1, '', 1, 24",
        "article, TEA-1, gold, 1.25, 24",
        "article, TEA-1, platinum, 1.5, 24",
        "article, GIFT-50, platinum, 0,",
        "shipping, '', gold, 0,",
    })
    @DisplayName("earning follows the table that comes with the product")
    void earning(String what, String sku, String level, BigDecimal points, Integer months) {
        Earning earning = rules.earning(new EarningQuestion(what, sku, level, LocalDate.of(2026, 3, 3)));
        assertThat(earning.points()).isEqualByComparingTo(points);
        assertThat(earning.months()).isEqualTo(months);
    }

    @ParameterizedTest(name = "{0} points, {1} → {2}")
    @CsvSource({
        "0, 0, bronze",
        "499, 499.99, bronze",
        "500, 0, silver",
        "0, 500, silver",
        "2000, 0, gold",
        "10, 5000, platinum"
    })
    @DisplayName("and so do levels")
    void levels(int points, BigDecimal value, String level) {
        assertThat(rules.level(points, value).name()).isEqualTo(level);
    }
}
