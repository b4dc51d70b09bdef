package io.rapport.value;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.customer.CustomerChanges;
import io.rapport.desk.CardSection;
import io.rapport.desk.CardSection.CardRequest;
import io.rapport.desk.CardSection.Line;
import io.rapport.testing.Journeys;
import io.rapport.testing.OverHttp;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("What a customer is worth is known soon after each order")
class CustomerWorthTest {

    @LocalServerPort
    private int port;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private CustomerChanges changes;

    @Autowired
    private ValueScores scores;

    /** Of this customer alone: what other tests left is nobody's here. */
    private void evaluate(String customer) {
        jdbc.sql("delete from rapport.changed_customer where customer_id <> :customer")
                .param("customer", customer)
                .update();
        changes.evaluateAll();
    }

    @Test
    @DisplayName("an event notes its customer, whose score is there once they are evaluated, and not before")
    void afterAnOrder() {
        String customer = shop.customer();
        shop.order(customer, 80);
        assertThat(scores.find(customer)).isEmpty();

        evaluate(customer);

        assertThat(scores.find(customer)).hasValueSatisfying(score -> {
            assertThat(score.spentMinor()).isEqualTo(8_000);
            assertThat(score.days()).isEqualTo(1);
            assertThat(score.method()).isEqualTo(ScoringMethod.DAYS);
            assertThat(score.alive()).isEqualTo(1);
        });
    }

    @Test
    @DisplayName(
            "what was paid back in part is taken off; an order that was paid back as a whole, or came back, is none")
    void paidBack() {
        String customer = shop.customer();
        String first = shop.order(customer, 80);
        String second = shop.order(customer, 50);
        refund(customer, first, 20);
        evaluate(customer);
        assertThat(scores.find(customer).orElseThrow().spentMinor()).isEqualTo(11_000);

        shop.order(second, customer, "returned");
        evaluate(customer);
        assertThat(scores.find(customer).orElseThrow().spentMinor()).isEqualTo(6_000);

        refund(customer, first, 60);
        evaluate(customer);
        assertThat(scores.find(customer)).isEmpty();
    }

    private void refund(String customer, String order, int total) {
        journeys.event(
                "order.refunded",
                customer,
                Map.of("orderId", order, "refundId", Journeys.newId("refund"), "currency", "EUR", "total", total));
    }

    @Test
    @DisplayName("who had the use of their data restricted has no score until that is lifted")
    void restricted() {
        String customer = shop.customer();
        shop.order(customer, 80);
        journeys.event("customer.restricted", customer, Map.of());
        evaluate(customer);
        assertThat(scores.find(customer)).isEmpty();

        journeys.event("customer.restriction-lifted", customer, Map.of());
        evaluate(customer);
        assertThat(scores.find(customer)).isPresent();
    }

    @Test
    @DisplayName("staff read it on the customer's page and card, systems by the API, in the reader's language")
    void shown(@Autowired ObjectProvider<CardSection> sections) throws IOException {
        String customer = shop.customer();
        shop.order(customer, 80);
        evaluate(customer);
        OverHttp http = new OverHttp(port);

        String page = Jsoup.parse(
                        http.send(http.as("clara", "/customers/" + customer).header("Accept-Language", "en-GB"))
                                .body())
                .select("section[aria-labelledby=profile]")
                .text();
        assertThat(page).contains("Value class", "of 5 · three years", "100% likely, by the days since the last order");
        String chinese = Jsoup.parse(
                        http.send(http.as("clara", "/customers/" + customer).header("Accept-Language", "zh-CN"))
                                .body())
                .text();
        assertThat(chinese).contains("价值等级", "按距上次订单天数");

        JsonNode worth = new ObjectMapper()
                .readTree(http.send(HttpRequest.newBuilder(
                                        URI.create("http://localhost:" + port + "/api/customers/" + customer))
                                .header("Authorization", "Bearer crm-key"))
                        .body())
                .get("worth");
        assertThat(worth.get("alive").asDouble()).isEqualTo(1);
        assertThat(worth.get("method").asText()).isEqualTo("days");
        assertThat(worth.get("currency").asText()).isEqualTo("EUR");
        assertThat(worth.get("valueClass").asInt()).isBetween(1, 5);

        List<String> card = sections.orderedStream()
                .flatMap(section ->
                        section.contribute(new CardRequest(customer, null, null, null, Locale.ENGLISH)).stream())
                .filter(section -> section.title().equals("What the customer is worth"))
                .flatMap(section -> section.lines().stream())
                .map(Line::text)
                .toList();
        assertThat(card).hasSize(2).anySatisfy(text -> assertThat(text).contains("likely"));
    }
}
