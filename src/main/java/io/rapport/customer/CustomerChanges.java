package io.rapport.customer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.WorkingTime;
import io.rapport.database.AdvisoryLocks;
import io.rapport.database.DatabaseFaults;
import io.rapport.inbox.EventArchive;
import io.rapport.release.NodeRelease;
import io.rapport.release.ReleaseNotLoaded;
import java.time.LocalDate;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.OrderUtils;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Has changed customers evaluated, some hundred in a transaction and one transaction at a time on all nodes. A customer who
 * cannot be evaluated is left for later, alone; it is tried again until it succeeds.
 */
@Component
public final class CustomerChanges {

    private static final Logger LOG = LoggerFactory.getLogger(CustomerChanges.class);

    private static final int BATCH = 200;

    /** Rows of one customer often stand together. */
    private static final int ROWS = 500;

    private static final ChangeKind[] KINDS = ChangeKind.values();

    private final JdbcClient jdbc;
    private final NodeRelease release;
    private final TransactionTemplate transaction;
    private final ObjectProvider<CustomerChangeListener> listeners;
    private final EventArchive archive;
    private final QuietImports quietImports;
    private final BusinessClock clock;
    private final WorkingTime workingTime;
    private final Counter evaluated;
    private final Counter failed;

    CustomerChanges(
            JdbcClient jdbc,
            NodeRelease release,
            PlatformTransactionManager transactions,
            ObjectProvider<CustomerChangeListener> listeners,
            EventArchive archive,
            BusinessClock clock,
            WorkingTime workingTime,
            MeterRegistry metrics) {
        this.jdbc = jdbc;
        this.release = release;
        this.transaction = new TransactionTemplate(transactions);
        this.listeners = listeners;
        this.archive = archive;
        this.quietImports = new QuietImports(jdbc);
        this.clock = clock;
        this.workingTime = workingTime;
        this.evaluated = metrics.counter("rapport.customer.changes", "outcome", "done");
        this.failed = metrics.counter("rapport.customer.changes", "outcome", "failed");
    }

    /**
     * Evaluates the next customers; who changed just now goes before those of whom many changed.
     *
     * @return how many were taken up; 0 if nobody is due, or another node is at it
     * @throws RuntimeException if the database is away, or this node does not hold what is live; nothing is counted against
     *     any customer then
     */
    public int evaluateNext() {
        return evaluateSet().customers();
    }

    /**
     * Evaluates the next customers, as {@link #evaluateNext} does.
     *
     * @return whether others were due, too. Where there were none, who changes from now on is better left until some have
     *     come together: a set of few costs nearly as much as one of many
     * @throws RuntimeException as there
     */
    public boolean evaluateSome() {
        return evaluateSet().areMore();
    }

    private Picked evaluateSet() {
        AtomicReference<Picked> picked = new AtomicReference<>(Picked.NOBODY);
        try {
            take(() -> {
                picked.set(next());
                evaluate(picked.get().ids());
            });
        } catch (RuntimeException e) {
            if (isNobodysFault(e) || picked.get().customers() == 0) {
                throw e;
            }
            LOG.debug(
                    "{} customers could not be evaluated together and are divided",
                    picked.get().customers(),
                    e);
            divide(picked.get().ids(), e);
        }
        return picked.get();
    }

    /**
     * Evaluates customers until nobody is due.
     *
     * @return how many were taken up
     */
    public int evaluateAll() {
        int all = 0;
        for (int some = evaluateNext(); some > 0; some = evaluateNext()) {
            all += some;
        }
        return all;
    }

    /**
     * Does work on the derived tables while no node evaluates changed customers, in a transaction. It waits for a batch at
     * the most; keep the work as short.
     *
     * @param work statements on many customers
     */
    public void alone(Runnable work) {
        transaction.executeWithoutResult(status -> {
            release.hold();
            jdbc.sql("select pg_advisory_xact_lock(:class, :one)")
                    .param("class", AdvisoryLocks.CUSTOMER_CHANGES)
                    .param("one", AdvisoryLocks.ONLY_ONE)
                    .query()
                    .listOfRows();
            byKeys();
            work.run();
        });
    }

    /** Who is due, in the order in which they are taken. @param areMore whether that is not all of them */
    private record Picked(List<String> ids, boolean areMore) {

        static final Picked NOBODY = new Picked(List.of(), false);

        int customers() {
            return ids.size();
        }
    }

    /** Does something unless another node is at it. */
    private void take(Runnable work) {
        transaction.executeWithoutResult(status -> {
            release.hold();
            if (isFree()) {
                work.run();
            }
        });
    }

    private boolean isFree() {
        return jdbc.sql("select pg_try_advisory_xact_lock(:class, :one)")
                .param("class", AdvisoryLocks.CUSTOMER_CHANGES)
                .param("one", AdvisoryLocks.ONLY_ONE)
                .query(Boolean.class)
                .single();
    }

