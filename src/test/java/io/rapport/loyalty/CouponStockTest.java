package io.rapport.loyalty;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rapport.channel.TestChannels;
import io.rapport.testing.RegisterFixture;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A pool whose codes the shop confirms")
class CouponStockTest {

    private static final String SHOP = "webshop";
    private static final Duration HOUR = Duration.ofHours(1);

    @RegisterExtension
    static final RegisterFixture registers = new RegisterFixture();

    @RegisterExtension
    static final WireMockExtension CHECKOUT = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    private final ObjectMapper json = new ObjectMapper();
    private final CouponPools pools = registers.get(CouponPools.class);
    private final Coupons coupons = registers.get(Coupons.class);
    private final CouponStock stock = registers.get(CouponStock.class);
    private String customer;
    private String pool;

    @BeforeEach
    void aShop() {
        registers.confirmCouponsBy(TestChannels.couponShop(SHOP, URI.create(CHECKOUT.baseUrl() + "/coupons")));
        answers(204);
        customer = registers.customer();
        pool = registers.newId("pool");
    }

    @AfterEach
    void noMorePools() {
        registers.jdbc().sql("delete from rapport.coupon_request").update();
        registers.jdbc().sql("delete from rapport.coupon_pool_code").update();
        registers
                .jdbc()
                .sql("update rapport.coupon_pool set fault = null, stock = 0 where shop is not null")
                .update();
    }

    private static void answers(int status) {
        answers(aResponse().withStatus(status));
    }

    private static void answers(ResponseDefinitionBuilder answer) {
        CHECKOUT.stubFor(any(anyUrl()).willReturn(answer));
    }

    private void define(int codes) {
        pools.define(pool, CouponTerms.percent(15, Duration.ofDays(21)), 1, new CouponPool.Stock(SHOP, codes));
    }

    /** What the worker does, until there is nothing to do now. */
    private void run() {
        stock.plan();
        while (stock.askNext()) {
            // on with the next
        }
    }

    private void pass(Duration time) {
        registers.clock().moveTo(registers.clock().instant().plus(time));
    }

    private CouponPool found() {
        return pools.find(pool).orElseThrow();
    }

    private static List<LoggedRequest> asked() {
        return CHECKOUT.findAll(postRequestedFor(urlEqualTo("/coupons")));
    }

