package io.rapport.desk;

import io.rapport.database.DatabaseFaults;
import io.rapport.database.PollingWorker;
import io.rapport.desk.Deputies.DeputyTask;
import io.rapport.desk.Deputies.Present;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives the open tasks of advisers who are absent to their deputies, those about their own customers, and gives them
 * back when they are there again. Tasks that somebody claimed for other reasons stay: their queue's leads and the person's
 * deputy may put them back. What a deputy has begun is theirs: a task on which they have written a comment.
 */
@Component
public class AbsenceHandover extends PollingWorker {

    private static final Logger LOG = LoggerFactory.getLogger(AbsenceHandover.class);

    /** The property of a task of the model by which it is the adviser's. */
    private static final String ASSIGNED_TO = "assigned-to";

    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Absences absences;
    private final Advisers advisers;
    private final Deputies deputies;
    private final TaskService tasks;
    private final RepositoryService repository;
    private final TransactionTemplate transaction;

    /** The tasks that the last round could not hand over, and that are logged. */
    private volatile Set<String> logged = Set.of();

    AbsenceHandover(
            Absences absences,
            Advisers advisers,
            Deputies deputies,
            TaskService tasks,
            RepositoryService repository,
            PlatformTransactionManager transactions) {
        super("absences", EVERY, EVERY, "Tasks of staff who are absent", "cannot be handed over");
        this.absences = absences;
        this.advisers = advisers;
        this.deputies = deputies;
        this.tasks = tasks;
        this.repository = repository;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Hands over what there is to hand over now, and gives back; safe on several nodes at once. A task that cannot be handed over
     * holds up no other.
     */
    public void handOver() {
        Set<String> failing = new HashSet<>();
        LocalDate today = deputies.today();
        absences.from(today).stream()
                .filter(absence -> absence.covers(today))
                .map(Absence::login)
                .distinct()
                .flatMap(login -> deputies.of(login).stream())
                .forEach(present -> handOver(present, failing));
        deputies.all().forEach(task -> giveBack(task, failing));
        logged = failing;
    }

    private void handOver(Present present, Set<String> failing) {
        for (Task task : tasks.createTaskQuery().taskAssignee(present.login()).list()) {
            unlessGone(task, failing, () -> {
                if (isAboutOwnCustomer(task, present.login())) {
                    transaction.executeWithoutResult(status -> give(task, present));
                }
            });
        }
    }

    /** To the adviser who is there again, or to the next deputy, since the first is absent as well. */
    private void giveBack(DeputyTask deputyTask, Set<String> failing) {
        Task task = tasks.createTaskQuery().taskId(deputyTask.taskId()).singleResult();
        if (task == null || !deputyTask.deputy().equals(task.getAssignee())) {
            // it is done, or somebody has decided whose it is
            deputies.forget(deputyTask.taskId());
            return;
        }
        deputies.of(deputyTask.login())
                .filter(present -> !present.person().equals(deputyTask.deputy()))
                .filter(present -> present.isDeputy() || !deputies.isBegun(deputyTask))
                .ifPresent(present -> unlessGone(
                        task, failing, () -> transaction.executeWithoutResult(status -> give(task, present))));
    }

    /** @param failing the tasks that this round could not hand over; each is logged by the first round that cannot */
    private void unlessGone(Task task, Set<String> failing, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException failure) {
            if (DatabaseFaults.isUnavailable(failure)) {
                throw failure;
            }
            // the next round asks again
            if (TaskGone.orChangedIsSaidBy(failure)) {
                LOG.debug("The task {} was done or changed by somebody meanwhile", task.getId(), failure);
            } else if (failing.add(task.getId()) && !logged.contains(task.getId())) {
                LOG.warn(
                        "The task {} stays with {}: it cannot be handed over; tried again every {}",
                        task.getId(),
                        task.getAssignee(),
                        EVERY,
                        failure);
            }
        }
    }

    /** The customer's lock, which the engine takes, before the row: so does who names another adviser. */
    private void give(Task task, Present present) {
        tasks.setAssignee(task.getId(), present.person());
        deputies.forget(task.getId());
        deputies.note(task.getId(), present);
    }

    /**
     * Gives the open tasks that are the adviser's by their model, such as promises, to who cares for the customer now, or to
     * their deputy. They are with the former adviser or with that one's deputy; what somebody else claimed stays.
     *
     * @param customerId bare id of a customer whose adviser has just changed
     * @param former login of the former adviser
     */
    void giveOver(String customerId, String former) {
        Optional<Present> next = deputies.ofCustomer(customerId);
        if (next.isEmpty() || next.get().person().equals(former)) {
            return;
        }
        Set<String> holders = new HashSet<>(Set.of(former));
        deputies.of(former).map(Present::person).ifPresent(holders::add);
        tasks.createTaskQuery().processVariableValueEquals("customerId", customerId).list().stream()
                .filter(task -> holders.contains(task.getAssignee()) && isAdvisers(task))
                .forEach(task -> give(task, next.get()));
    }

    /** Whether the model gives the task to the adviser of its customer. */
    private boolean isAdvisers(Task task) {
        return repository
                                .getBpmnModelInstance(task.getProcessDefinitionId())
                                .getModelElementById(task.getTaskDefinitionKey())
                        instanceof UserTask model
                && model.getExtensionElements() != null
                && model.getExtensionElements().getElementsQuery().filterByType(CamundaProperties.class).list().stream()
                        .flatMap(all -> all.getCamundaProperties().stream())
                        .anyMatch(property -> ASSIGNED_TO.equals(property.getCamundaName()));
    }

    private boolean isAboutOwnCustomer(Task task, String login) {
        Object customer = tasks.getVariable(task.getId(), "customerId");
        return customer != null
                && advisers.of(customer.toString())
                        .map(Adviser::login)
                        .filter(adviser -> Objects.equals(adviser, login))
                        .isPresent();
    }

    @Override
    protected void work() {
        handOver();
    }
}
