package io.rapport.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.CustomerLock;
import io.rapport.inbox.EventStatus;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.NewEvent;
import io.rapport.inbox.Receipt;
import io.rapport.inbox.internal.EventProcessor;
import io.rapport.outbox.Outbox;
import io.rapport.outbox.OutboxMessage;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.camunda.bpm.engine.FormService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Plays a customer's story in a test: events come in, days pass, staff complete tasks; and tells what became of it. Time
 * stands still unless {@link #pass} moves it, and everything happens in the test's own thread.
 */
@Component
public class Journeys {

    private static final String SOURCE = "urn:test";

    private static final Duration LONGEST_LOCK = Duration.ofMillis(300);

    private final Inbox inbox;
    private final EventProcessor processor;
    private final BusinessClock clock;
    private final ManagementService management;
    private final RuntimeService runtime;
    private final TaskService tasks;
    private final FormService forms;
    private final Outbox outbox;
    private final ObjectMapper json;
    private final JdbcClient jdbc;
    private final CustomerLock lock;
    private final TransactionTemplate transaction;

    Journeys(
            Inbox inbox,
            EventProcessor processor,
            BusinessClock clock,
            ManagementService management,
            RuntimeService runtime,
            TaskService tasks,
            FormService forms,
            Outbox outbox,
            ObjectMapper json,
            JdbcClient jdbc,
            CustomerLock lock,
            PlatformTransactionManager transactions) {
        this.inbox = inbox;
        this.processor = processor;
        this.clock = clock;
        this.management = management;
        this.runtime = runtime;
        this.tasks = tasks;
        this.forms = forms;
        this.outbox = outbox;
        this.json = json;
        this.jdbc = jdbc;
        this.lock = lock;
        this.transaction = new TransactionTemplate(transactions);
        this.transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** @return an id that no other test uses */
    public static String newId(String prefix) {
        return prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    /**
     * An event happens now and is handled, with all that follows from it at once.
     *
     * @return its id, by which {@link #status} tells what became of it
     */
    public String event(String type, String customerId, Map<String, Object> data) {
        String id = UUID.randomUUID().toString();
        Receipt receipt = accept(id, type, customerId, data);
        if (receipt != Receipt.ACCEPTED) {
            throw new AssertionError("the inbox answered " + receipt + " to " + type);
        }
        settle();
        return id;
    }

    /** An event comes in and waits in the inbox; {@link #settle} handles it. */
    public Receipt accept(String id, String type, String customerId, Map<String, Object> data) {
        JsonNode node = json.valueToTree(data);
        return inbox.accept(new NewEvent(SOURCE, id, type, customerId, clock.instant(), node));
    }

    /**
     * Handles all that waits in the inbox, here and now. The dispatcher's threads hold a customer's lock for a moment while
     * they send; what it keeps from being handled is tried again once they have let go of it.
     */
    public void settle() {
        long end = System.nanoTime() + LONGEST_LOCK.toNanos();
        while (isAnythingLeft()) {
            boolean handled = processor.handleNext() > 0 || processor.handleUnmatched() > 0;
            if (!handled && (System.nanoTime() > end || !awaitLocks(customersDue()))) {
                return;
            }
        }
    }

    /** @return false if there is nobody, or somebody else keeps one of their locks for long */
    private boolean awaitLocks(List<String> customers) {
        if (customers.isEmpty()) {
            return false;
        }
        try {
            transaction.executeWithoutResult(status -> {
                jdbc.sql("select set_config('lock_timeout', :longest, true)")
                        .param("longest", LONGEST_LOCK.toMillis() + "ms")
                        .query(String.class)
                        .single();
                lock.take(customers);
            });
            return true;
        } catch (ConcurrencyFailureException e) {
            // one who was merged meanwhile is looked up again
            return e instanceof OptimisticLockingFailureException;
        }
    }

    /** Who has a due event that nothing of theirs stands before. */
    private List<String> customersDue() {
        return jdbc.sql(
                        """
                select distinct e.customer_id from rapport.inbox_event e
                where e.state = 'waiting' and e.due_at <= :now
                  and not exists (select from rapport.inbox_event before
                                  where before.customer_id = e.customer_id and before.seq < e.seq
                                    and before.state = 'waiting' and before.due_at > :now)""")
                .param("now", Timestamp.from(clock.instant()))
                .query(String.class)
                .list();
    }

    /** One query instead of the dozen of a worker that finds nothing; stories ask after each step. */
    private boolean isAnythingLeft() {
        return jdbc.sql(
                        """
                select exists (select from rapport.inbox_event
                               where state in ('scheduled', 'waiting', 'unmatched', 'delivering'))
                    or exists (select from rapport.inbox_delivery where state = 'open')""")
                .query(Boolean.class)
                .single();
    }

    /** Time passes; timers fire at their moments, in their order, with all that follows from each. */
    public void pass(Duration time) {
        Instant until = clock.instant().plus(time);
        while (true) {
            List<Job> next = management
                    .createJobQuery()
                    .duedateLowerThan(Date.from(until.plusMillis(1)))
                    .withRetriesLeft()
                    .orderByJobDuedate()
                    .asc()
                    .listPage(0, 1);
            if (next.isEmpty()) {
                break;
            }
            Instant due = next.get(0).getDuedate().toInstant();
            if (due.isAfter(clock.instant())) {
                moveTo(due.plusMillis(1));
            }
            management.executeJob(next.get(0).getId());
            settle();
        }
        moveTo(until);
        settle();
    }

    /** Sets the clock to a moment. */
    public void moveTo(Instant moment) {
        clock.moveTo(moment);
        if (Math.abs(ClockUtil.getCurrentTime().getTime() - moment.toEpochMilli()) > 5_000) {
            throw new AssertionError("the engine's clock does not follow the business clock");
        }
    }

    /** Back to the real time. */
    public void now() {
        clock.moveBy(Duration.ZERO);
    }

    /**
     * Ends a story: back to the real time, and without the timers that its journeys still wait for. They would fire in each
     * later story through which time passes, and tell it nothing.
     */
    public void end() {
        now();
        jdbc.sql("delete from rapport.act_ru_job where type_ = 'timer' and process_instance_id_ is not null")
                .update();
    }

    /** Lets the events go that nobody has handled, so that no other class has to. */
    public void dropEvents() {
        jdbc.sql("delete from rapport.inbox_event where state in ('scheduled', 'waiting', 'unmatched', 'delivering')")
                .update();
    }

    /** Staff complete a task with its form, as Tasklist does. */
    public void complete(Task task, Map<String, Object> answers) {
        forms.submitTaskForm(task.getId(), answers);
        settle();
    }

    /** @return the open task of a kind about something; fails if there is not exactly one */
    public Task task(String businessKey, String task) {
        List<Task> open = tasks.createTaskQuery()
                .processInstanceBusinessKey(businessKey)
                .taskDefinitionKey(task)
                .list();
        if (open.size() != 1) {
            throw new AssertionError("expected one open task '" + task + "' about " + businessKey + ", found " + open);
        }
        return open.get(0);
    }

    /** @return the keys of all open tasks about something, sorted */
    public List<String> openTasks(String businessKey) {
        return tasks.createTaskQuery().processInstanceBusinessKey(businessKey).list().stream()
                .map(Task::getTaskDefinitionKey)
                .sorted()
                .toList();
    }

    /** @return names of the messages queued for a customer, oldest first */
    public List<String> messages(String customerId) {
        return outbox.messages(customerId).stream()
                .sorted(java.util.Comparator.comparing(OutboxMessage::queuedAt))
                .map(OutboxMessage::message)
                .toList();
    }

    /** @return names of the messages that these journeys queued for a customer, oldest first */
    public List<String> messages(String customerId, String... journeys) {
        List<String> wanted = List.of(journeys);
        return outbox.messages(customerId).stream()
                .filter(message -> wanted.contains(message.journey()))
                .sorted(java.util.Comparator.comparing(OutboxMessage::queuedAt))
                .map(OutboxMessage::message)
                .toList();
    }

    /** @return the running instance of a journey about something, null if there is none */
    public ProcessInstance instance(String journey, String businessKey) {
        return runtime.createProcessInstanceQuery()
                .processDefinitionKey(journey)
                .processInstanceBusinessKey(businessKey)
                .singleResult();
    }

    /** @return what became of an event that {@link #accept} took */
    public EventStatus status(String id) {
        return inbox.status(SOURCE, id).orElseThrow();
    }

    /** @return how the newest instance of a journey about something ended; null while it runs */
    public String outcome(String journey, String businessKey) {
        return jdbc.sql(
                        """
                select case when ended_at is null then null else outcome end as outcome from rapport.journey
                where journey = :journey and business_key = :key order by started_at desc limit 1""")
                .param("journey", journey)
                .param("key", businessKey)
                .query((rs, n) -> java.util.Optional.ofNullable(rs.getString(1)))
                .single()
                .orElse(null);
    }

    /** @return how the newest instance is recorded to end, though parts of it may still run; null if not yet known */
    public String exit(String journey, String businessKey) {
        return jdbc.sql(
                        """
                select outcome from rapport.journey
                where journey = :journey and business_key = :key order by started_at desc limit 1""")
                .param("journey", journey)
                .param("key", businessKey)
                .query((rs, n) -> java.util.Optional.ofNullable(rs.getString(1)))
                .single()
                .orElse(null);
    }

    /** @return whether an instance of the journey about something runs */
    public boolean isRunning(String journey, String businessKey) {
        return runtime.createProcessInstanceQuery()
                        .processDefinitionKey(journey)
                        .processInstanceBusinessKey(businessKey)
                        .count()
                > 0;
    }
}
