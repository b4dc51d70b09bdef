package io.rapport.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rapport.calendar.WorkingTime;
import io.rapport.customer.ChangeKind;
import io.rapport.customer.ChangedCustomers;
import io.rapport.customer.CustomerChanges;
import io.rapport.customer.Moves;
import io.rapport.database.DatabaseFigures;
import io.rapport.testing.RegisterFixture;
import io.rapport.value.FitCandidate.State;
import io.rapport.value.FitCandidates.Answer;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

@DisplayName("A fit that is tried waits beside the live one until somebody decides")
@Tag("slow")
class FitCandidateTest {

    private static final int CUSTOMERS = 6_000;
    private static final LocalDate TODAY = LocalDate.ofInstant(RegisterFixture.NOON, ZoneOffset.UTC);

    @RegisterExtension
    static final RegisterFixture REGISTERS = new RegisterFixture();

    private static final JdbcClient JDBC = REGISTERS.jdbc();

    private final ValueRun run = REGISTERS.get(ValueRun.class);
    private final FitCandidates candidates = REGISTERS.get(FitCandidates.class);
    private final CustomerChanges changes = REGISTERS.get(CustomerChanges.class);

    @BeforeAll
    static void shop() throws SQLException {
        GeneratedShop.insert(
                REGISTERS.get(DataSource.class), GeneratedShop.orders("c", CUSTOMERS, TODAY, new Random(11)));
        REGISTERS.get(ChangedCustomers.class).noteAll(ChangeKind.FIRST);
        REGISTERS.get(CustomerChanges.class).evaluateAll();
    }

    /** Nothing was fitted, and the night is over: customers are scored by days. */
    @BeforeEach
    void byDays() {
        JDBC.sql("delete from rapport.value_fit").update();
        JDBC.sql(
                        """
                update rapport.value_run set fitted_on = :today, requested_at = null, requested_by = null, phase = null,
                    outcome = null, outcome_at = null, brought_in = 0""")
                .param("today", TODAY)
                .update();
        REGISTERS.get(ChangedCustomers.class).noteAll(ChangeKind.FIRST);
        changes.evaluateAll();
    }

    private static void goOn(ValueRun run) {
        while (run.advance() || REGISTERS.get(CustomerChanges.class).evaluateNext() > 0) {
            // the next step, of the run or of what follows from it
        }
    }

    private FitCandidate tried() {
        run.request("demo");
        goOn(run);
        return candidates.find().orElseThrow();
    }

    private void night(ValueRun nights) {
        JDBC.sql("update rapport.value_run set fitted_on = null").update();
        goOn(nights);
    }

    private static List<String> versions() {
        return JDBC.sql("select customer_id || ' ' || xmin from rapport.customer_value order by 1")
                .query(String.class)
                .list();
    }

    /** Somebody's live model knows less of the weeks behind the cut than any new one. */
    private static void liveIsBad() {
        live("0.05");
    }

    private static void live(String r) {
        JDBC.sql(
                        """
                update rapport.value_fit set content = jsonb_set(content, '{checked,r}', cast(:r as jsonb))
                where state = 'live' and cohort = 'all'""")
                .param("r", r)
                .update();
    }

    /** Half of the purchases behind the cut are called off: less than any model of the time before expects, but the live one. */
    private void fitsAreWorse() {
        JDBC.sql(
                        """
                update rapport.customer_order set cancelled_at = placed_at
                where placed_at > :cut and hashtext(id) % 2 = 0""")
                .param("cut", Timestamp.from(RegisterFixture.NOON.minus(Duration.ofDays(34 * 7))))
                .update();
        REGISTERS.get(ChangedCustomers.class).noteAll(ChangeKind.FIRST);
        changes.evaluateAll();
        liveIsBad();
    }

    private void ordersAreBack() {
        JDBC.sql("update rapport.customer_order set cancelled_at = null where cancelled_at is not null")
                .update();
        REGISTERS.get(ChangedCustomers.class).noteAll(ChangeKind.FIRST);
        changes.evaluateAll();
    }

