package io.rapport.dates;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.core.io.ClassPathResource;

@DisplayName("A festival, and a first order, raise their events")
class FestivalsTest {

    @RegisterExtension
    static final DatesFixture dates = new DatesFixture(new ClassPathResource("dates/care.yaml"));

    private static final String SPRING = "date.spring-festival";
    private static final String FIRST = "date.first-order-anniversary";

    private static void customer(String id, String zone, String locale) {
        dates.customer(id, null, zone);
        dates.speaks(id, locale);
    }

    @Test
    @DisplayName("for who lives where it is celebrated, in the morning there: the clock tells, else the language")
    void regions() {
        dates.at("2027-02-05T00:00:00Z");
        customer("shanghai", "Asia/Shanghai", "zh-CN");
        customer("expatriate", "Asia/Shanghai", "en-GB");
        customer("singapore", "Asia/Singapore", null);
        customer("unknownZone", null, "zh-HK");
        customer("oddZone", "Antarctica/Vostok", "zh-CN");
        customer("berlin", "Europe/Berlin", "zh-CN");
        customer("nobodyKnows", null, "zh");
        customer("english", null, null);
        dates.at("2027-02-06T00:59:00Z");
        assertThat(dates.raised(SPRING)).isEmpty();
        dates.at("2027-02-06T01:00:00Z");
        assertThat(dates.raised(SPRING))
                .containsExactly("expatriate 2027-02-06", "shanghai 2027-02-06", "singapore 2027-02-06");
        dates.at("2027-02-07T20:00:00Z");
        assertThat(dates.raised(SPRING))
                .as("who lives in Berlin celebrates there; a clock that tells nothing leaves it to the language")
                .containsExactlyInAnyOrder(
                        "expatriate 2027-02-06",
                        "shanghai 2027-02-06",
                        "singapore 2027-02-06",
                        "oddZone 2027-02-06",
                        "unknownZone 2027-02-06");
        dates.at("2027-09-14T00:00:00Z");
        dates.at("2027-09-15T05:00:00Z");
        assertThat(dates.raised("date.mid-autumn"))
                .contains("shanghai 2027-09-15")
                .hasSize(4);
    }

    @Test
    @DisplayName("of the first order that stands, on its day where the customer lives, from the next year on")
    void firstOrder() {
        dates.at("2027-05-01T00:00:00Z");
        customer("anna", "Asia/Shanghai", "zh-CN");
        customer("bea", "Europe/Berlin", "de-DE");
        customer("cora", "Mars/Olympus", "en");
        // in Shanghai it is the 11th already
        dates.order("o1", "anna", "2026-05-10T20:00:00Z");
        dates.order("o2", "anna", "2026-06-01T10:00:00Z");
        dates.order("o3", "bea", "2026-05-12T10:00:00Z");
        dates.order("o4", "bea", "2026-05-13T10:00:00Z");
        dates.order("o5", "cora", "2026-05-14T10:00:00Z");
        dates.order("o6", "anna", "2027-05-10T10:00:00Z");
        dates.jdbc()
                .sql("update rapport.customer_order set called_off = 'returned' where id = 'o3'")
                .update();
        // 21 days at most at once: the window is 30
        dates.at("2027-05-20T00:00:00Z");
        assertThat(dates.raised(FIRST)).containsExactly("anna 2027-05-11", "bea 2027-05-13", "cora 2027-05-14");
        assertThat(dates.occurredAt(FIRST, "anna")).isEqualTo("2027-05-11T02:00:00Z");
    }

    @Test
    @DisplayName("of a first order that an earlier one turns out to come before, and of none that is left")
    void firstOrderChanges() {
        dates.at("2027-05-01T00:00:00Z");
        customer("anna", "UTC", "en");
        customer("bea", "UTC", "en");
        customer("cora", "UTC", "en");
        dates.order("o1", "anna", "2026-05-10T10:00:00Z");
        dates.order("o2", "anna", "2025-05-08T10:00:00Z");
        dates.order("o3", "bea", "2026-05-09T10:00:00Z");
        dates.order("o4", "cora", "2026-05-09T10:00:00Z");
        dates.jdbc()
                .sql("update rapport.customer_order set customer_id = 'anna' where id = 'o3'")
                .update();
        dates.jdbc().sql("delete from rapport.customer_order where id = 'o4'").update();
        dates.at("2027-05-20T00:00:00Z");
        assertThat(dates.raised(FIRST)).containsExactly("anna 2027-05-08");
    }

    @Test
    @DisplayName("of a first order where the customer lives now, and not of who was erased")
    void firstOrderMoves() {
        dates.at("2027-05-01T00:00:00Z");
        customer("anna", "UTC", "en");
        customer("bea", "UTC", "en");
        dates.order("o1", "anna", "2026-05-10T10:00:00Z");
        dates.order("o2", "bea", "2026-05-10T10:00:00Z");
        customer("anna", "America/New_York", "en");
        dates.jdbc()
                .sql("update rapport.customer set erased_at = now() where id = 'bea'")
                .update();
        dates.jdbc()
                .sql("update rapport.customer_order set former = true where id = 'o2'")
                .update();
        dates.at("2027-05-20T00:00:00Z");
        assertThat(dates.raised(FIRST)).containsExactly("anna 2027-05-10");
        assertThat(dates.occurredAt(FIRST, "anna")).isEqualTo("2027-05-10T14:00:00Z");
    }

    @Test
    @DisplayName("page by page where many celebrate at once, each once")
    void many() {
        dates.at("2027-02-05T00:00:00Z");
        dates.jdbc()
                .sql(
                        """
                insert into rapport.customer (id, time_zone, locale)
                select 'm' || n, case n % 3 when 0 then 'Asia/Shanghai' when 1 then null else 'Asia/Singapore' end,
                       case n % 2 when 0 then 'zh-CN' else 'en-GB' end
                from generate_series(1, 3000) n""")
                .update();
        dates.at("2027-02-06T12:00:00Z");
        List<String> raised = dates.raised(SPRING);
        assertThat(raised).doesNotHaveDuplicates().hasSize(1000 + 1000 + 500);
    }
}
