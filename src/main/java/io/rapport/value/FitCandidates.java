package io.rapport.value;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.Moves;
import io.rapport.database.Columns;
import io.rapport.value.FitCandidate.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The fit that waits for a decision, if there is one: the newest that was tried, that the night left to be asked for, or that did
 * worse than the live one. Deciding only notes it; {@link ValueRun} does what was decided, between its other steps.
 */
@Component
public final class FitCandidates {

    /** By then orders have overtaken it. */
    private static final Duration FRESH = Duration.ofDays(1);

    private static final String WAITING =
            """
            select f.*, l.id is not distinct from f.against as is_newest
            from rapport.value_fit f
            left join rapport.value_fit l on l.cohort = 'all' and l.state = 'live'
            where f.cohort = 'all' and f.state in ('candidate', 'kept-back')""";

    private final JdbcClient jdbc;
    private final FitTable fits;
    private final BusinessClock clock;
    private final TransactionTemplate transaction;

    FitCandidates(JdbcClient jdbc, FitTable fits, BusinessClock clock, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.fits = fits;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** What became of the wish to make a candidate live. */
    public enum Answer {
        /** It is made live as soon as a node gets to it. */
        ACCEPTED,
        /** There is another candidate by now, or none. */
        GONE,
        /** Not all customers are scored by it yet. */
        COMPARING,
        /** It does worse than the live one, and no reason of fitting length is given. */
        WITHOUT_REASON,
        /** Orders have overtaken it, or another fit is live by now. */
        OVERTAKEN;

        /** @return as it stands in addresses, such as {@code without-reason} */
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** @return the candidate; empty if nothing waits */
    public Optional<FitCandidate> find() {
        List<StoredFit> waiting = fits.waiting();
        if (waiting.isEmpty()) {
            return Optional.empty();
        }
        return jdbc.sql(WAITING).query((rs, n) -> candidate(rs, waiting)).optional();
    }

    private FitCandidate candidate(ResultSet rs, List<StoredFit> waiting) throws SQLException {
        Instant compared = rs.getTimestamp("compared_at") == null
                ? null
                : rs.getTimestamp("compared_at").toInstant();
        return new FitCandidate(
                rs.getLong("id"),
                waiting,
                rs.getString("state").equals("kept-back"),
                rs.getString("asked_by"),
                state(rs, compared),
                rs.getLong("compared"),
                compared,
                moves(rs.getLong("id")));
    }

    private State state(ResultSet rs, Instant compared) throws SQLException {
        Instant fitted = rs.getTimestamp("fitted_at").toInstant();
        if (!rs.getBoolean("is_newest") || fitted.isBefore(clock.instant().minus(FRESH))) {
            return State.OVERTAKEN;
        }
        if (rs.getTimestamp("decided_at") != null) {
            return State.ACCEPTED;
        }
        return compared == null ? State.COMPARING : State.WAITING;
    }

    private List<Moves> moves(long id) {
        return Moves.together(
                jdbc.sql("select kind, name, old, new, customers from rapport.value_candidate_move where fit = :id")
                        .param("id", id)
                        .query((rs, n) -> new Moves(
                                rs.getString("kind"),
                                rs.getString("name"),
                                rs.getString("old"),
                                rs.getString("new"),
                                rs.getLong("customers")))
                        .list());
    }

    /**
     * Has a candidate made live. The same wish again changes nothing.
     *
     * @param id of the candidate that somebody has seen
     * @param login who wants it
     * @param reason why, needed where it does worse than the live one: 1 to {@value FitDecision#LONGEST_REASON} characters
     * @return what becomes of it
     */
    public Answer accept(long id, String login, String reason) {
        FitCandidate candidate = find().filter(one -> one.id() == id).orElse(null);
        if (candidate == null) {
            return Answer.GONE;
        }
        String why = reason == null ? "" : reason.strip();
        return switch (candidate.state()) {
            case OVERTAKEN -> Answer.OVERTAKEN;
            case COMPARING -> Answer.COMPARING;
            case ACCEPTED -> Answer.ACCEPTED;
            case WAITING ->
                candidate.worse() && (why.isEmpty() || why.length() > FitDecision.LONGEST_REASON)
                        ? Answer.WITHOUT_REASON
                        : note(candidate, login, candidate.worse() ? why : null);
        };
    }

    private Answer note(FitCandidate candidate, String login, String reason) {
        int noted = jdbc.sql(
                        """
                update rapport.value_fit set decided_by = :login, decided_at = :now, reason = :reason
                where id = :id and state in ('candidate', 'kept-back') and compared_at is not null""")
                .param("id", candidate.id())
                .param("login", login)
                .param("now", Timestamp.from(clock.instant()))
                .param("reason", reason)
                .update();
        return noted == 1 ? Answer.ACCEPTED : Answer.GONE;
    }

    /**
     * Discards a candidate, also one that is to be made live and is not yet.
     *
     * @param id of the candidate that somebody has seen
     * @param login who does it
     * @return whether it was still the candidate
     */
    public boolean discard(long id, String login) {
        Timestamp now = Timestamp.from(clock.instant());
        return Boolean.TRUE.equals(transaction.execute(status -> {
            boolean discarded = jdbc.sql(
                                    """
                    update rapport.value_fit f set state = 'discarded', decided_by = :login, decided_at = :now, reason = null
                    where f.state in ('candidate', 'kept-back')
                      and exists (select from rapport.value_fit a
                                  where a.id = :id and a.cohort = 'all' and a.state in ('candidate', 'kept-back'))""")
                            .param("id", id)
                            .param("login", login)
                            .param("now", now)
                            .update()
                    > 0;
            if (discarded) {
                jdbc.sql("update rapport.value_run set outcome = :outcome, outcome_at = :now")
                        .param("outcome", FitOutcome.DISCARDED.code())
                        .param("now", now)
                        .update();
            }
            return discarded;
        }));
    }

    // what the run does with it

    /** Takes a decision back that came too late. */
    void reopen(FitCandidate candidate) {
        jdbc.sql("update rapport.value_fit set decided_by = null, decided_at = null, reason = null where id = :id")
                .param("id", candidate.id())
                .update();
    }

    /** Begins to count who would move, by fifths that hold for all of the count and after it, and by what is live. */
    void begin(FitCandidate candidate, Quintiles fifths, String basis) {
        jdbc.sql("delete from rapport.value_candidate_move where fit = :id")
                .param("id", candidate.id())
                .update();
        jdbc.sql(
                        """
                update rapport.value_fit set fifths = :fifths::jsonb, counted_by = :basis, compared = 0, compared_at = null
                where id = :id""")
                .param("id", candidate.id())
                .param("fifths", FitTable.write(fifths))
                .param("basis", basis)
                .update();
    }

    /** @return where fifths of all would end by a candidate that is or was counted */
    Quintiles fifths(FitCandidate candidate) {
        return jdbc.sql("select fifths::text from rapport.value_fit where id = :id")
                .param("id", candidate.id())
                .query((rs, n) -> FitTable.read(rs.getString(1), Quintiles.class))
                .single();
    }

    /** @return whether it is counted by these tables and segments */
    boolean isCountedBy(FitCandidate candidate, String basis) {
        return jdbc.sql("select counted_by from rapport.value_fit where id = :id")
                .param("id", candidate.id())
                .query((rs, n) -> Objects.equals(rs.getString(1), basis))
                .single();
    }

    /**
     * Adds a page to the count.
     *
     * @param customers how many were scored
     * @param moves of them
     * @param last whether that were all
     */
    void count(FitCandidate candidate, int customers, List<Moves> moves, boolean last) {
        jdbc.sql(
                        """
                insert into rapport.value_candidate_move as m (fit, kind, name, old, new, customers)
                select :id, n.* from unnest(:kinds::text[], :names::text[], :olds::text[], :news::text[], :customers::bigint[]) n
                on conflict (fit, kind, name, old, new) do update set customers = m.customers + excluded.customers""")
                .param("id", candidate.id())
                .param("kinds", Columns.of(moves, Moves::kind))
                .param("names", Columns.of(moves, Moves::name))
                .param("olds", Columns.of(moves, Moves::old))
                .param("news", Columns.of(moves, Moves::now))
                .param("customers", Columns.ofLongs(moves, Moves::customers))
                .update();
        jdbc.sql(
                        """
                update rapport.value_fit
                set compared = compared + :scored, compared_at = case when :last::boolean then :now::timestamptz end where id = :id""")
                .param("id", candidate.id())
                .param("scored", customers)
                .param("last", last)
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }
}