    @Test
    @DisplayName("nobody is scored by it; who would move is counted; made live, those move and no others")
    void triedAndMadeLive() {
        List<String> before = versions();

        FitCandidate candidate = tried();

        assertThat(versions()).as("no row was written").isEqualTo(before);
        assertThat(run.live()).isEmpty();
        assertThat(run.state().outcome()).contains(FitOutcome.CANDIDATE);
        assertThat(candidate.state()).isEqualTo(State.WAITING);
        assertThat(candidate.askedBy()).isEqualTo("demo");
        assertThat(candidate.compared()).isEqualTo(CUSTOMERS);
        assertThat(candidate.moves()).extracting(Moves::kind).contains(FitCandidate.CLASS, FitCandidate.ALIVE);
        assertThat(waiting("candidate")).as("an alert asks for it").isEqualTo(1);
        assertThat(waiting("kept-back")).isZero();

        List<String> classes = classes();
        List<String> chances = chances();
        assertThat(candidates.accept(candidate.id(), "demo", null)).isEqualTo(Answer.ACCEPTED);
        assertThat(candidates.accept(candidate.id(), "demo", null))
                .as("the same form again")
                .isEqualTo(Answer.ACCEPTED);
        goOn(run);

        assertThat(candidates.find()).isEmpty();
        assertThat(waiting("candidate")).isZero();
        assertThat(run.live().get(0).fit()).isEqualTo(candidate.all().fit());
        assertThat(run.live().get(0).decision().by()).isEqualTo("demo");
        assertThat(run.live()).hasSameSizeAs(candidate.fits());
        assertThat(moved(FitCandidate.CLASS, classes, classes())).isEqualTo(of(candidate, FitCandidate.CLASS));
        assertThat(moved(FitCandidate.ALIVE, chances, chances())).isEqualTo(of(candidate, FitCandidate.ALIVE));
        assertThat(JDBC.sql("select distinct method from rapport.customer_value")
                        .query(String.class)
                        .list())
                .containsExactly("model");
    }

