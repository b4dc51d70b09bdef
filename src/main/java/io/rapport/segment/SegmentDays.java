package io.rapport.segment;

import io.rapport.calendar.ShopCalendar;
import io.rapport.customer.ChangeKind;
import io.rapport.customer.ChangedCustomers;
import io.rapport.customer.CustomerChangeListener;
import io.rapport.customer.CustomerChanges;
import io.rapport.segment.SegmentStore.Row;
import io.rapport.segment.SegmentStore.State;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Lets days pass: finds who has something that leaves a window, or a date that comes into one, and has them judged anew with
 * the many. Of all others nothing changes by the day alone.
 */
@Component
class SegmentDays {

    private final JdbcClient jdbc;
    private final CustomerChanges changes;
    private final ChangedCustomers changed;
    private final LiveSegments live;
    private final SegmentStore store;
    private final ShopCalendar calendar;

    SegmentDays(
            JdbcClient jdbc,
            CustomerChanges changes,
            ChangedCustomers changed,
            LiveSegments live,
            SegmentStore store,
            ShopCalendar calendar) {
        this.jdbc = jdbc;
        this.changes = changes;
        this.changed = changed;
        this.live = live;
        this.store = store;
        this.calendar = calendar;
    }

    /**
     * Lets the days pass that have passed since the last time, however many.
     *
     * @return how many customers are judged anew
     */
    int pass() {
        if (due().isEmpty()) {
            return 0;
        }
        Set<String> customers = new LinkedHashSet<>();
        changes.alone(() -> {
            LocalDate today = calendar.today();
            List<Row> due = due();
            Set<Cohort> cohorts = new LinkedHashSet<>();
            SegmentFile file = live.file();
            for (Row row : due) {
                for (String name : file.buildsOn(row.name())) {
                    cohorts(file.segments().get(name).condition(), row.judgedOn(), today, calendar.zone(), cohorts);
                }
            }
            cohorts.forEach(cohort -> customers.addAll(find(cohort)));
            changed.note(customers, ChangeKind.BULK, CustomerChangeListener.SEGMENTS);
            List<String> names = due.stream().map(Row::name).toList();
            store.judged(names, today);
            store.count(names, today);
        });
        return customers.size();
    }

    private List<Row> due() {
        return store.all().stream()
                .filter(row ->
                        row.state() == State.READY && live.file().segments().containsKey(row.name()))
                .filter(row -> row.judgedOn() == null || row.judgedOn().isBefore(calendar.today()))
                .toList();
    }

    private List<String> find(Cohort cohort) {
        return jdbc.sql(cohort.sql())
                .params(cohort.params())
                .query(String.class)
                .list();
    }

    /** Customers of whom a condition may say something else than before, by the passing of days alone. */
    record Cohort(String sql, Map<String, Object> params) {}

    /**
     * Pure: finds whose answer may change.
     *
     * @param condition of a segment
     * @param from the day by which it was judged
     * @param today the day by which it is judged now, a later one
     * @param found takes them
     */
    static void cohorts(SegmentCondition condition, LocalDate from, LocalDate today, ZoneId zone, Set<Cohort> found) {
        if (condition instanceof SegmentCondition.AllOf all) {
            all.parts().forEach(part -> cohorts(part, from, today, zone, found));
        } else if (condition instanceof SegmentCondition.AnyOf any) {
            any.parts().forEach(part -> cohorts(part, from, today, zone, found));
        } else if (condition instanceof SegmentCondition.Not not) {
            cohorts(not.part(), from, today, zone, found);
        } else if (condition instanceof SegmentCondition.OrderCount orders && orders.days() != null) {
            found.add(left("rapport.standing_order", "placed_at", orders.days(), from, today, zone));
        } else if (condition instanceof SegmentCondition.Spend spend && spend.days() != null) {
            found.add(left("rapport.standing_order", "placed_at", spend.days(), from, today, zone));
        } else if (condition instanceof SegmentCondition.Bought bought && bought.days() != null) {
            Cohort any = left("rapport.standing_order_line", "placed_at", bought.days(), from, today, zone);
            Map<String, Object> params = new LinkedHashMap<>(any.params());
            params.put("sku", bought.sku());
            found.add(new Cohort(any.sql() + " and sku = :sku", params));
        } else if (condition instanceof SegmentCondition.Registered registered) {
            found.add(left("rapport.known_profile", "registered_at", registered.days(), from, today, zone));
        } else if (condition instanceof SegmentCondition.DateWithin date) {
            found.add(moved(date, from, today));
        }
    }

    /** Who has something that was within the window on the one day, and is not on the other. */
    private static Cohort left(String view, String column, int days, LocalDate from, LocalDate today, ZoneId zone) {
        Instant first = Windows.start(from, days, zone);
        Instant until = Windows.start(today, days, zone);
        return new Cohort(
                "select distinct customer_id from " + view + " where " + column + " >= :first and " + column
                        + " < :until",
                Map.of("first", Timestamp.from(first), "until", Timestamp.from(until)));
    }

    /** Whose date came into the window or left it, in whatever year. */
    private static Cohort moved(SegmentCondition.DateWithin date, LocalDate from, LocalDate today) {
        Stream<LocalDate> days = from.isBefore(today.minusYears(1))
                ? today.minusYears(1).datesUntil(today.plusDays(1))
                : Stream.concat(
                        from.plusDays(date.first()).datesUntil(today.plusDays(date.first())),
                        from.plusDays(date.last() + 1L).datesUntil(today.plusDays(date.last() + 1L)));
        return new Cohort(
                "select distinct customer_id from rapport.date_of_customer where name = :name and month_day = any(:days)",
                Map.of("name", date.of(), "days", (Object) Windows.monthDays(days.toList())));
    }
}
