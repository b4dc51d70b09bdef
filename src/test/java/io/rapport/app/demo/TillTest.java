package io.rapport.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.calendar.BusinessClock;
import io.rapport.loyalty.Coupon;
import io.rapport.loyalty.CouponTerms;
import io.rapport.loyalty.Coupons;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@RapportTest
@DisplayName("The demo's checkout uses coupons")
class TillTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @LocalServerPort
    private int port;

    @Autowired
    private Shop shop;

    @Autowired
    private Coupons coupons;

    @Autowired
    private BusinessClock clock;

    private Till till;
    private String customer;
    private Coupon coupon;

    @BeforeEach
    void aCustomerWithACoupon() {
        till = new Till(URI.create("http://localhost:" + port), "demo-key");
        customer = shop.customer();
        coupon = coupons.issue(customer, CouponTerms.percent(15, Duration.ofDays(30)));
    }

    private ObjectNode order(String number) throws Exception {
        return (ObjectNode) JSON.readTree(
                """
                {"type": "order.placed", "subject": "customer:%s", "data": {"orderId": "%s", "currency": "EUR", "total": 64.9,
                 "shipping": 4.9, "items": [{"sku": "TEA-1", "name": "Tea", "quantity": 3, "price": 19.99}]}}"""
                        .formatted(customer, number));
    }

    private Optional<Till.Discounted> used(String number, Instant at) throws Exception {
        return till.useCoupon(order(number), at, coupons.of(customer, 10));
    }

    /** @return a number of an order whose customer thinks of the coupon, or not */
    private String number(boolean thinksOfIt) {
        int n = 1;
        while (Math.floorMod((customer + "-" + n).hashCode(), 5) == 0 == thinksOfIt) {
            n++;
        }
        return customer + "-" + n;
    }

    @Test
    @DisplayName("once, at a discount on the goods; a replay that goes on sends the same order again")
    void used() throws Exception {
        Instant at = clock.instant().plusSeconds(1);
        String number = number(true);
        Till.Discounted discounted = used(number, at).orElseThrow();
        till.confirm(discounted);

        assertThat(discounted.order().at("/data/discount").decimalValue())
                .as("15 % of 59.97")
                .isEqualByComparingTo(new BigDecimal("8.99"));
        assertThat(discounted.order().at("/data/total").decimalValue()).isEqualByComparingTo(new BigDecimal("55.91"));
        assertThat(coupons.find(coupon.code()).orElseThrow().state()).isEqualTo(Coupon.State.USED);
        assertThat(used(number, at).orElseThrow()).isEqualTo(discounted);
        assertThat(used(number + "x", at)).as("another order").isEmpty();
    }

    @Test
    @DisplayName("not one that came after the order, nor one that is over, nor where the customer forgets it")
    void notUsed() throws Exception {
        assertThat(used(number(true), coupon.issuedAt().minusSeconds(1))).isEmpty();
        assertThat(used(number(true), coupon.expiresAt())).isEmpty();
        assertThat(used(number(false), clock.instant().plusSeconds(1))).isEmpty();
        assertThat(till.useCoupon(order(number(true)), clock.instant().plusSeconds(1), List.of()))
                .isEmpty();
        assertThat(coupons.find(coupon.code()).orElseThrow().state()).isEqualTo(Coupon.State.ISSUED);
    }
}
