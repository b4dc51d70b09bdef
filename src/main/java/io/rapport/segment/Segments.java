package io.rapport.segment;

import io.rapport.audit.Actor;
import io.rapport.audit.AuditAction;
import io.rapport.audit.AuditLog;
import io.rapport.audit.AuditRecord;
import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.ShopCalendar;
import io.rapport.customer.CustomerChanges;
import io.rapport.database.RoundTrip;
import io.rapport.segment.SegmentMembers.Entry;
import io.rapport.segment.SegmentStore.Row;
import io.rapport.segment.SegmentStore.State;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The segments that there are, who is in them, and what staff do by hand. */
@Component
public class Segments {

    /** The kind of action by which the audit log knows that somebody was taken out. */
    public static final String TAKEN_OUT = "segment.taken-out";

    /** The kind of action by which the audit log knows that somebody was put back. */
    public static final String PUT_BACK = "segment.put-back";

    private final JdbcClient jdbc;
    private final LiveSegments live;
    private final SegmentStore store;
    private final SegmentMembers members;
    private final CustomerChanges changes;
    private final AuditLog audit;
    private final ShopCalendar calendar;
    private final BusinessClock clock;

    Segments(
            JdbcClient jdbc,
            LiveSegments live,
            SegmentStore store,
            SegmentMembers members,
            CustomerChanges changes,
            AuditLog audit,
            ShopCalendar calendar,
            BusinessClock clock) {
        this.jdbc = jdbc;
        this.live = live;
        this.store = store;
        this.members = members;
        this.changes = changes;
        this.audit = audit;
        this.calendar = calendar;
        this.clock = clock;
    }

    /**
     * A segment and how it stands.
     *
     * @param name such as {@code repeat-buyers}
     * @param title in the reader's language
     * @param text the conditions as they are written
     * @param members how many are in it
     * @param building whether it is being built; then the members are those that were found so far, or by an earlier meaning
     * @param percent how much of it is built
     * @param takenOut how many were taken out by hand
     */
    public record Segment(
            String name, String title, String text, long members, boolean building, int percent, long takenOut) {}

    /**
     * The number of members when a day began.
     *
     * @param day in the shop's zone
     * @param members how many
     */
    public record DayCount(LocalDate day, long members) {}

    /**
     * Somebody in a segment.
     *
     * @param customerId bare id
     * @param since when they came into it
     */
    public record Member(String customerId, Instant since) {}

    /**
     * A segment that a customer is in, or was taken out of.
     *
     * @param name of the segment
     * @param title in the reader's language
     * @param since when they came into it, or were taken out
     * @param takenOutBy login of who took them out; {@code null} if they are in it
     * @param why they were taken out; {@code null} if they are in it
     */
    public record Membership(String name, String title, Instant since, String takenOutBy, String why) {

        /** @return whether the customer was taken out by hand */
        public boolean isTakenOut() {
            return takenOutBy != null;
        }
    }

    /**
     * @param reader whose language the titles are in
     * @return all live segments, in the order of the file
     */
    public List<Segment> all(Locale reader) {
        Map<String, Row> rows = store.all().stream().collect(Collectors.toMap(Row::name, Function.identity()));
        Map<String, Long> sizes = counts("select segment, count(*) from rapport.segment_member group by segment");
        Map<String, Long> out = counts("select segment, count(*) from rapport.segment_exclusion group by segment");
        List<Segment> all = new ArrayList<>();
        live.file().segments().forEach((name, definition) -> {
            Row row = rows.get(name);
            all.add(new Segment(
                    name,
                    definition.title(reader),
                    definition.text(),
                    sizes.getOrDefault(name, 0L),
                    row == null || row.state() == State.BUILDING,
                    percent(row),
                    out.getOrDefault(name, 0L)));
        });
        return all;
    }

    private static int percent(Row row) {
        if (row == null || row.total() == null) {
            return 0;
        }
        return row.total() == 0 ? 100 : (int) Math.min(100, row.built() * 100 / row.total());
    }

    private Map<String, Long> counts(String sql) {
        Map<String, Long> counts = new HashMap<>();
        jdbc.sql(sql).query(rs -> {
            counts.put(rs.getString(1), rs.getLong(2));
        });
        return counts;
    }

    /**
     * @param name of a segment
     * @param days how many at the most
     * @return the newest counts, the oldest of them first, from the first on that found anybody: while a shop is still empty,
     *     or its customers are yet to be brought in, there is nothing to compare with
     */
    public List<DayCount> trend(String name, int days) {
        return jdbc.sql(
                        """
                select day, members from (
                    select day, members from rapport.segment_count
                    where segment = :name
                      and day >= (select min(day) from rapport.segment_count where segment = :name and members > 0)
                    order by day desc limit :days) newest
                order by day""")
                .param("name", name)
                .param("days", days)
                .query((rs, n) -> new DayCount(rs.getObject("day", LocalDate.class), rs.getLong("members")))
                .list();
    }

