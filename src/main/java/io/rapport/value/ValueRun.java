package io.rapport.value;

import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.WorkingTime;
import io.rapport.customer.ChangeKind;
import io.rapport.customer.ChangedCustomers;
import io.rapport.customer.CustomerChangeListener;
import io.rapport.customer.CustomerChanges;
import io.rapport.database.AdvisoryLocks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The nightly run: all customers are scored by the models that are live, models are fitted, and if they take the place of
 * those all are scored once more. So what changes by the passing of time is news, and what changes by new models is not. Models
 * that are tried, that are to be asked for or that do worse wait as a candidate instead, and it is counted who would move by
 * them. Each step is one transaction and notes how far it has come, on one node at a time: whatever breaks off goes on from there.
 */
@Component
@EnableConfigurationProperties(ValueProperties.class)
public final class ValueRun {

    private static final Logger LOG = LoggerFactory.getLogger(ValueRun.class);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final ValueStatistics statistics;
    private final FitTable fits;
    private final FitCandidates candidates;
    private final CandidateCount count;
    private final QuintileTable quintiles;
    private final ScoringOfAll scoring;
    private final CustomerChanges changes;
    private final ChangedCustomers changed;
    private final ValueProperties properties;
    private final ZoneId zone;
    private final BusinessClock clock;

