package io.rapport.segment;

import io.rapport.calendar.BusinessClock;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How far each segment has come. */
@Component
class SegmentStore {

    private final JdbcClient jdbc;
    private final BusinessClock clock;

    SegmentStore(JdbcClient jdbc, BusinessClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    enum State {
        BUILDING,
        READY,
        LEAVING
    }

    /**
     * How far a segment has come.
     *
     * @param name its name
     * @param state what is being done with it
     * @param builtUntil the last customer of the last page; empty before the first
     * @param built how many customers are judged
     * @param total how many there are; {@code null} before the first page
     * @param judgedOn the day by whose passing its members were judged; {@code null} before the first page
     */
    record Row(String name, State state, String builtUntil, long built, Long total, LocalDate judgedOn) {}

    List<Row> all() {
        return jdbc.sql("select * from rapport.segment order by name")
                .query((rs, n) -> row(rs))
                .list();
    }

    private static Row row(ResultSet rs) throws SQLException {
        return new Row(
                rs.getString("name"),
                State.valueOf(rs.getString("state").toUpperCase(Locale.ROOT)),
                rs.getString("built_until"),
                rs.getLong("built"),
                rs.getObject("total", Long.class),
                rs.getObject("judged_on", LocalDate.class));
    }

    /** @return whether the rows are those of a file */
    boolean isApplied(SegmentFile file) {
        Map<String, String> rows = new TreeMap<>();
        jdbc.sql("select name, definition from rapport.segment where state <> 'leaving'")
                .query(rs -> {
                    rows.put(rs.getString("name"), rs.getString("definition"));
                });
        return rows.equals(file.fingerprints());
    }

    /**
     * Has what a file changes be built in the background: new segments, and those that mean something else now. Those that it
     * leaves out lose their members likewise. Joins the caller's transaction.
     */
    void apply(SegmentFile file) {
        Map<String, String> prints = file.fingerprints();
        jdbc.sql(
                        """
                insert into rapport.segment as s (name, definition, state, changed_at)
                select n.name, n.definition, 'building', :now
                from unnest(:names::text[], :definitions::text[]) n (name, definition)
                on conflict (name) do update
                set definition = excluded.definition, state = 'building', built_until = '', built = 0, total = null,
                    judged_on = null, changed_at = excluded.changed_at
                where s.definition <> excluded.definition or s.state = 'leaving'""")
                .param("names", prints.keySet().toArray(String[]::new))
                .param("definitions", prints.values().toArray(String[]::new))
                .param("now", Timestamp.from(clock.instant()))
                .update();
        jdbc.sql("update rapport.segment set state = 'leaving' where name <> all(:names) and state <> 'leaving'")
                .param("names", prints.keySet().toArray(String[]::new))
                .update();
    }

    /**
     * Has some segments built anew if all customers were evaluated by other tables of tier and stage since they were built
     * last.
     */
    void followRelationships(List<String> names) {
        jdbc.sql(
                        """
                update rapport.segment
                set state = 'building', built_until = '', built = 0, total = null, judged_on = null, changed_at = :now
                where name = any(:names) and state = 'ready'
                  and exists (select from rapport.relationship_evaluated e where e.finished_at > changed_at)""")
                .param("names", names.toArray(String[]::new))
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    /** @return the next segment with something to do in the background */
    Optional<Row> next() {
        return jdbc.sql(
                        """
                select * from rapport.segment where state <> 'ready'
                order by state, changed_at, name limit 1""")
                .query((rs, n) -> row(rs))
                .optional();
    }

    /** Begins to build: changes of days count from then on. */
    void begin(String name, LocalDate today) {
        jdbc.sql(
                        """
                update rapport.segment
                set total = (select count(*) from rapport.known_profile), judged_on = :today
                where name = :name""")
                .param("name", name)
                .param("today", today)
                .update();
    }

    /** A page is built. */
    void advance(String name, String until, int customers) {
        jdbc.sql("update rapport.segment set built_until = :until, built = built + :customers where name = :name")
                .param("name", name)
                .param("until", until)
                .param("customers", customers)
                .update();
    }

    /** All pages are built. */
    void finish(String name) {
        jdbc.sql("update rapport.segment set state = 'ready' where name = :name")
                .param("name", name)
                .update();
    }

    /** The day has passed for some segments. */
    void judged(List<String> names, LocalDate today) {
        jdbc.sql("update rapport.segment set judged_on = :today where name = any(:names)")
                .param("names", names.toArray(String[]::new))
                .param("today", today)
                .update();
    }

    /** Writes down how many there are in some segments, once a day. */
    void count(List<String> names, LocalDate today) {
        jdbc.sql(
                        """
                insert into rapport.segment_count (segment, day, members)
                select n.name, :today, (select count(*) from rapport.segment_member m where m.segment = n.name)
                from unnest(:names::text[]) n (name)
                on conflict (segment, day) do update set members = excluded.members""")
                .param("names", names.toArray(String[]::new))
                .param("today", today)
                .update();
    }

    /**
     * Deletes members of a segment that has left, and at last the segment.
     *
     * @return whether there may be more
     */
    boolean leave(String name, int most) {
        int gone = jdbc.sql(
                        """
                delete from rapport.segment_member m
                using (select customer_id from rapport.segment_member where segment = :name
                       order by since desc, customer_id limit :most) page
                where m.segment = :name and m.customer_id = page.customer_id""")
                .param("name", name)
                .param("most", most)
                .update();
        if (gone == most) {
            return true;
        }
        jdbc.sql("delete from rapport.segment_count where segment = :name")
                .param("name", name)
                .update();
        jdbc.sql("delete from rapport.segment where name = :name and state = 'leaving'")
                .param("name", name)
                .update();
        return false;
    }
}