    /**
     * @param name of a segment
     * @param most how many at the most
     * @return who came into it last
     */
    public List<Member> newest(String name, int most) {
        return jdbc.sql(
                        """
                select customer_id, since from rapport.segment_member where segment = :name
                order by since desc, customer_id limit :most""")
                .param("name", name)
                .param("most", most)
                .query((rs, n) -> new Member(
                        rs.getString("customer_id"), rs.getTimestamp("since").toInstant()))
                .list();
    }

    /**
     * @param customerId bare id
     * @param segment name of a segment
     * @return whether the customer is in it; false of a segment that there is not
     */
    public boolean isIn(String customerId, String segment) {
        return jdbc.sql(
                        """
                select exists (select from rapport.segment_member
                               where customer_id = :customer and segment = :segment)""")
                .param("customer", customerId)
                .param("segment", segment)
                .query(Boolean.class)
                .single();
    }

    /**
     * Asks which segments customers are in, together with other queries.
     *
     * @param customerIds bare ids
     * @param each is called with the customer and the name of the segment, for each that somebody is in
     */
    public static RoundTrip.Query of(Collection<String> customerIds, BiConsumer<String, String> each) {
        return new RoundTrip.Query(
                "select customer_id, segment from rapport.segment_member where customer_id = any(:customers)",
                Map.of("customers", customerIds.toArray(String[]::new)),
                row -> each.accept(row.getString("customer_id"), row.getString("segment")));
    }

    /**
     * @param customerId bare id
     * @param reader whose language the titles are in
     * @return the live segments that the customer is in or was taken out of, in the order of the file
     */
    public List<Membership> of(String customerId, Locale reader) {
        Map<String, Membership> found = new HashMap<>();
        jdbc.sql(
                        """
                select segment, since, null as taken_out_by, null as why from rapport.segment_member
                where customer_id = :customer
                union all
                select segment, taken_out_at, taken_out_by, why from rapport.excluded_customer
                where customer_id = :customer""")
                .param("customer", customerId)
                .query(rs -> {
                    String name = rs.getString("segment");
                    SegmentDefinition definition = live.file().segments().get(name);
                    if (definition != null) {
                        found.put(
                                name,
                                new Membership(
                                        name,
                                        definition.title(reader),
                                        rs.getTimestamp("since").toInstant(),
                                        rs.getString("taken_out_by"),
                                        rs.getString("why")));
                    }
                });
        return live.file().segments().keySet().stream()
                .filter(found::containsKey)
                .map(found::get)
                .toList();
    }

    /**
     * Takes a customer out of a segment until {@link #putBack}, whatever its conditions say. It is in the audit log.
     *
     * @param login who of staff does it
     * @param customerId who is in the segment
     * @param segment its name
     * @param why in the words of who does it; nothing personal
     * @return whether it is done now; false if the customer is not in it
     */
    public boolean takeOut(String login, String customerId, String segment, String why) {
        AtomicBoolean done = new AtomicBoolean();
        changes.alone(() -> {
            if (!live.file().segments().containsKey(segment) || !isIn(customerId, segment)) {
                return;
            }
            int added = jdbc.sql(
                            """
                    insert into rapport.segment_exclusion (segment, customer_id, taken_out_at, taken_out_by, why)
                    values (:segment, :customer, :now, :login, :why)
                    on conflict (customer_id, segment) do nothing""")
                    .param("segment", segment)
                    .param("customer", customerId)
                    .param("now", Timestamp.from(clock.instant()))
                    .param("login", login)
                    .param("why", why)
                    .update();
            if (added == 1) {
                members.judge(List.of(customerId), Entry.STAFF);
                audit.record(new AuditRecord(Actor.staff(login), AuditAction.CHANGE, TAKEN_OUT, customerId, segment));
                done.set(true);
            }
        });
        return done.get();
    }

    /**
     * Puts a customer back, who is in the segment then if they fulfil its conditions. It is in the audit log.
     *
     * @param login who of staff does it
     * @param customerId who was taken out
     * @param segment its name
     * @return whether it is done now; false if the customer was not taken out
     */
    public boolean putBack(String login, String customerId, String segment) {
        AtomicBoolean done = new AtomicBoolean();
        changes.alone(() -> {
            int gone = jdbc.sql(
                            """
                    delete from rapport.segment_exclusion x
                    using rapport.excluded_customer e
                    where e.segment = :segment and e.customer_id = :customer
                      and x.segment = e.segment and x.customer_id = e.excluded_id""")
                    .param("segment", segment)
                    .param("customer", customerId)
                    .update();
            if (gone > 0) {
                members.judge(List.of(customerId), Entry.STAFF);
                audit.record(new AuditRecord(Actor.staff(login), AuditAction.CHANGE, PUT_BACK, customerId, segment));
                done.set(true);
            }
        });
        return done.get();
    }

    /** @return the day, in the shop's zone, that windows end with now */
    public LocalDate today() {
        return calendar.today();
    }

    /** @return the segments that are live, by name, with their titles in a language */
    public Map<String, String> titles(Locale reader) {
        Map<String, String> titles = new LinkedHashMap<>();
        live.file().segments().forEach((name, segment) -> titles.put(name, segment.title(reader)));
        return titles;
    }
}
