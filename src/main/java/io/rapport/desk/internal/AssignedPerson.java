package io.rapport.desk.internal;

import io.rapport.desk.StandIns;
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

    private final StandIns standIns;
    private final Predicate<String> isMember;

    /** @param isMember whether somebody works here */
    AssignedPerson(StandIns standIns, Predicate<String> isMember) {
        this.standIns = standIns;
        this.isMember = isMember;
    }

    @Override
    public void notify(DelegateTask task) {
        String customer = (String) task.getVariable("customerId");
        if (customer == null || task.getAssignee() != null) {
            return;
        }
        standIns.ofCustomer(customer)
                .filter(onDuty -> isMember.test(onDuty.person()))
                .ifPresent(onDuty -> {
                    standIns.note(task.getId(), onDuty);
                    task.setAssignee(onDuty.person());
                });
    }
}