    private JsonNode body(LoggedRequest request) {
        try {
            return json.readTree(request.getBody());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String codeOf(LoggedRequest request) {
        return body(request).path("data").path("code").asText();
    }

    @Test
    @DisplayName("has a code that a journey may take only when the shop has taken it")
    void confirmedBefore() {
        define(2);
        assertThat(found().free()).isZero();
        assertThatThrownBy(() -> pools.take(customer, pool))
                .isInstanceOf(CouponPools.PoolEmpty.class)
                .hasMessageContaining("the shop 'webshop' must confirm more");
        stock.plan();
        assertThat(found().free()).as("asked for, not confirmed").isZero();
        run();
        assertThat(found().free()).isEqualTo(2);
        Coupon coupon = pools.take(customer, pool);
        assertThat(asked()).extracting(this::codeOf).contains(coupon.code());
        assertThat(coupon.percent()).isEqualTo(15);
        assertThat(coupon.expiresAt()).isEqualTo("2026-03-25T00:00:00Z");
        assertThat(coupons.find(coupon.code())).contains(coupon);
        run();
        assertThat(found().free()).as("what was taken is replaced").isEqualTo(2);
        assertThat(asked()).hasSize(3);
    }

    @Test
    @DisplayName("asks with what the code gives and until when, signed, and names no customer")
    void request() {
        pools.define(
                pool,
                new CouponTerms(
                        null,
                        new BigDecimal("10.00"),
                        "EUR",
                        new BigDecimal("40"),
                        List.of("TEA-DAR-250"),
                        Duration.ofDays(21)),
                1,
                new CouponPool.Stock(SHOP, 1));
        run();
        LoggedRequest request = asked().get(0);
        String id = request.getHeader("webhook-id");
        assertThat(request.getHeader("Idempotency-Key")).isEqualTo(id);
        assertThat(TestChannels.isSigned(
                        id,
                        request.getHeader("webhook-timestamp"),
                        request.getHeader("webhook-signature"),
                        request.getBody()))
                .isTrue();
        JsonNode body = body(request);
        assertThat(body.path("type").asText()).isEqualTo("coupon.requested");
        JsonNode data = body.path("data");
        assertThat(data.path("code").asText()).matches("[A-HJ-NP-Z2-9]{10}");
        assertThat(data.path("pool").asText()).isEqualTo(pool);
        assertThat(data.path("percent").isNull()).isTrue();
        assertThat(data.path("amount").decimalValue()).isEqualByComparingTo("10");
        assertThat(data.path("minimum").decimalValue()).isEqualByComparingTo("40");
        assertThat(data.path("currency").asText()).isEqualTo("EUR");
        assertThat(data.path("skus")).extracting(JsonNode::asText).containsExactly("TEA-DAR-250");
        assertThat(data.path("uses").asInt()).isEqualTo(1);
        assertThat(data.path("expiresAt").asText()).isEqualTo("2026-05-23T12:00:00Z");
        assertThat(body.toString()).doesNotContain("customer");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 429, 408, 302, 401, 404})
    @DisplayName("asks once more under the same id, with the same code, when the shop's answer is not about the code")
    void unclear(int status) {
        answers(status);
        define(1);
        run();
        run();
        assertThat(asked()).as("not at once").hasSize(1);
        assertThat(found().free()).isZero();
        assertThat(found().fault()).isEqualTo("webshop answered " + status);
        assertThat(pools.unconfirmedPools()).extracting(CouponPool::name).contains(pool);
        answers(200);
        pass(Duration.ofMinutes(1));
        run();
        assertThat(asked()).hasSize(2);
        assertThat(asked().get(1).getHeader("webhook-id"))
                .isEqualTo(asked().get(0).getHeader("webhook-id"));
        assertThat(codeOf(asked().get(1))).isEqualTo(codeOf(asked().get(0)));
        assertThat(found().free()).isEqualTo(1);
        assertThat(found().fault()).isNull();
        assertThat(pools.unconfirmedPools()).extracting(CouponPool::name).doesNotContain(pool);
    }

    @Test
    @DisplayName("asks once more when the shop gives no answer, or none in time, since it may have the code")
    void noAnswer() {
        answers(aResponse().withFault(Fault.EMPTY_RESPONSE));
        define(1);
        run();
        assertThat(found().fault()).startsWith("webshop gave no whole answer");
        answers(aResponse().withStatus(200).withFixedDelay(1_500));
        pass(Duration.ofMinutes(1));
        run();
        assertThat(found().free()).isZero();
        answers(200);
        pass(Duration.ofMinutes(2));
        run();
        assertThat(found().free()).isEqualTo(1);
        assertThat(asked()).extracting(this::codeOf).containsOnly(codeOf(asked().get(0)));
    }

    @Test
    @DisplayName("tries other codes when the shop refuses one; after three in a row one an hour, and says why")
    void refused() {
        answers(409);
        define(5);
        run();
        assertThat(asked()).hasSize(CouponStock.MOST_REFUSALS);
        assertThat(asked()).extracting(this::codeOf).doesNotHaveDuplicates();
        assertThat(found().fault()).isEqualTo("webshop answered 409");
        run();
        pass(HOUR.minusSeconds(1));
        run();
        assertThat(asked()).hasSize(3);
        pass(Duration.ofSeconds(1));
        run();
        assertThat(asked()).hasSize(4);
        answers(201);
        pass(HOUR);
        run();
        run();
        assertThat(found().free()).isEqualTo(5);
        assertThat(found().fault()).isNull();
    }

    @Test
    @DisplayName("waits longer from failure to failure, an hour at most, and as long as the shop asks")
    void pauses() {
        assertThat(CouponStock.pause(1, null)).isEqualTo(Duration.ofMinutes(1));
        assertThat(CouponStock.pause(3, null)).isEqualTo(Duration.ofMinutes(4));
        assertThat(CouponStock.pause(1_000, null)).isEqualTo(HOUR);
        assertThat(CouponStock.pause(1, Duration.ofHours(3))).isEqualTo(Duration.ofHours(3));
        assertThat(CouponStock.pause(7, Duration.ofSeconds(5))).isEqualTo(HOUR);
    }

    @Test
    @DisplayName("goes on with other pools while the shop of one is away")
    void others() {
        answers(500);
        define(1);
        run();
        String away = pool;
        answers(200);
        pool = registers.newId("pool");
        define(1);
        run();
        assertThat(found().free()).isEqualTo(1);
        assertThat(pools.find(away).orElseThrow().free()).isZero();
    }

    @Test
    @DisplayName("asks for each code once, however many nodes do")
    void severalNodes() {
        define(20);
        registers.atOnce(4, () -> {
            stock.plan();
            return null;
        });
        List<Object> results = registers.atOnce(3, () -> {
            run();
            return "done";
        });
        assertThat(results).containsOnly("done");
        assertThat(found().free()).isEqualTo(20);
        assertThat(asked()).hasSize(20);
        assertThat(asked()).extracting(this::codeOf).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("gets a code back whose mail did not go; the shop has it still")
    void givenBack() {
        define(1);
        run();
        Coupon coupon = pools.take(customer, pool);
        coupons.withdraw(coupon.code(), null);
        run();
        assertThat(found().free()).isEqualTo(1);
        assertThat(asked()).hasSize(1);
        assertThat(pools.take(registers.customer(), pool).code()).isEqualTo(coupon.code());
    }

    @Test
    @DisplayName("has the shop withdraw a code that a till has seen and no mail carried")
    void withdrawn() {
        define(1);
        run();
        Coupon coupon = pools.take(customer, pool);
        CouponRedemptions tills = registers.get(CouponRedemptions.class);
        var held = tills.hold(
                "till",
                registers.newId("k"),
                coupon.code(),
                new CouponRedemptions.Basket(null, null, null, null, null));
        tills.cancel("till", coupon.code(), held.redemption().id());
        coupons.withdraw(coupon.code(), null);
        coupons.withdraw(coupon.code(), null);
        run();
        assertThat(asked())
                .filteredOn(request -> body(request).path("type").asText().equals("coupon.withdrawn"))
                .extracting(this::codeOf)
                .containsExactly(coupon.code());
        assertThat(coupons.find(coupon.code()).orElseThrow().state()).isEqualTo(Coupon.State.WITHDRAWN);
    }

    @Test
    @DisplayName("has the shop withdraw a code that a till has only asked for")
    void withdrawnOnceSeen() {
        define(1);
        run();
        Coupon coupon = pools.take(customer, pool);
        coupons.show(coupon.code());
        coupons.withdraw(coupon.code(), null);
        run();
        assertThat(asked())
                .filteredOn(request -> body(request).path("type").asText().equals("coupon.withdrawn"))
                .extracting(this::codeOf)
                .containsExactly(coupon.code());
        assertThat(found().free())
                .as("another code takes its place; this one goes to nobody")
                .isEqualTo(1);
        assertThat(pools.take(registers.customer(), pool).code()).isNotEqualTo(coupon.code());
    }

    @Test
    @DisplayName("is given up by a stock of 0: codes that nobody has are withdrawn, those that customers have stay")
    void givenUp() {
        define(3);
        run();
        Coupon coupon = pools.take(customer, pool);
        define(0);
        run();
        assertThat(found().free()).isZero();
        assertThat(asked())
                .filteredOn(request -> body(request).path("type").asText().equals("coupon.withdrawn"))
                .extracting(this::codeOf)
                .hasSize(2)
                .doesNotContain(coupon.code());
        assertThat(coupons.find(coupon.code()).orElseThrow().state()).isEqualTo(Coupon.State.ISSUED);
    }

    @Test
    @DisplayName("replaces codes that lay there for so long that a coupon would end too soon")
    void stale() {
        define(1);
        run();
        String first = codeOf(asked().get(0));
        pass(Duration.ofDays(61));
        run();
        assertThat(found().free()).isEqualTo(1);
        Coupon coupon = pools.take(customer, pool);
        assertThat(coupon.code()).isNotEqualTo(first);
        assertThat(coupon.lastDay())
                .isEqualTo(
                        LocalDate.ofInstant(coupon.issuedAt(), ZoneOffset.UTC).plusDays(21));
    }

    @Test
    @DisplayName("gives what it gave from the start, since the shop knows it; a pool that the shop fills stays one")
    void fixed() {
        define(1);
        CouponTerms other = CouponTerms.percent(20, Duration.ofDays(21));
        assertThatThrownBy(() -> pools.define(pool, other, 1, new CouponPool.Stock(SHOP, 1)))
                .isInstanceOf(CouponPools.PoolFixed.class);
        assertThat(refusedField(other)).isEqualTo("percent");
        assertThat(refusedField(CouponTerms.percent(15, Duration.ofDays(7)))).isEqualTo("validDays");
        assertThat(refusedField(new CouponTerms(15, null, "EUR", new BigDecimal("40"), List.of(), Duration.ofDays(21))))
                .isEqualTo("minimum");
        assertThat(refusedField(new CouponTerms(15, null, null, null, List.of("TEA-DAR-250"), Duration.ofDays(21))))
                .isEqualTo("skus");
        assertThatThrownBy(() -> pools.define(pool, CouponTerms.percent(15, Duration.ofDays(21)), 1))
                .isInstanceOf(CouponPools.PoolFixed.class);
        define(4);
        assertThat(found().stock()).isEqualTo(new CouponPool.Stock(SHOP, 4));
        String filled = registers.newId("pool");
        pools.define(filled, CouponTerms.percent(15, Duration.ofDays(21)), 1);
        assertThatThrownBy(() -> pools.define(
                        filled, CouponTerms.percent(15, Duration.ofDays(21)), 1, new CouponPool.Stock(SHOP, 1)))
                .isInstanceOf(CouponPools.PoolFixed.class);
    }

    /** @return what is named of terms that the pool cannot get any more */
    private String refusedField(CouponTerms terms) {
        try {
            pools.define(pool, terms, 1, new CouponPool.Stock(SHOP, 1));
            return "none";
        } catch (CouponPools.PoolFixed fixed) {
            return fixed.field();
        }
    }

    @Test
    @DisplayName("is counted as long as its shop has not confirmed the newest code")
    void counted() {
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        registers.get(CouponPoolMetrics.class).bindTo(metrics);
        answers(500);
        define(1);
        run();
        assertThat(metrics.get("rapport.coupons.pools.unconfirmed").gauge().value())
                .isEqualTo(1);
    }

    @Test
    @DisplayName("waits for a shop that no configuration names any more, and says so")
    void unknownShop() {
        pools.define(pool, CouponTerms.percent(15, Duration.ofDays(21)), 1, new CouponPool.Stock("gone", 1));
        run();
        assertThat(found().fault()).contains("gone is not set up", "rapport.messaging.coupon-shops");
    }
}
