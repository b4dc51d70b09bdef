package io.rapport.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A condition of a segment holds for")
class SegmentConditionsTest {

    @RegisterExtension
    static final SegmentsFixture shop = new SegmentsFixture();

    private String ann;
    private String bob;
    private String cat;

    @BeforeEach
    void customers() {
        ann = shop.customer();
        bob = shop.customer();
        cat = shop.customer();
    }

    private static Set<String> those(String... ids) {
        return new TreeSet<>(Set.of(ids));
    }

    private Set<String> who(String condition) {
        shop.releaseOne("some", condition);
        shop.build();
        return shop.members("some");
    }

    @Test
    @DisplayName("orders that stand, within the window that ends with today in the shop's zone")
    void orders() {
        shop.order(ann, 0);
        shop.order(ann, 89);
        shop.order(bob, 90);
        shop.order(bob, 1);
        shop.order(shop.order(cat, 1), "cancelled_at");
        shop.order(shop.order(cat, 1), "returned_at");
        shop.refund(shop.order(cat, 1), "10.00");

        assertThat(who("orders: {at-least: 2, in: 90 days}")).isEqualTo(those(ann));
        assertThat(who("orders: {at-least: 2}")).isEqualTo(those(ann, bob));
        assertThat(who("orders: {exactly: 0}")).isEqualTo(those(cat));
        assertThat(who("orders: {above: 0, below: 2, in: 90 days}")).isEqualTo(those(bob));
    }

    @Test
    @DisplayName("no order for some days; who never ordered fulfils it, too")
    void noOrder() {
        shop.order(ann, 60);
        shop.order(bob, 59);

        assertThat(who("no-order-for: 60 days")).isEqualTo(those(ann, cat));
        assertThat(who("all: [no-order-for: 60 days, orders: {at-least: 1}]")).isEqualTo(those(ann));
    }

    @Test
    @DisplayName("days of the shop: the last moment of a day there counts to that day")
    void zone() {
        // 23:59 and 00:01 in Berlin, 60 and 59 days before 3 March
        shop.orderAt(ann, Instant.parse("2026-01-02T22:59:00Z"), "10.00", "EUR");
        shop.orderAt(bob, Instant.parse("2026-01-02T23:01:00Z"), "10.00", "EUR");

        assertThat(who("orders: {at-least: 1, in: 60 days}")).isEqualTo(those(bob));
    }

    @Test
    @DisplayName("an article, by the orders that hold it")
    void bought() {
        shop.order(ann, 5, "10.00", "EUR", "TEA-1", "TEA-1", "CUP-2");
        shop.order(bob, 5, "10.00", "EUR", "TEA-1");
        shop.order(bob, 95, "10.00", "EUR", "TEA-1");

        assertThat(who("bought: {sku: TEA-1}")).isEqualTo(those(ann, bob));
        assertThat(who("bought: {sku: TEA-1, at-least: 2}")).isEqualTo(those(bob));
        assertThat(who("bought: {sku: TEA-1, at-least: 2, in: 90 days}")).isEmpty();
        assertThat(who("any: [bought: {sku: CUP-2, in: 5 days}, bought: {sku: TEA-1, at-least: 2, in: 96 days}]"))
                .isEqualTo(those(bob));
        assertThat(who("bought: {sku: CUP-2, exactly: 0}")).isEqualTo(those(bob, cat));
    }

    @Test
    @DisplayName("what was spent, in the currency of the company, whatever currency it was paid in")
    void spend() {
        shop.order(ann, 5, "60.00", "EUR");
        shop.order(ann, 50, "40.00", "EUR");
        shop.order(bob, 5, "99.99", "EUR");
        shop.order(cat, 5, "1000", "JPY");

        assertThat(who("spend: {at-least: 100}")).isEqualTo(those(ann));
        assertThat(who("spend: {at-least: 100, in: 30 days}")).isEmpty();
        shop.refund(shop.order(bob, 3, "50.00", "EUR"), "49.98");
        assertThat(who("spend: {at-least: 100.01}"))
                .as("what was paid back is not spent")
                .isEqualTo(those(bob));
        assertThat(who("spend: {above: 0, below: 20}"))
                .as("a thousand yen are some euros")
                .isEqualTo(those(cat));
    }

    @Test
    @DisplayName("what the profile has")
    void profile() {
        shop.profile(ann, "email", "ann@example.com");
        shop.profile(ann, "last_name", "Abel");
        shop.profile(bob, "locale", "zh-CN");
        shop.profile(bob, "email", "bob@example.com");
        shop.attributes(bob, "{\"country\": \"CN\", \"children\": 2, \"vip\": true}");
        shop.attributes(cat, "{\"country\": \"DE\", \"children\": \"two\"}");
        shop.profile(cat, "registered_at", java.sql.Timestamp.from(SegmentsFixture.NOON.minusSeconds(86_400 * 31L)));

        assertThat(who("known: [email, name]")).isEqualTo(those(ann));
        assertThat(who("unknown: email")).isEqualTo(those(cat));
        assertThat(who("language: zh")).isEqualTo(those(bob));
        assertThat(who("language: [en, zh]")).isEqualTo(those(ann, bob, cat));
        assertThat(who("attribute: {name: country, is: [CN, DE]}")).isEqualTo(those(bob, cat));
        assertThat(who("attribute: {name: vip, is: true}")).isEqualTo(those(bob));
        assertThat(who("attribute: {name: children, at-least: 2}")).isEqualTo(those(bob));
        assertThat(who("not: {attribute: {name: children, at-least: 2}}"))
                .as("what is unknown or no number fulfils no condition")
                .isEqualTo(those(ann, cat));
        assertThat(who("registered-for-at-most: 30 days")).isEqualTo(those(ann, bob));
    }