    private double waiting(String state) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new ValueMetrics(REGISTERS.get(DatabaseFigures.class), candidates).bindTo(registry);
        return registry.get("rapport.value.fits.waiting")
                .tag("state", state)
                .gauge()
                .value();
    }

    private static List<String> classes() {
        return JDBC.sql("select value_class::text from rapport.customer_value order by customer_id")
                .query(String.class)
                .list();
    }

    private static List<String> chances() {
        return JDBC.sql("select (floor(alive * 20)::int * 5)::text from rapport.customer_value order by customer_id")
                .query(String.class)
                .list();
    }

    private static List<Moves> moved(String kind, List<String> before, List<String> after) {
        List<Moves> moves = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            if (!before.get(i).equals(after.get(i))) {
                moves.add(Moves.of(kind, before.get(i), after.get(i), 1));
            }
        }
        return Moves.together(moves);
    }

    private static List<Moves> of(FitCandidate candidate, String kind) {
        return candidate.moves().stream().filter(one -> one.kind().equals(kind)).toList();
    }

    @Test
    @DisplayName("a count that breaks off goes on where it was, on whichever node, and counts nobody twice")
    void broken() {
        List<Moves> moves = tried().moves();
        JDBC.sql("delete from rapport.value_fit").update();
        run.request("demo");
        assertThat(run.advance()).as("fitted").isTrue();
        assertThat(run.advance()).as("the count begins").isTrue();
        assertThat(run.advance()).as("a page").isTrue();
        assertThat(candidates.find().orElseThrow().compared()).isEqualTo(5_000);

        REGISTERS.transaction().executeWithoutResult(status -> {
            assertThat(run.advance()).isTrue();
            assertThat(candidates.find().orElseThrow().compared()).isEqualTo(CUSTOMERS);
            // the process dies before the commit
            status.setRollbackOnly();
        });
        assertThat(candidates.find()).hasValueSatisfying(candidate -> {
            assertThat(candidate.state()).isEqualTo(State.COMPARING);
            assertThat(candidate.compared()).isEqualTo(5_000);
        });
        assertThat(candidates.accept(candidates.find().orElseThrow().id(), "demo", null))
                .as("before it is known who would move")
                .isEqualTo(Answer.COMPARING);
        CompletableFuture<?>[] nodes = Stream.generate(() -> CompletableFuture.runAsync(() -> goOn(run)))
                .limit(2)
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(nodes).join();
        goOn(run);

        assertThat(candidates.find()).hasValueSatisfying(candidate -> {
            assertThat(candidate.compared()).isEqualTo(CUSTOMERS);
            assertThat(candidate.moves()).isEqualTo(moves);
        });
    }

    @Test
    @DisplayName("discarded, it has changed nothing, and can be made live no more")
    void discarded() {
        List<String> before = versions();
        FitCandidate candidate = tried();
        assertThat(candidates.accept(candidate.id(), "demo", null)).isEqualTo(Answer.ACCEPTED);

        assertThat(candidates.discard(candidate.id(), "dora"))
                .as("also when it is about to be live")
                .isTrue();
        goOn(run);

        assertThat(candidates.find()).isEmpty();
        assertThat(run.live()).isEmpty();
        assertThat(run.state().outcome()).contains(FitOutcome.DISCARDED);
        assertThat(versions()).isEqualTo(before);
        assertThat(candidates.discard(candidate.id(), "dora")).isFalse();
        assertThat(candidates.accept(candidate.id(), "demo", null)).isEqualTo(Answer.GONE);
        FitCandidate next = tried();
        assertThat(candidates.accept(candidate.id(), "demo", null))
                .as("what was seen is not what waits")
                .isEqualTo(Answer.GONE);
        assertThat(candidates.find().orElseThrow().id()).isEqualTo(next.id());
    }

    @Test
    @DisplayName("older than a day, orders have overtaken it: it is not made live")
    void older() {
        FitCandidate candidate = tried();
        REGISTERS.clock().moveBy(Duration.ofHours(25));

        assertThat(candidates.find().orElseThrow().state()).isEqualTo(State.OVERTAKEN);
        assertThat(candidates.accept(candidate.id(), "demo", null)).isEqualTo(Answer.OVERTAKEN);
    }

    @Test
    @DisplayName("once another fit is live it is overtaken, also where it was accepted: it is fitted anew instead")
    void another() {
        FitCandidate candidate = tried();
        night(run);
        assertThat(run.state().outcome()).contains(FitOutcome.LIVE);
        assertThat(candidates.find().orElseThrow().state()).isEqualTo(State.OVERTAKEN);
        assertThat(candidates.accept(candidate.id(), "demo", null)).isEqualTo(Answer.OVERTAKEN);

        // it was accepted a moment before
        JDBC.sql("update rapport.value_fit set decided_by = 'demo', decided_at = now() where id = :id")
                .param("id", candidate.id())
                .update();
        StoredFit live = run.live().get(0);
        goOn(run);

        assertThat(run.live().get(0)).isEqualTo(live);
        assertThat(candidates.find()).hasValueSatisfying(anew -> {
            assertThat(anew.id()).isGreaterThan(candidate.id());
            assertThat(anew.state()).isEqualTo(State.WAITING);
            assertThat(anew.askedBy()).isEqualTo("demo");
            assertThat(anew.all().fit().frequenciesBefore())
                    .as("the live models on the same weeks")
                    .isNotEmpty();
        });
    }

    @Test
    @DisplayName("one that does worse is made live with a reason alone, which is kept")
    void worse() {
        night(run);
        fitsAreWorse();
        FitCandidate candidate = tried();
        assertThat(candidate.worse()).isTrue();
        assertThat(run.state().outcome()).contains(FitOutcome.KEPT_BACK);

        assertThat(candidates.accept(candidate.id(), "demo", " ")).isEqualTo(Answer.WITHOUT_REASON);
        assertThat(candidates.accept(candidate.id(), "demo", "x".repeat(501))).isEqualTo(Answer.WITHOUT_REASON);
        assertThat(candidates.accept(candidate.id(), "demo", "We moved to other products"))
                .isEqualTo(Answer.ACCEPTED);
        goOn(run);

        assertThat(run.live().get(0).fit()).isEqualTo(candidate.all().fit());
        assertThat(run.live().get(0).decision().reason()).isEqualTo("We moved to other products");
        ordersAreBack();
    }

    @Test
    @DisplayName("what a night kept back is settled once another fit has gone live: nobody is told of it any more")
    void keptBackBefore() {
        night(run);
        fitsAreWorse();
        night(run);
        assertThat(run.state().outcome()).contains(FitOutcome.KEPT_BACK);
        assertThat(waiting("kept-back")).isEqualTo(1);

        ordersAreBack();
        night(run);

        assertThat(run.state().outcome()).contains(FitOutcome.LIVE);
        assertThat(candidates.find()).isEmpty();
        assertThat(waiting("kept-back")).isZero();
    }

    @Test
    @DisplayName("where it is to be asked for, the night's better fit waits, and the next night's takes its place")
    void ask() {
        ValueRun asking = asking();
        night(asking);

        assertThat(run.live()).isEmpty();
        FitCandidate first = candidates.find().orElseThrow();
        assertThat(first.state()).isEqualTo(State.WAITING);
        assertThat(first.askedBy()).isNull();
        night(asking);
        FitCandidate second = candidates.find().orElseThrow();
        assertThat(second.id()).isGreaterThan(first.id());

        assertThat(candidates.accept(second.id(), "demo", null)).isEqualTo(Answer.ACCEPTED);
        // it is the next night before a node gets to it: what time has changed is raised by the models of before
        JDBC.sql("update rapport.value_run set fitted_on = null").update();
        goOn(asking);
        assertThat(run.live().get(0).fit()).isEqualTo(second.all().fit());
        assertThat(candidates.find()).as("of the night that was still due").isPresent();
    }

    private static ValueRun asking() {
        ValueProperties settings =
                new ValueProperties(LocalTime.of(4, 0), Duration.ZERO, FitRelease.ASK, 500, 180, 1, 0.1);
        return new ValueRun(
                JDBC,
                REGISTERS.get(PlatformTransactionManager.class),
                REGISTERS.get(ValueStatistics.class),
                REGISTERS.get(FitTable.class),
                REGISTERS.get(FitCandidates.class),
                REGISTERS.get(CandidateCount.class),
                REGISTERS.get(QuintileTable.class),
                REGISTERS.get(ScoringOfAll.class),
                REGISTERS.get(CustomerChanges.class),
                REGISTERS.get(ChangedCustomers.class),
                settings,
                REGISTERS.get(WorkingTime.class),
                REGISTERS.clock());
    }
}