    ValueRun(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            ValueStatistics statistics,
            FitTable fits,
            FitCandidates candidates,
            CandidateCount count,
            QuintileTable quintiles,
            ScoringOfAll scoring,
            CustomerChanges changes,
            ChangedCustomers changed,
            ValueProperties properties,
            WorkingTime shop,
            BusinessClock clock) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.statistics = statistics;
        this.fits = fits;
        this.candidates = candidates;
        this.count = count;
        this.quintiles = quintiles;
        this.scoring = scoring;
        this.changes = changes;
        this.changed = changed;
        this.properties = properties;
        this.zone = shop.zone();
        this.clock = clock;
    }

    /** What is to be done next. */
    private enum Phase {
        /** All are scored by the models that were live: what has changed by the passing of time is news. */
        PASSING,
        /** Models are fitted, or a candidate is made live. */
        FITTING,
        /** All are scored by the new models, or by the borders that many who were brought in have moved: state, and no news. */
        REFITTED,
        /** It is counted who would move by a candidate. */
        COMPARING;

        private String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How far it has come.
     *
     * @param requestedBy who wants a fit to be tried; {@code null} if nobody
     * @param repeated whether the night's run is wanted at this time of day
     * @param fittedOn the day of the last night's fit
     * @param phase {@code null} if nothing is under way
     * @param after the last customer who is scored in it
     */
    private record Progress(String requestedBy, boolean repeated, LocalDate fittedOn, Phase phase, String after) {}

    /**
     * Has models fitted on the orders of now, as soon as a node gets to it. They become the candidate, in the place of the one
     * that there is, and nobody is scored by them.
     *
     * @param login who wants it
     */
    public void request(String login) {
        jdbc.sql(
                        """
                update rapport.value_run set requested_at = :now, requested_by = :login where requested_at is null""")
                .param("now", Timestamp.from(clock.instant()))
                .param("login", login)
                .update();
    }

    /** @return when models are fitted and all customers scored, each day in the company's time zone */
    public LocalTime at() {
        return properties.at();
    }

    /** Has the last night's run done once more, as soon as a node gets to it: much was brought in since. */
    public void repeatNight() {
        jdbc.sql("update rapport.value_run set fitted_on = null, requested_at = :now, requested_by = null")
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    /**
     * Lets the nights before a day pass without a run, as while a demo replays weeks within minutes. {@link #repeatNight} has one
     * run all the same, after which this is to be said again.
     *
     * @param day the first whose night has its run
     */
    public void restUntil(LocalDate day) {
        jdbc.sql("update rapport.value_run set fitted_on = :eve")
                .param("eve", day.minusDays(1))
                .update();
    }

    /**
     * Does the next step, if one is due: a page of customers, or a fit.
     *
     * @return whether there may be another one; false also while another node is at it
     */
    public boolean advance() {
        return Boolean.TRUE.equals(transaction.execute(status -> isFree() && step()));
    }

    private boolean isFree() {
        return jdbc.sql("select pg_try_advisory_xact_lock(:class, :one)")
                .param("class", AdvisoryLocks.VALUE_RUN)
                .param("one", AdvisoryLocks.ONLY_ONE)
                .query(Boolean.class)
                .single();
    }

    private boolean step() {
        Progress progress = jdbc.sql("select * from rapport.value_run")
                .query((rs, n) -> progress(rs))
                .single();
        LocalDate today = LocalDate.ofInstant(clock.instant(), zone);
        if (progress.phase() == null) {
            return next(progress, today);
        }
        switch (progress.phase()) {
            case FITTING -> {
                // what follows from the passing of time is raised before the new models make it state
                if (changed.isBusy(ChangeKind.BULK)) {
                    return false;
                }
                Optional<FitCandidate> decided = decided();
                if (decided.isPresent()) {
                    makeLive(decided.get());
                } else if (today.equals(progress.fittedOn())) {
                    // the decision was taken back
                    begin(null);
                } else {
                    fit(today);
                }
            }
            case COMPARING -> compare(progress, today);
            default -> score(progress, today);
        }
        return true;
    }

    /** @return whether there was something to begin */
    private boolean next(Progress progress, LocalDate today) {
        boolean decided = decided().isPresent();
        if (decided && today.equals(progress.fittedOn())) {
            begin(Phase.FITTING);
        } else if (decided || isDue(progress, today)) {
            begin(Phase.PASSING, today);
        } else if (isBroughtIn()) {
            // with a day's passing behind it, only the borders are left to be found
            begin(today.equals(progress.fittedOn()) ? Phase.REFITTED : Phase.PASSING, today);
        } else if (count.isDue(candidates.find())) {
            begin(Phase.COMPARING);
        } else if (progress.requestedBy() != null) {
            attempt(progress.requestedBy(), today);
        } else {
            return false;
        }
        return true;
    }

    private Optional<FitCandidate> decided() {
        return candidates.find().filter(one -> one.all().decision() != null);
    }

    private static Progress progress(ResultSet rs) throws SQLException {
        String phase = rs.getString("phase");
        return new Progress(
                rs.getString("requested_by"),
                rs.getTimestamp("requested_at") != null && rs.getString("requested_by") == null,
                rs.getObject("fitted_on", LocalDate.class),
                phase == null ? null : Phase.valueOf(phase.toUpperCase(Locale.ROOT)),
                rs.getString("after_customer"));
    }

    private boolean isDue(Progress progress, LocalDate today) {
        LocalTime now = clock.instant().atZone(zone).toLocalTime();
        return (progress.fittedOn() == null || progress.fittedOn().isBefore(today))
                && (progress.repeated() || !now.isBefore(properties.at()));
    }

    /** What files bring in is no news, nor is what follows from it for the others: it waits until the files are in. */
    private boolean isBroughtIn() {
        return !changed.isBusy(ChangeKind.FIRST) && quintiles.isOutdated();
    }

    private void begin(Phase phase, LocalDate today) {
        if (phase == Phase.REFITTED || !quintiles.isOutdated()) {
            changes.alone(() -> scoring.begin(today));
        }
        if (phase == Phase.REFITTED) {
            quintiles.noteFound();
        }
        scoreAll(phase);
    }

    private void scoreAll(Phase phase) {
        begin(phase);
        jdbc.sql("update rapport.value_run set scored = 0").update();
    }

    private void begin(Phase phase) {
        jdbc.sql("update rapport.value_run set phase = :phase, after_customer = ''")
                .param("phase", phase == null ? null : phase.code(), Types.VARCHAR)
                .update();
    }

    private void fit(LocalDate today) {
        FitOutcome outcome = fit(today, properties.release() == FitRelease.AUTOMATIC, null);
        jdbc.sql(
                        """
                update rapport.value_run
                set fitted_on = :today, phase = null,
                    requested_at = case when requested_by is not null then requested_at end""")
                .param("today", today)
                .update();
        if (outcome == FitOutcome.LIVE || quintiles.isOutdated()) {
            begin(Phase.REFITTED, today);
        }
    }

    private void attempt(String login, LocalDate today) {
        fit(today, false, login);
        jdbc.sql("update rapport.value_run set requested_at = null, requested_by = null")
                .update();
    }

    private FitOutcome fit(LocalDate today, boolean live, String login) {
        long begin = System.nanoTime();
        Instant now = clock.instant();
        ValueStatistics.Reading reading = statistics.read(today, zone, properties.leastRepeaters());
        FitOutcome outcome = fitted(reading.data(), live, login, now);
        note(outcome, now);
        jdbc.sql(
                        """
                update rapport.value_run set customers = :customers, repeaters = :repeaters, weeks = :weeks""")
                .param("customers", reading.quantity().customers())
                .param("repeaters", reading.quantity().repeaters())
                .param("weeks", reading.quantity().weeks())
                .update();
        LOG.info("Models of value: {}, after {} s", outcome.code(), (System.nanoTime() - begin) / 1_000_000_000);
        return outcome;
    }

    private void note(FitOutcome outcome, Instant at) {
        jdbc.sql("update rapport.value_run set outcome = :outcome, outcome_at = :at")
                .param("outcome", outcome.code())
                .param("at", Timestamp.from(at))
                .update();
    }

    /** @param data {@code null} if there is too little */
    private FitOutcome fitted(FitData data, boolean live, String login, Instant now) {
        if (data == null) {
            return FitOutcome.TOO_LITTLE;
        }
        ValueFit before = fits.live().stream().map(StoredFit::fit).findFirst().orElse(null);
        ValueFit fit = ValueFitting.all(data, before).orElse(null);
        if (fit == null) {
            return FitOutcome.UNDETERMINED;
        }
        FittedModels models = new FittedModels(fit, ValueFitting.cohorts(data, fit, properties.leastRepeaters()));
        if (live && !fit.isWorse()) {
            fits.live(models, now);
            return FitOutcome.LIVE;
        }
        fits.await(models, login, now);
        return fit.isWorse() ? FitOutcome.KEPT_BACK : FitOutcome.CANDIDATE;
    }

    /** By the borders that its moves were counted by, so that those move who it was said of. */
    private void makeLive(FitCandidate candidate) {
        if (candidate.state() == FitCandidate.State.OVERTAKEN) {
            request(candidate.all().decision().by());
            candidates.reopen(candidate);
            begin(null);
            return;
        }
        changes.alone(() -> quintiles.write(candidates.fifths(candidate)));
        fits.makeLive();
        note(FitOutcome.LIVE, candidate.all().at());
        scoreAll(Phase.REFITTED);
        LOG.info("Models of value: the candidate of {} is live", candidate.all().at());
    }

    private void compare(Progress progress, LocalDate today) {
        FitCandidate candidate = candidates.find().orElse(null);
        if (candidate == null) {
            begin(null);
            return;
        }
        changes.alone(() -> {
            String last = count.next(candidate, progress.after(), today);
            jdbc.sql("update rapport.value_run set after_customer = :after, phase = :phase")
                    .param("after", last == null ? "" : last)
                    .param("phase", last == null ? null : Phase.COMPARING.code(), Types.VARCHAR)
                    .update();
        });
    }

    private void score(Progress progress, LocalDate today) {
        changes.alone(() -> {
            ScoringOfAll.Page page = scoring.next(progress.after(), today, clock.instant());
            changed.note(
                    page.moved(),
                    progress.phase() == Phase.PASSING ? ChangeKind.BULK : ChangeKind.FIRST,
                    CustomerChangeListener.LIFECYCLE);
            jdbc.sql(
                            """
                    update rapport.value_run
                    set after_customer = :after, scored = scored + :scored,
                        phase = case when :last then :next else phase end,
                        scored_at = case when :last then :now else scored_at end""")
                    .param("after", page.last() == null ? "" : page.last())
                    .param("last", page.last() == null)
                    .param("next", progress.phase() == Phase.PASSING ? Phase.FITTING.code() : null, Types.VARCHAR)
                    .param("scored", page.scored())
                    .param("now", Timestamp.from(clock.instant()))
                    .update();
        });
    }

    /** @return how the last run ended and how far the scoring is */
    public ValueRunState state() {
        return jdbc.sql(
                        """
                select outcome, outcome_at, customers, repeaters, weeks, requested_at is not null as requested, phase in ('passing', 'refitted') as scoring,
                       scored, scored_at
                from rapport.value_run""")
                .query((rs, n) -> new ValueRunState(
                        Optional.ofNullable(rs.getString("outcome")).map(FitOutcome::of),
                        instant(rs, "outcome_at"),
                        rs.getObject("weeks") == null
                                ? Optional.empty()
                                : Optional.of(
                                        ValueStatistics.quantity(rs, rs.getLong("weeks"), properties.leastRepeaters())),
                        rs.getBoolean("requested"),
                        rs.getBoolean("scoring"),
                        rs.getLong("scored"),
                        instant(rs, "scored_at")))
                .single();
    }

    private static Instant instant(ResultSet rs, String column) throws SQLException {
        Timestamp value = rs.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }

    /** @return the live fits, that for all customers first; none as long as there is too little to fit on */
    public List<StoredFit> live() {
        return fits.live();
    }
}
