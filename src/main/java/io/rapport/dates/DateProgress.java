package io.rapport.dates;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How far each date and schedule has come. */
@Component
final class DateProgress {

    private final JdbcClient jdbc;

    DateProgress(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * How far one has come.
     *
     * @param since when it was first seen
     * @param reached all that was due until then is raised or let go
     * @param place how much of the next moment is raised; {@code null} if nothing is
     */
    record Progress(Instant since, Instant reached, Place place) {}

    /**
     * A place among the customers of one moment, who come by day of the year, time zone and id.
     *
     * @param moment the moment
     * @param monthDay the day of the year that the last one has; 0 of a festival
     * @param zone the time zone of the last one
     * @param customerId the last one whose event is raised
     */
    record Place(Instant moment, int monthDay, String zone, String customerId) {

        /** @return whether all customers of a day and zone come before this place */
        boolean isBehind(int otherDay, String otherZone) {
            return otherDay < monthDay || otherDay == monthDay && otherZone.compareTo(zone) < 0;
        }

        boolean isIn(int otherDay, String otherZone) {
            return otherDay == monthDay && otherZone.equals(zone);
        }
    }

    /**
     * Makes sure of the row: what was due before a date or schedule is first seen is no news.
     *
     * @param type the event type that it raises
     */
    void meet(String type, Instant now) {
        jdbc.sql(
                        """
                insert into rapport.date_progress (event_type, since, reached) values (:type, :now, :now)
                on conflict (event_type) do nothing""")
                .param("type", type)
                .param("now", Timestamp.from(now))
                .update();
    }

    /**
     * Keeps other nodes from the date or schedule until the transaction ends.
     *
     * @return how far it has come; empty if another node works on it now
     */
    Optional<Progress> take(String type) {
        return jdbc.sql(
                        """
                select since, reached, at_moment, after_day, after_zone, after_customer from rapport.date_progress
                where event_type = :type for update skip locked""")
                .param("type", type)
                .query((rs, n) -> new Progress(instant(rs, "since"), instant(rs, "reached"), place(rs)))
                .optional();
    }

    private static Place place(ResultSet rs) throws SQLException {
        Instant moment = instant(rs, "at_moment");
        return moment == null
                ? null
                : new Place(moment, rs.getInt("after_day"), rs.getString("after_zone"), rs.getString("after_customer"));
    }

    private static Instant instant(ResultSet rs, String column) throws SQLException {
        Timestamp value = rs.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }

    /** All that was due until then is raised or let go. */
    void reach(String type, Instant moment) {
        jdbc.sql(
                        """
                update rapport.date_progress
                set reached = :moment, at_moment = null, after_day = null, after_zone = null, after_customer = null
                where event_type = :type""")
                .param("moment", Timestamp.from(moment))
                .param("type", type)
                .update();
    }

    /** A part of a moment is raised. */
    void reach(String type, Place place) {
        jdbc.sql(
                        """
                update rapport.date_progress
                set at_moment = :moment, after_day = :day, after_zone = :zone, after_customer = :customer
                where event_type = :type""")
                .param("moment", Timestamp.from(place.moment()))
                .param("day", place.monthDay(), Types.SMALLINT)
                .param("zone", place.zone())
                .param("customer", place.customerId())
                .param("type", type)
                .update();
    }

    /** @return since when each date and schedule that was ever seen is known, by event type */
    Map<String, Instant> since() {
        Map<String, Instant> since = new HashMap<>();
        jdbc.sql("select event_type, since from rapport.date_progress").query(rs -> {
            since.put(rs.getString("event_type"), instant(rs, "since"));
        });
        return since;
    }
}
