package io.rapport.desk;

import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.WorkingTime;
import io.rapport.database.PollingWorker;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Gives the open tasks of advisers who are absent to who stands in for them, those about their own customers. Tasks that
 * somebody claimed for other reasons stay: their queue's leads and the person's deputy may put them back. It never takes a task
 * from who is present, so that nothing goes to and fro when an absence ends.
 */
@Component
public class AbsenceHandover extends PollingWorker {

    private static final Logger LOG = LoggerFactory.getLogger(AbsenceHandover.class);

    /** The property of a task of the model by which it is the adviser's. */
    private static final String ASSIGNED_TO = "assigned-to";

    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Absences absences;
    private final Advisers advisers;
    private final TaskService tasks;
    private final RuntimeService runtime;
    private final RepositoryService repository;
    private final WorkingTime workingTime;
    private final BusinessClock clock;

    AbsenceHandover(
            Absences absences,
            Advisers advisers,
            TaskService tasks,
            RuntimeService runtime,
            RepositoryService repository,
            WorkingTime workingTime,
            BusinessClock clock) {
        super("absences", EVERY, EVERY, "Tasks of staff who are absent", "cannot be handed over");
        this.absences = absences;
        this.advisers = advisers;
        this.tasks = tasks;
        this.runtime = runtime;
        this.repository = repository;
        this.workingTime = workingTime;
        this.clock = clock;
    }

    /** Hands over what there is to hand over now; safe on several nodes at once. */
    public void handOver() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), workingTime.zone());
        List<String> absent = absences.from(today).stream()
                .filter(absence -> absence.covers(today))
                .map(Absence::login)
                .distinct()
                .toList();
        for (String login : absent) {
            absences.present(login, today).ifPresent(deputy -> handOver(login, deputy));
        }
    }

    private void handOver(String login, String deputy) {
        for (Task task : tasks.createTaskQuery().taskAssignee(login).list()) {
            try {
                if (isAboutOwnCustomer(task, login)) {
                    tasks.setAssignee(task.getId(), deputy);
                }
            } catch (ProcessEngineException gone) {
                // completed or given to somebody meanwhile, or not for this deputy; the next round looks again
                LOG.debug("The task {} is not handed over now", task.getId(), gone);
            }
        }
    }

    /**
     * Gives the open tasks that are the adviser's by their model, such as promises, to who cares for the customer now, or stands
     * in. They are with the former adviser or with who stands in for them; what somebody else claimed stays.
     *
     * @param customerId bare id of a customer whose adviser has just changed
     * @param former login of the former adviser
     */
    void giveOver(String customerId, String former) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), workingTime.zone());
        Optional<String> next =
                advisers.of(customerId).map(Adviser::login).flatMap(login -> absences.present(login, today));
        if (next.isEmpty() || next.get().equals(former)) {
            return;
        }
        Set<String> holders = new HashSet<>(Set.of(former));
        absences.present(former, today).ifPresent(holders::add);
        tasks.createTaskQuery().processVariableValueEquals("customerId", customerId).list().stream()
                .filter(task -> holders.contains(task.getAssignee()) && isAdvisers(task))
                .forEach(task -> tasks.setAssignee(task.getId(), next.get()));
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
        Object customer = runtime.getVariable(task.getExecutionId(), "customerId");
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