    private Picked next() {
        List<String> rows = jdbc.sql(
                        """
                select customer_id from rapport.changed_customer
                where not_before is null or not_before <= clock_timestamp()
                order by kind, seq limit :rows""")
                .param("rows", ROWS)
                .query(String.class)
                .list();
        List<String> due = rows.stream().distinct().toList();
        return new Picked(due.subList(0, Math.min(BATCH, due.size())), due.size() > BATCH || rows.size() == ROWS);
    }

    /** What is noted from here on is committed after this transaction, and evaluated by the next one. */
    private void evaluate(Collection<String> ids) {
        if (ids.isEmpty()) {
            return;
        }
        Map<String, Set<ChangeKind>> kinds = new TreeMap<>();
        Map<String, Integer> first = new HashMap<>();
        Set<String> erased = new HashSet<>();
        jdbc.sql(
                        """
                delete from rapport.changed_customer c where customer_id = any(:ids)
                returning customer_id, kind, first_listener,
                          exists (select from rapport.customer where id = c.customer_id and erased_at is not null) as erased""")
                .param("ids", ids.toArray(String[]::new))
                .query(row -> {
                    String id = row.getString("customer_id");
                    kinds.computeIfAbsent(id, none -> EnumSet.noneOf(ChangeKind.class))
                            .add(KINDS[row.getInt("kind")]);
                    first.merge(id, row.getInt("first_listener"), Math::min);
                    if (row.getBoolean("erased")) {
                        erased.add(id);
                    }
                });
        byKeys();
        Map<String, ChangeKind> resolved = resolved(kinds);
        listeners.orderedStream().forEach(listener -> {
            int order = OrderUtils.getOrder(listener.getClass(), Ordered.LOWEST_PRECEDENCE);
            List<CustomerChange> changes = resolved.entrySet().stream()
                    .filter(entry -> first.get(entry.getKey()) <= order)
                    .map(entry -> new CustomerChange(entry.getKey(), entry.getValue()))
                    .toList();
            if (!changes.isEmpty()) {
                listener.changed(changes);
            }
        });
        if (!erased.isEmpty()) {
            listeners.forEach(listener -> listener.erased(erased));
            archive.emptyNews(erased, CustomerChangeListener.SOURCE);
        }
        evaluated.increment(kinds.size());
    }

    /** What days alone change about customers of an import is no news before the day that was said with it. */
    private Map<String, ChangeKind> resolved(Map<String, Set<ChangeKind>> kinds) {
        Map<String, ChangeKind> resolved = new TreeMap<>();
        kinds.forEach((id, noted) -> resolved.put(id, ChangeKind.of(noted)));
        List<String> byDays = resolved.entrySet().stream()
                .filter(entry -> entry.getValue() == ChangeKind.BULK)
                .map(Map.Entry::getKey)
                .toList();
        LocalDate today = LocalDate.ofInstant(clock.instant(), workingTime.zone());
        quietImports.among(byDays, today).forEach(id -> resolved.put(id, ChangeKind.FIRST));
        return resolved;
    }

    /**
     * What is derived is asked for and written by the keys of some customers. The planner does not know how many, and while
     * the tables are new it expects them to be small: until the transaction ends it takes the keys, by plans that a connection
     * makes once. A table without a fitting key counts as so expensive then that the whole would be compiled for it.
     */
    private void byKeys() {
        jdbc.sql(
                        """
                select set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true),
                       set_config('jit', 'off', true)""")
                .query()
                .listOfRows();
    }

    /** Halves what failed until those are alone for whom it fails. */
    private void divide(List<String> ids, RuntimeException failure) {
        if (ids.size() == 1) {
            putOff(ids.get(0), failure);
            return;
        }
        int middle = ids.size() / 2;
        for (List<String> half : List.of(ids.subList(0, middle), ids.subList(middle, ids.size()))) {
            try {
                take(() -> evaluate(new TreeSet<>(half)));
            } catch (RuntimeException e) {
                if (isNobodysFault(e)) {
                    throw e;
                }
                divide(half, e);
            }
        }
    }

    private static boolean isNobodysFault(RuntimeException failure) {
        return failure instanceof ReleaseNotLoaded || DatabaseFaults.isUnavailable(failure);
    }

    private void putOff(String customerId, RuntimeException failure) {
        failed.increment();
        LOG.warn("Customer {} cannot be evaluated now; tried again later", customerId, failure);
        jdbc.sql(
                        """
                with gone as (
                    delete from rapport.changed_customer where customer_id = :customer
                    returning kind, since, attempts, first_listener)
                insert into rapport.changed_customer (kind, customer_id, first_listener, since, attempts, not_before)
                select case when bool_or(kind = :first) then :first when bool_or(kind = :live) then :live else :bulk end,
                       :customer, min(first_listener), min(since), max(attempts) + 1,
                       clock_timestamp() + least(interval '1 second' * 2 ^ least(max(attempts) + 1, 12), interval '1 hour')
                from gone having count(*) > 0""")
                .param("customer", customerId)
                .param("first", ChangeKind.FIRST.ordinal())
                .param("live", ChangeKind.LIVE.ordinal())
                .param("bulk", ChangeKind.BULK.ordinal())
                .update();
    }
}
