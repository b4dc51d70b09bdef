package io.rapport.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.ChangeKind;
import io.rapport.customer.ChangedCustomers;
import io.rapport.customer.CustomerChanges;
import io.rapport.customer.Moves;
import io.rapport.release.Author;
import io.rapport.release.Release;
import io.rapport.release.ReleaseFile;
import io.rapport.release.Releases;
import io.rapport.testing.RapportTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("Before a fit is live it is said who would move, and then they and nobody else do")
@Tag("slow")
class FitPreviewTest {

    private static final int CUSTOMERS = 2_500;

    /** Beside those that are shipped: they ask for value class, chance, tier and stage, and for each other. */
    private static final String SEGMENTS =
            """
              best: {title: {en: Best, zh: 最佳}, conditions: {value-class: {at-least: 4}}}
              doubtful: {title: {en: Doubtful, zh: 存疑}, conditions: {all: [alive: {at-most: 0.5}, stage: [active, at-risk]]}}
              close-and-safe:
                title: {en: Close, zh: 亲近}
                conditions: {all: [tier: [brand, face-to-face, intimate], not: {segment: doubtful}]}
              buyers: {title: {en: Buyers, zh: 买家}, conditions: {orders: {at-least: 3}}}
            """;

    @Autowired
    private ValueRun run;

    @Autowired
    private FitCandidates candidates;

    @Autowired
    private CustomerChanges changes;

    @Autowired
    private ChangedCustomers changed;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private Releases releases;

    @Autowired
    private DataSource database;

    @Autowired
    private JdbcClient jdbc;

    private LocalDate today;

    @BeforeEach
    void shop() throws SQLException, IOException {
        today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        release(SEGMENTS);
        jdbc.sql("delete from rapport.value_fit").update();
        jdbc.sql("update rapport.customer_order set cancelled_at = null where customer_id like 'fp%'")
                .update();
        if (all().isEmpty()) {
            GeneratedShop.insert(database, GeneratedShop.orders("fp", CUSTOMERS, today, new Random(21)));
        }
        evaluateAll();
        built();
        jdbc.sql("update rapport.value_run set fitted_on = :today")
                .param("today", today)
                .update();
    }

    private void release(String segments) throws IOException {
        releases.put(
                new Releases.Wish(new Author("dana", false), Release.COMMAND, "segments by value", false),
                List.of(ReleaseFile.of(
                        "processes/segments.yaml", Files.readString(Path.of("processes/segments.yaml")) + segments)),
                false);
    }

    /** All were judged. */
    private void built() {
        jdbc.sql("update rapport.segment set state = 'ready', judged_on = :today where state = 'building'")
                .param("today", today)
                .update();
    }

    private void evaluateAll() {
        changed.noteAll(ChangeKind.FIRST);
        changes.evaluateAll();
    }

    private void goOn() {
        while (run.advance() || changes.evaluateNext() > 0) {
            // the next step, of the run or of what follows from it
        }
    }

    private FitCandidate tried() {
        run.request("demo");
        goOn();
        return candidates.find().orElseThrow();
    }

    /** What of a customer may move. */
    private record Known(String valueClass, String alive, String tier, String stage, Set<String> segments) {}

    private Map<String, Known> all() {
        Map<String, Known> all = new TreeMap<>();
        jdbc.sql(
                        """
                select v.customer_id, v.value_class::text, (floor(v.alive * 20)::int * 5)::text as alive, r.tier, r.stage,
                       array(select segment from rapport.segment_member m where m.customer_id = v.customer_id) as segments
                from rapport.customer_value v join rapport.customer_relationship r on r.customer_id = v.customer_id""")
                .query(row -> {
                    all.put(
                            row.getString("customer_id"),
                            new Known(
                                    row.getString("value_class"),
                                    row.getString("alive"),
                                    row.getString("tier"),
                                    row.getString("stage"),
                                    new TreeSet<>(List.of(
                                            (String[]) row.getArray("segments").getArray()))));
                });
        return all;
    }

