package io.rapport.journey.internal;

import io.rapport.inbox.CustomerLock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.camunda.bpm.engine.impl.cmd.ExecuteJobsCmd;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.jobexecutor.AcquiredJobs;
import org.camunda.bpm.engine.impl.jobexecutor.JobFailureCollector;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Due timers of journeys, many in one transaction, as events are: at most one a customer, so that none of them builds
 * upon another, and the customers' locks taken before anything is read. What a journey does has its effects in the
 * database alone, so that a transaction that fails leaves nothing; a company's own processes in the same engine may do
 * other things, and are left to the engine's way.
 */
@Component
final class DueTimers {

    private final JdbcClient jdbc;
    private final CustomerLock lock;

    DueTimers(JdbcClient jdbc, CustomerLock lock) {
        this.jdbc = jdbc;
        this.lock = lock;
    }

    /**
     * Puts jobs together that may share a transaction.
     *
     * @param found by the engine; jobs of one instance are one batch, in their order
     * @param batches into how many batches at the most; two of them never wait for each other
     * @return the same jobs; those of customers that have more than one due are as they were
     */
    AcquiredJobs gather(AcquiredJobs found, int batches) {
        Map<String, String> customers =
                customers(found.getJobIdBatches().stream().flatMap(List::stream).toList());
        Map<String, Integer> due = new HashMap<>();
        customers.values().forEach(customer -> due.merge(customer, 1, Integer::sum));
        AcquiredJobs gathered = new AcquiredJobs(found.getNumberOfJobsAttemptedToAcquire());
        Map<Integer, List<String>> together = new TreeMap<>();
        for (List<String> jobs : found.getJobIdBatches()) {
            String customer = jobs.size() == 1 ? customers.get(jobs.get(0)) : null;
            if (customer != null && due.get(customer) == 1) {
                together.computeIfAbsent(CustomerLock.batch(customer, batches), batch -> new ArrayList<>())
                        .add(jobs.get(0));
            } else {
                gathered.addJobIdBatch(jobs);
            }
        }
        together.values().forEach(gathered::addJobIdBatch);
        return gathered;
    }

    /**
     * Fires timers in the transaction of a command.
     *
     * @param jobs that the engine found due and keeps for this node
     * @return false if they may not share a transaction; then nothing has happened
     */
    boolean fire(List<String> jobs, CommandContext context) {
        Set<String> customers = new HashSet<>(customers(jobs).values());
        if (customers.size() < jobs.size()) {
            return false;
        }
        lock.take(customers);
        for (String job : jobs) {
            new ExecuteJobsCmd(job, new JobFailureCollector(job)).execute(context);
        }
        return true;
    }

    /** Whose journeys the jobs belong to; other processes' jobs are missing. */
    private Map<String, String> customers(Collection<String> jobs) {
        Map<String, String> customers = new HashMap<>();
        if (!jobs.isEmpty()) {
            jdbc.sql(
                            """
                    select t.id_, j.customer_id
                    from rapport.act_ru_job t join rapport.journey j on j.instance_id = t.process_instance_id_
                    where t.id_ = any(:jobs)""")
                    .param("jobs", jobs.toArray(String[]::new))
                    .query(row -> {
                        customers.put(row.getString("id_"), row.getString("customer_id"));
                    });
        }
        return customers;
    }
}
