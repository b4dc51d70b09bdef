package io.rapport.inbox.internal;

import io.rapport.database.AdvisoryLocks;
import io.rapport.database.RoundTrip;
import io.rapport.inbox.CustomerLock;
import io.rapport.release.NodeRelease;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The locks on the partitions that customers are spread over ({@link CustomerLock#partition}): who holds one works alone for
 * its customers until the transaction ends, by what is live then.
 */
@Component
final class PartitionLocks {

    /** A function of the database, whose plan is made once a session: it is asked before each batch. */
    static final String HOLD = "select p from rapport.hold_partitions(:class, :last, :now, :most) p";

    private final JdbcClient jdbc;
    private final NodeRelease release;

    PartitionLocks(JdbcClient jdbc, NodeRelease release) {
        this.jdbc = jdbc;
        this.release = release;
    }

    /**
     * Takes partitions that have work and that no other worker holds, those with live work first; they are held until the
     * transaction ends.
     *
     * @param now events due later do not count
     * @param most how many at the most, so that other workers find some too
     * @return the partitions held
     * @throws io.rapport.release.ReleaseNotLoaded if this node does not hold what is live
     */
    List<Integer> holdWithWork(Instant now, int most) {
        List<Integer> held = new ArrayList<>();
        release.hold(List.of(new RoundTrip.Query(
                HOLD,
                Map.of(
                        "last",
                        CustomerLock.PARTITIONS - 1,
                        "now",
                        Timestamp.from(now),
                        "most",
                        most,
                        "class",
                        AdvisoryLocks.PARTITIONS),
                row -> held.add(row.getInt(1)))));
        return held;
    }

    /**
     * Waits for partitions and holds them until the transaction ends.
     *
     * @param partitions in ascending order, so that two that want some of the same do not wait crosswise
     * @throws io.rapport.release.ReleaseNotLoaded if this node does not hold what is live
     */
    void take(Collection<Integer> partitions) {
        release.hold();
        jdbc.sql("select pg_advisory_xact_lock(:class, p) from unnest(:partitions::int[]) p")
                .param("class", AdvisoryLocks.PARTITIONS)
                .param("partitions", partitions.toArray(Integer[]::new))
                .query((rs, n) -> n)
                .list();
    }

    /**
     * Waits for the partitions of customers, and of those whom their ids lead to, and holds them until the transaction ends.
     *
     * @param partitions in any order; they are taken in ascending order
     * @param customers whose partitions they are
     * @throws OptimisticLockingFailureException if one of them was merged meanwhile: what was read before is out of date
     * @throws io.rapport.release.ReleaseNotLoaded if this node does not hold what is live
     */
    void take(Collection<Integer> partitions, Collection<String> customers) {
        release.hold();
        boolean merged = jdbc.sql("select rapport.lock_customers(:class, :partitions::int[], :customers::text[])")
                .param("class", AdvisoryLocks.PARTITIONS)
                .param("partitions", partitions.toArray(Integer[]::new))
                .param("customers", customers.toArray(String[]::new))
                .query(Boolean.class)
                .single();
        if (merged) {
            throw new OptimisticLockingFailureException("a customer was merged by another transaction");
        }
    }
}
