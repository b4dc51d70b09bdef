package io.rapport.desk.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.WorkingTime;
import io.rapport.desk.Absences;
import io.rapport.desk.Adviser;
import io.rapport.desk.Advisers;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Predicate;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;

/**
 * Gives a new task to the customer's adviser, or to who stands in for them while they are absent. The task's property
 * {@value #PROPERTY} with the value {@value #ADVISER} asks for it. Where there is nobody, the task waits in its queue as any
 * other.
 */
final class AssignedPerson implements TaskListener {

    static final String PROPERTY = "assigned-to";
    static final String ADVISER = "adviser";

    private final Advisers advisers;
    private final Absences absences;
    private final Predicate<String> isMember;
    private final WorkingTime workingTime;
    private final BusinessClock clock;

    /** @param isMember whether somebody works here */
    AssignedPerson(
            Advisers advisers,
            Absences absences,
            Predicate<String> isMember,
            WorkingTime workingTime,
            BusinessClock clock) {
        this.advisers = advisers;
        this.absences = absences;
        this.isMember = isMember;
        this.workingTime = workingTime;
        this.clock = clock;
    }

    @Override
    public void notify(DelegateTask task) {
        String customer = (String) task.getVariable("customerId");
        if (customer == null || task.getAssignee() != null) {
            return;
        }
        LocalDate today = LocalDate.ofInstant(clock.instant(), workingTime.zone());
        Optional<String> person = advisers.of(customer)
                .map(Adviser::login)
                .flatMap(login -> absences.present(login, today))
                .filter(isMember);
        person.ifPresent(task::setAssignee);
    }
}
