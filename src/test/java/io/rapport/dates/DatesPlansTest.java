package io.rapport.dates;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.testing.QueryPlan;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

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

    private static QueryPlan plan(String sql, Map<String, Object> params) {
        return QueryPlan.of(dates.jdbc(), sql, params);
    }

    @Test
    @DisplayName("Whose day is it in this zone? The index alone answers, in its order")
    void page() {
        QueryPlan plan = plan(
                CustomerDates.PAGE,
                Map.of("name", "birthday", "day", 417, "zone", "Europe/Berlin", "after", "", "most", DateRun.PAGE));
        assertThat(plan.text()).doesNotContain("Seq Scan", "Sort");
        // some pages of the index, and at the most one of the table for each customer
        assertThat(plan.pages()).as(plan.text()).isLessThan(60);
    }

    @Test
    @DisplayName("In which zones do the customers of a day live? One step for each zone")
    void zones() {
        QueryPlan plan = plan(CustomerDates.ZONES, DAY);
        assertThat(plan.text()).doesNotContain("Seq Scan", "Sort");
        assertThat(plan.pages()).as(plan.text()).isLessThan(40);
        assertThat(dates.get(CustomerDates.class).zones("birthday", 417))
                .containsExactlyInAnyOrder("Europe/Berlin", "Europe/London", "Asia/Shanghai", "America/New_York");
    }

    @Test
    @DisplayName("Whose date changed? Nobody else is read")
    void changed() {
        dates.jdbc()
                .sql("update rapport.customer_date set changed = true where customer_id in ('5', '6')")
                .update();
        dates.jdbc().sql("vacuum analyze rapport.customer_date").update();
        QueryPlan plan = plan(CustomerDates.CHANGED, Map.of("most", DateRun.PAGE));
        assertThat(plan.text()).doesNotContain("Seq Scan");
        // two are found and written, each in a few indexes
        assertThat(plan.pages()).as(plan.text()).isLessThan(60);
    }
}
