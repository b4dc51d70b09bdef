package io.rapport.segment;

import io.rapport.calendar.ShopCalendar;
import io.rapport.customer.Moves;
import io.rapport.database.Columns;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Says what a draft of {@code processes/segments.yaml} would mean before it is released, and who would enter and leave if other
 * scores were live. Nothing of it is stored.
 */
@Component
public class SegmentPreviews {

    private static final String KIND = "segment";
    private static final String IN = "in";
    private static final String OUT = "out";

    /** So long the database may count, in milliseconds: a draft must not keep it from its work. */
    private static final int LONGEST_COUNT = 30_000;

    private static final String COUNT =
            """
            with judged as materialized (%s),
            wanted as (select customer_id, unnest(segments) as segment from judged)
            select n.name,
                   count(w.customer_id) as members,
                   count(*) filter (where w.customer_id is not null and m.customer_id is null) as coming,
                   count(*) filter (where w.customer_id is null and m.customer_id is not null) as leaving
            from unnest(:names::text[]) n (name)
            left join (wanted w full join (select * from rapport.segment_member where segment = any(:names)) m
                       on m.customer_id = w.customer_id and m.segment = w.segment)
                on coalesce(w.segment, m.segment) = n.name
            group by n.name""";

    private static final String SUPPOSED =
            """
            with judged as materialized (%s),
            wanted as (select customer_id, unnest(segments) as segment from judged),
            member as (
                select customer_id, segment from rapport.segment_member
                where customer_id = any(:ids) and segment = any(:names))
            select coalesce(w.segment, m.segment) as segment,
                   count(*) filter (where m.customer_id is null) as coming,
                   count(*) filter (where w.customer_id is null) as leaving
            from wanted w full join member m on m.customer_id = w.customer_id and m.segment = w.segment
            group by 1""";

    private final JdbcClient jdbc;
    private final LiveSegments live;
    private final SegmentStore store;
    private final ShopCalendar calendar;
    private final SegmentRates rates;
    private final TransactionTemplate reading;

    SegmentPreviews(
            JdbcClient jdbc,
            LiveSegments live,
            SegmentStore store,
            ShopCalendar calendar,
            SegmentRates rates,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.live = live;
        this.store = store;
        this.calendar = calendar;
        this.rates = rates;
        this.reading = new TransactionTemplate(transactions);
        this.reading.setReadOnly(true);
    }

    /**
     * What a draft would mean for one segment.
     *
     * @param name its name
     * @param title in the reader's language
     * @param members who would be in it
     * @param coming how many of them are not in it now
     * @param leaving how many are in it now, and would not be
     */
    public record Effect(String name, String title, long members, long coming, long leaving) {}

    /**
     * What is to be said of a draft.
     *
     * @param findings what is wrong in it; then nothing is counted
     * @param effects in the order of the draft
     * @param tooLong whether counting took too long, and was given up
     */
    public record DraftEffects(List<SegmentFinding> findings, List<Effect> effects, boolean tooLong) {}

    /**
     * @param draft text of a file
     * @param reader whose language the titles are in
     * @return what is wrong in it, or how many would be in each of its segments
     */
    public DraftEffects of(String draft, Locale reader) {
        SegmentFileReader.Read read = SegmentFileReader.read(draft.getBytes(StandardCharsets.UTF_8));
        if (!read.findings().isEmpty()) {
            return new DraftEffects(read.findings(), List.of(), false);
        }
        SegmentFile file = read.file();
        if (file.segments().isEmpty()) {
            return new DraftEffects(
                    List.of(new SegmentFinding(
                            0, "", "it has no segments", "write segments: and beneath it a name for each of them")),
                    List.of(),
                    false);
        }
        try {
            return new DraftEffects(List.of(), reading.execute(status -> count(file, reader)), false);
        } catch (DataAccessException e) {
            if (isTimeOut(e)) {
                return new DraftEffects(List.of(), List.of(), true);
            }
            throw e;
        }
    }

    private static boolean isTimeOut(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            // query_canceled
            if (cause instanceof SQLException sql && "57014".equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    private List<Effect> count(SegmentFile file, Locale reader) {
        jdbc.sql("select set_config('statement_timeout', :most, true)")
                .param("most", String.valueOf(LONGEST_COUNT))
                .query()
                .listOfRows();
        List<String> names = List.copyOf(file.segments().keySet());
        SegmentSql.Statement judged = SegmentSql.ofAll(file, names, calendar.today(), calendar.zone(), rates.all());
        Map<String, Effect> counted = new LinkedHashMap<>();
        jdbc.sql(COUNT.formatted(judged.sql()))
                .params(judged.params())
                .param("names", names.toArray(String[]::new))
                .query(rs -> {
                    String name = rs.getString("name");
                    counted.put(
                            name,
                            new Effect(
                                    name,
                                    file.segments().get(name).title(reader),
                                    rs.getLong("members"),
                                    rs.getLong("coming"),
                                    rs.getLong("leaving")));
                });
        List<Effect> effects = new ArrayList<>();
        names.forEach(name -> effects.add(counted.get(name)));
        return effects;
    }

    /**
     * Says who would enter and leave the segments that are live, of those that are built, if something else was known of some
     * customers. Nothing is changed; it reads in the caller's transaction.
     *
     * @param customers each once
     * @return moves of the kind {@code segment}, by its name, from {@code out} to {@code in} and back
     */
    public List<Moves> supposing(List<SupposedCustomer> customers) {
        SegmentFile file = live.file();
        List<String> names = built(file);
        if (customers.isEmpty() || names.isEmpty()) {
            return List.of();
        }
        SegmentSql.Statement judged =
                SegmentSql.ofSupposed(file, names, calendar.today(), calendar.zone(), rates.all());
        List<Moves> moves = new ArrayList<>();
        jdbc.sql(SUPPOSED.formatted(judged.sql()))
                .params(judged.params())
                .param(SegmentSql.IDS, Columns.of(customers, SupposedCustomer::customerId))
                .param("classes", Columns.ofInts(customers, SupposedCustomer::valueClass))
                .param("chances", Columns.ofDoubles(customers, SupposedCustomer::alive))
                .param("tiers", Columns.of(customers, SupposedCustomer::tier))
                .param("stages", Columns.of(customers, SupposedCustomer::stage))
                .param("names", names.toArray(String[]::new))
                .query(rs -> {
                    moves.add(new Moves(KIND, rs.getString("segment"), OUT, IN, rs.getLong("coming")));
                    moves.add(new Moves(KIND, rs.getString("segment"), IN, OUT, rs.getLong("leaving")));
                });
        return moves.stream().filter(one -> one.customers() > 0).toList();
    }

    private List<String> built(SegmentFile file) {
        return store.all().stream()
                .filter(row -> row.state() == SegmentStore.State.READY)
                .map(SegmentStore.Row::name)
                .filter(file.segments()::containsKey)
                .toList();
    }

    /** @return by what it is said who would enter and leave; another text whenever that is something else */
    public String basis() {
        SegmentFile file = live.file();
        Map<String, String> prints = file.fingerprints();
        return Integer.toHexString(built(file).stream()
                .map(name -> name + prints.get(name))
                .toList()
                .hashCode());
    }
}
