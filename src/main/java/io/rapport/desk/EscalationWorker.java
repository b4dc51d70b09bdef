package io.rapport.desk;

import io.rapport.calendar.BusinessClock;
import io.rapport.database.PollingWorker;
import io.rapport.desk.TaskEscalations.Due;
import java.time.Duration;
import java.time.Instant;
import org.camunda.bpm.engine.ProcessEngineException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Brings tasks that nobody has done in time before the lead of their queue, each once. */
@Component
public class EscalationWorker extends PollingWorker {

    private static final Logger LOG = LoggerFactory.getLogger(EscalationWorker.class);

    /** As of a broken promise: before all usual work, and behind what is critical. */
    private static final int PRIORITY = 80;

    private final TaskEscalations escalations;
    private final TaskQueues queues;
    private final LiveStaff live;
    private final BusinessClock clock;
    private final TransactionTemplate transaction;

    /** @param poll between two runs; zero on a node that leaves this to others */
    EscalationWorker(
            TaskEscalations escalations,
            TaskQueues queues,
            LiveStaff live,
            BusinessClock clock,
            PlatformTransactionManager transactions,
            @Value("${rapport.escalation.poll:1m}") Duration poll) {
        super("escalations", poll, "Tasks that nobody has done in time", "cannot be brought before a lead");
        this.escalations = escalations;
        this.queues = queues;
        this.live = live;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
        clock.follow(distance -> wake());
    }

    /** Brings before the leads what is to come before them now; safe on several nodes at once. */
    public void escalate() {
        Instant now = clock.instant();
        escalations.due(now).forEach(due -> escalate(due, now));
    }

    private void escalate(Due due, Instant now) {
        String lead = live.queue(due.queue()).map(StaffQueue::lead).orElse(null);
        try {
            transaction.executeWithoutResult(status -> {
                // the customer's lock, which the engine takes, before the row
                queues.bringBefore(due.taskId(), PRIORITY, lead);
                escalations.escalated(due.taskId(), lead, now);
            });
        } catch (ProcessEngineException failure) {
            // the next round asks again
            if (TaskGone.orChangedIsSaidBy(failure)) {
                LOG.debug("The task {} was done or changed by somebody meanwhile", due.taskId(), failure);
            } else {
                LOG.warn("The task {} cannot be brought before the lead {}", due.taskId(), lead, failure);
            }
        }
    }

    @Override
    protected void work() {
        escalate();
    }
}