    private static List<Moves> moved(Map<String, Known> before, Map<String, Known> after) {
        List<Moves> moves = new ArrayList<>();
        before.forEach((customer, old) -> {
            Known now = after.get(customer);
            add(moves, "class", "", old.valueClass(), now.valueClass());
            add(moves, "alive", "", old.alive(), now.alive());
            add(moves, "tier", "", old.tier(), now.tier());
            add(moves, "stage", "", old.stage(), now.stage());
            Set<String> segments = new TreeSet<>(old.segments());
            segments.addAll(now.segments());
            segments.forEach(segment -> add(
                    moves,
                    "segment",
                    segment,
                    old.segments().contains(segment) ? "in" : "out",
                    now.segments().contains(segment) ? "in" : "out"));
        });
        return Moves.together(moves);
    }

    private static void add(List<Moves> moves, String kind, String name, String old, String now) {
        if (!old.equals(now)) {
            moves.add(new Moves(kind, name, old, now, 1));
        }
    }

    /** @return which version of each row there is, and how many rows that are only added */
    private List<String> rows() {
        return jdbc.sql(
                        """
                select 'value ' || customer_id || ' ' || xmin from rapport.customer_value
                union all select 'standing ' || customer_id || ' ' || xmin from rapport.customer_relationship
                union all select 'member ' || customer_id || segment || ' ' || xmin from rapport.segment_member
                union all select 'moves ' || count(*) from rapport.relationship_change
                union all select 'entries ' || count(*) from rapport.segment_change
                union all select 'events ' || count(*) from rapport.inbox_event
                union all select 'changed ' || count(*) from rapport.changed_customer
                order by 1""")
                .query(String.class)
                .list();
    }

    private List<String> raised() {
        return jdbc.sql(
                        """
                select 'moves ' || count(*) from rapport.relationship_change
                union all select 'entries ' || count(*) from rapport.segment_change
                union all select 'events ' || count(*) from rapport.inbox_event order by 1""")
                .query(String.class)
                .list();
    }

    @Test
    @DisplayName("from the rule of days to models, and from models to those of other orders")
    void asSaid() {
        assertThat(all()).hasSize(CUSTOMERS);
        FitCandidate first = tried();
        assertThat(first.moves()).extracting(Moves::kind).contains("class", "alive", "tier", "stage", "segment");
        madeLiveAsSaid(first);

        // a third of the customers bought less than was known
        jdbc.sql(
                        """
                update rapport.customer_order set cancelled_at = placed_at
                where customer_id like 'fp%' and hashtext(customer_id) % 3 = 0 and hashtext(id) % 2 = 0""")
                .update();
        evaluateAll();
        madeLiveAsSaid(tried());
    }

    private void madeLiveAsSaid(FitCandidate first) {
        Map<String, Known> before = all();
        List<String> rows = rows();
        List<String> raised = raised();
        List<StoredFit> live = run.live();
        FitCandidate candidate = tried();
        assertThat(candidate.moves()).as("tried once more").isEqualTo(first.moves());
        assertThat(rows()).as("nothing was written").isEqualTo(rows);
        assertThat(run.live()).isEqualTo(live);
        assertThat(candidate.moves()).isNotEmpty();

        assertThat(candidates.accept(candidate.id(), "demo", "It is meant")).isEqualTo(FitCandidates.Answer.ACCEPTED);
        goOn();

        assertThat(run.live().get(0).fit()).isEqualTo(candidate.all().fit());
        assertThat(moved(before, all())).isEqualTo(candidate.moves());
        assertThat(raised()).as("a new fit is no news").isEqualTo(raised);
    }

    @Test
    @DisplayName("a segment that means something else meanwhile has it counted anew")
    void otherSegments() throws IOException {
        FitCandidate candidate = tried();
        assertThat(candidate.moves()).anyMatch(one -> one.name().equals("best"));
        release(SEGMENTS.replace("at-least: 4", "at-least: 1"));
        evaluateAll();
        built();

        goOn();

        assertThat(candidates.find()).hasValueSatisfying(anew -> {
            assertThat(anew.id()).isEqualTo(candidate.id());
            assertThat(anew.state()).isEqualTo(FitCandidate.State.WAITING);
            assertThat(anew.moves()).noneMatch(one -> one.name().equals("best"));
        });
    }
}