    @Test
    @DisplayName("the consent that is in force, as the ledger says it")
    void consent() {
        shop.consent(ann, "offers", true, "consent");
        shop.consent(bob, "offers", true, "consent");
        shop.consent(bob, "all", false, "consent");
        shop.consent(cat, "offers", false, "consent");
        shop.consent(cat, "offers", true, "legitimate-interest");

        assertThat(who("consent: {channel: email, topic: offers}")).isEqualTo(those(ann));
        assertThat(who("consent: {channel: email, topic: offers, is: withdrawn}"))
                .isEqualTo(those(bob));
        assertThat(who("consent: {channel: email, topic: offers, is: unsaid}")).isEqualTo(those(cat));
        assertThat(who("consent: {channel: email, topic: news, is: unsaid}")).isEqualTo(those(ann, cat));
    }

    @Test
    @DisplayName("value and the chance of still buying; who never ordered has neither")
    void value() {
        shop.value(ann, 5, 0.3);
        shop.value(bob, 2, 0.29);

        assertThat(who("value-class: {at-least: 4}")).isEqualTo(those(ann));
        assertThat(who("alive: {below: 0.3}")).isEqualTo(those(bob));
        assertThat(who("alive: {at-least: 0.3}")).isEqualTo(those(ann));
        assertThat(who("not: {value-class: {at-least: 4}}")).isEqualTo(those(bob, cat));
    }

    @Test
    @DisplayName("the shipped segment of the best who lapse: much was bought, whatever is expected of them by now")
    void lapsingBest() throws IOException {
        shop.release(Files.readString(Path.of(SegmentFile.PATH)));
        shop.order(ann, 120, "300.00", "EUR");
        shop.order(ann, 200, "200.00", "EUR");
        shop.value(ann, 1, 0.05);
        shop.order(bob, 120, "300.00", "EUR");
        shop.order(bob, 200, "199.99", "EUR");
        shop.value(bob, 5, 0.05);
        shop.order(cat, 89, "300.00", "EUR");
        shop.order(cat, 200, "300.00", "EUR");
        shop.build();

        assertThat(shop.members("lapsing-best-customers")).isEqualTo(those(ann));
    }

    @Test
    @DisplayName("tier and stage of the relationship")
    void relationship() {
        shop.relationship(ann, "intimate", "active");
        shop.relationship(bob, "brand", "at-risk");

        assertThat(who("tier: [intimate, face-to-face]")).isEqualTo(those(ann));
        assertThat(who("stage: at-risk")).isEqualTo(those(bob));
        assertThat(who("not: {stage: at-risk}")).isEqualTo(those(ann, cat));
    }

    @Test
    @DisplayName("points of orders and others")
    void points() {
        shop.points(ann, 400);
        shop.points(ann, 100);
        shop.points(bob, 499);

        assertThat(who("points: {at-least: 500}")).isEqualTo(those(ann));
        assertThat(who("points: {exactly: 0}")).isEqualTo(those(cat));
    }

    @Test
    @DisplayName("complaints and scores")
    void feedback() {
        shop.complaint(ann);
        shop.close(shop.complaint(bob));
        shop.score(bob, "satisfaction", 2, 9);
        shop.score(bob, "satisfaction", 5, 1);
        shop.score(cat, "satisfaction", 5, 9);
        shop.score(cat, "exit", 1, 1);

        assertThat(who("open-complaints: {at-least: 1}")).isEqualTo(those(ann));
        assertThat(who("newest-score: {at-least: 4, of: satisfaction}")).isEqualTo(those(bob, cat));
        assertThat(who("newest-score: {at-most: 2}")).isEqualTo(those(cat));
        assertThat(who("not: {newest-score: {at-most: 2}}")).isEqualTo(those(ann, bob));
    }

    @Test
    @DisplayName("dates that come or were, each year or once")
    void dates() {
        shop.profile(ann, "birthday", Date.valueOf("1990-03-03"));
        shop.profile(bob, "birthday", Date.valueOf("1992-02-29"));
        shop.profile(cat, "birthday", Date.valueOf("1990-03-17"));
        shop.attributes(ann, "{\"contractEnd\": \"2026-04-01\"}");
        shop.attributes(bob, "{\"contractEnd\": \"2025-04-01\"}");

        assertThat(who("date: {of: birthday, in-next: 14 days}")).isEqualTo(those(ann));
        assertThat(who("date: {of: birthday, in-next: 15 days}")).isEqualTo(those(ann, cat));
        assertThat(who("date: {of: birthday, in-last: 4 days}"))
                .as("29 February is the 28th in other years")
                .isEqualTo(those(ann, bob));
        assertThat(who("date: {of: attributes.contractEnd, in-next: 30 days}")).isEqualTo(those(ann));
        assertThat(who("date: {of: attributes.contractEnd, in-next: 30 days, repeat: yearly}"))
                .isEqualTo(those(bob));
    }

    @Test
    @DisplayName("another segment, without those who were taken out of it")
    void another() {
        shop.order(ann, 1);
        shop.order(bob, 1);
        String file =
                """
                segments:
                  buyers: {title: {en: Buyers}, conditions: {orders: {at-least: 1}}}
                  others: {title: {en: Others}, conditions: {not: {segment: buyers}}}
                """;
        shop.release(file);
        shop.build();
        assertThat(shop.members("others")).isEqualTo(those(cat));

        assertThat(shop.get(Segments.class).takeOut("demo", ann, "buyers", "asked for it"))
                .isTrue();

        assertThat(shop.members("buyers")).isEqualTo(those(bob));
        assertThat(shop.members("others")).isEqualTo(those(ann, cat));
        assertThat(shop.builtAnew()).isEqualTo(shop.members());
    }
}
