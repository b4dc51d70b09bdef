package io.rapport.dates;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The dates of customers: whose day it is, and whose date or time zone has changed. */
@Component
final class CustomerDates {

    /** The customers of a day in one time zone, in the order of the index. */
    static final String PAGE =
            """
            select customer_id, name, month_day, year, time_zone from rapport.customer_date
            where name = :name and month_day = :day and time_zone = :zone and customer_id > :after
            order by customer_id limit :most""";

    /** From one time zone to the next, however many customers there are in each. */
    static final String ZONES =
            """
            with recursive zones as (
                (select time_zone from rapport.customer_date
                 where name = :name and month_day = :day order by time_zone limit 1)
                union all
                select (select time_zone from rapport.customer_date
                        where name = :name and month_day = :day and time_zone > z.time_zone
                        order by time_zone limit 1)
                from zones z where z.time_zone is not null)
            select time_zone from zones where time_zone is not null""";

    /** What a transaction that has not ended changes is found when it has. */
    static final String CHANGED =
            """
            update rapport.customer_date d set changed = false
            from (select customer_id, name from rapport.customer_date where changed
                  order by customer_id, name limit :most for update skip locked) c
            where d.customer_id = c.customer_id and d.name = c.name
            returning d.customer_id, d.name, d.month_day, d.year, d.time_zone""";

    private final JdbcClient jdbc;

    CustomerDates(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A customer's date.
     *
     * @param monthDay month times 100 plus day
     * @param year {@code null} if unknown
     * @param timeZone as a system sent it; empty if none did
     */
    record CustomerDate(String customerId, String name, int monthDay, Integer year, String timeZone) {}

    /** @return the time zones of the customers whose date it is on a day of the year */
    List<String> zones(String name, int monthDay) {
        return jdbc.sql(ZONES)
                .param("name", name)
                .param("day", monthDay)
                .query(String.class)
                .list();
    }

    /** @return the customers of a day in a time zone whose ids come after one, at most so many */
    List<CustomerDate> page(String name, int monthDay, String zone, String after, int most) {
        return jdbc.sql(PAGE)
                .param("name", name)
                .param("day", monthDay)
                .param("zone", zone)
                .param("after", after)
                .param("most", most)
                .query(CustomerDates::read)
                .list();
    }

    /** @return some of the dates that changed, or whose time zone did; they count as seen when the transaction commits */
    List<CustomerDate> takeChanged(int most) {
        return jdbc.sql(CHANGED).param("most", most).query(CustomerDates::read).list();
    }

    private static CustomerDate read(ResultSet rs, int row) throws SQLException {
        return new CustomerDate(
                rs.getString("customer_id"),
                rs.getString("name"),
                rs.getInt("month_day"),
                rs.getObject("year", Integer.class),
                rs.getString("time_zone"));
    }
}
