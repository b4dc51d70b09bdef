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
import java.util.Map;
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
 * those all are scored once more. So what changes by the passing of time is news, and what changes by new models is not. Each
 * step is one transaction and notes how far it has come, on one node at a time: whatever breaks off goes on from there.
 */
@Component
@EnableConfigurationProperties(ValueProperties.class)
public final class ValueRun {

    private static final Logger LOG = LoggerFactory.getLogger(ValueRun.class);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final ValueStatistics statistics;
    private final FitTable fits;
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
        /** Models are fitted. */
        FITTING,
        /** All are scored by the new models, or by the borders that many who were brought in have moved: state, and no news. */
        REFITTED;

        private String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param phase {@code null} if nothing is under way @param after the last customer who is scored in it */
    private record Progress(boolean requested, LocalDate fittedOn, Phase phase, String after) {}

    /** Has models fitted and all scored as soon as a node gets to it. */
    public void request() {
        jdbc.sql("update rapport.value_run set requested_at = :now where requested_at is null")
                .param("now", Timestamp.from(clock.instant()))
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
            boolean due = progress.requested() || isDue(progress, today);
            if (!due && !isBroughtIn()) {
                return false;
            }
            // with a day's passing behind it, only the borders are left to be found
            begin(due || !today.equals(progress.fittedOn()) ? Phase.PASSING : Phase.REFITTED, today);
            return true;
        }
        if (progress.phase() == Phase.FITTING) {
            // what follows from the passing of time is raised before the new models make it state
            return !changed.isBusy(ChangeKind.BULK) && fit(today);
        }
        score(progress, today);
        return true;
    }

    private static Progress progress(ResultSet rs) throws SQLException {
        String phase = rs.getString("phase");
        return new Progress(
                rs.getTimestamp("requested_at") != null,
                rs.getObject("fitted_on", LocalDate.class),
                phase == null ? null : Phase.valueOf(phase.toUpperCase(Locale.ROOT)),
                rs.getString("after_customer"));
    }

    private boolean isDue(Progress progress, LocalDate today) {
        LocalTime now = clock.instant().atZone(zone).toLocalTime();
        return (progress.fittedOn() == null || progress.fittedOn().isBefore(today)) && !now.isBefore(properties.at());
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
        jdbc.sql("update rapport.value_run set phase = :phase, after_customer = '', scored = 0")
                .param("phase", phase.code())
                .update();
    }

    private boolean fit(LocalDate today) {
        long begin = System.nanoTime();
        Instant now = clock.instant();
        ValueStatistics.Reading reading = statistics.read(today, zone, properties.leastRepeaters());
        FitOutcome outcome = fitted(reading.data(), now);
        jdbc.sql(
                        """
                update rapport.value_run
                set requested_at = null, fitted_on = :today, outcome = :outcome, outcome_at = :now, phase = null,
                    customers = :customers, repeaters = :repeaters, weeks = :weeks""")
                .param("today", today)
                .param("outcome", outcome.code())
                .param("now", Timestamp.from(now))
                .param("customers", reading.quantity().customers())
                .param("repeaters", reading.quantity().repeaters())
                .param("weeks", reading.quantity().weeks())
                .update();
        if (outcome == FitOutcome.LIVE || quintiles.isOutdated()) {
            begin(Phase.REFITTED, today);
        }
        LOG.info("Models of value: {}, after {} s", outcome.code(), (System.nanoTime() - begin) / 1_000_000_000);
        return true;
    }

    /** @param data {@code null} if there is too little */
    private FitOutcome fitted(FitData data, Instant now) {
        if (data == null) {
            return FitOutcome.TOO_LITTLE;
        }
        ValueFit live = fits.live().stream()
                .filter(kept -> kept.cohort().equals(FitTable.ALL))
                .map(StoredFit::fit)
                .findFirst()
                .orElse(null);
        Optional<ValueFit> fit = ValueFitting.all(data, live);
        if (fit.isEmpty()) {
            return FitOutcome.UNDETERMINED;
        }
        if (fit.get().isWorse()) {
            fits.keepBack(fit.get(), now);
            return FitOutcome.KEPT_BACK;
        }
        fits.live().forEach(kept -> fits.end(kept.cohort()));
        fits.live(FitTable.ALL, fit.get(), now);
        Map<Integer, ValueFit> cohorts = ValueFitting.cohorts(data, fit.get(), properties.leastRepeaters());
        cohorts.forEach((year, cohort) -> fits.live(year.toString(), cohort, now));
        return FitOutcome.LIVE;
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

    /** @return the newest fit that did worse than the live one, if it is younger than that */
    public Optional<StoredFit> keptBack() {
        return fits.keptBack();
    }
}
