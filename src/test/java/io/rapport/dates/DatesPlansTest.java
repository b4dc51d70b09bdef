package io.rapport.dates;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

@DisplayName("A day of a date costs one range of an index, however many customers there are")
class DatesPlansTest {

    @RegisterExtension
    static final DatesFixture dates = new DatesFixture();

    private static final Map<String, Object> DAY = Map.of("name", "birthday", "day", 417);

    @BeforeEach
    void manyCustomers() {
        dates.jdbc()
                .sql(
                        """
                insert into rapport.customer_date (customer_id, name, month_day, year, time_zone, changed)
                select n::text, 'birthday', to_char(date '2000-01-01' + n % 366, 'MMDD')::smallint, 1950 + n % 60,
                       (array['Europe/Berlin', 'Europe/London', 'Asia/Shanghai', 'America/New_York'])[1 + n / 366 % 4], false
                from generate_series(1, :customers) n""")
                .param("customers", 50_000)
                .update();
        dates.jdbc().sql("vacuum analyze rapport.customer_date").update();
    }

    private static String plan(String sql, Map<String, Object> params) {
        StatementSpec statement = dates.jdbc().sql("explain (analyze, buffers) " + sql);
        for (Map.Entry<String, Object> param : params.entrySet()) {
            statement = statement.param(param.getKey(), param.getValue());
        }
        return String.join("\n", statement.query(String.class).list());
    }

    /** @return how many pages a statement reads */
    private static int pages(String plan) {
        Matcher buffers =
                Pattern.compile("Buffers: shared hit=(\\d+)(?: read=(\\d+))?").matcher(plan);
        assertThat(buffers.find()).as(plan).isTrue();
        return Integer.parseInt(buffers.group(1)) + (buffers.group(2) == null ? 0 : Integer.parseInt(buffers.group(2)));
    }

    @Test
    @DisplayName("Whose day is it in this zone? The index alone answers, in its order")
    void page() {
        String plan = plan(
                CustomerDates.PAGE,
                Map.of("name", "birthday", "day", 417, "zone", "Europe/Berlin", "after", "", "most", DateRun.PAGE));
        assertThat(plan)
                .contains("Index Only Scan using customer_date_day")
                .doesNotContain("Seq Scan", "Sort", "Bitmap");
        // some pages of the index, and at the most one of the table for each customer
        assertThat(pages(plan)).as(plan).isLessThan(60);
    }

    @Test
    @DisplayName("In which zones do the customers of a day live? One step for each zone")
    void zones() {
        String plan = plan(CustomerDates.ZONES, DAY);
        assertThat(plan).contains("Index Only Scan using customer_date_day").doesNotContain("Seq Scan", "Sort");
        assertThat(pages(plan)).as(plan).isLessThan(40);
        assertThat(dates.get(CustomerDates.class).zones("birthday", 417))
                .containsExactlyInAnyOrder("Europe/Berlin", "Europe/London", "Asia/Shanghai", "America/New_York");
    }

    @Test
    @DisplayName("Whose date changed? Nobody else is read")
    void changed() {
        dates.jdbc()
                .sql("update rapport.customer_date set changed = true where customer_id in ('5', '6')")
                .update();
        dates.jdbc().sql("analyze rapport.customer_date").update();
        assertThat(plan(CustomerDates.CHANGED, Map.of("most", DateRun.PAGE)))
                .contains("customer_date_changed")
                .doesNotContain("Seq Scan");
    }
}
