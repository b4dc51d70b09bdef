package io.rapport.desk.internal;

import io.rapport.desk.Deputies;
import java.util.function.Predicate;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;

/**
 * Gives a new task to the customer's adviser, or to their deputy while they are absent. The task's property
 * {@value #PROPERTY} with the value {@value #ADVISER} asks for it. Where there is nobody, the task waits in its queue as any
 * other.
 */
final class AssignedPerson implements TaskListener {

    static final String PROPERTY = "assigned-to";
    static final String ADVISER = "adviser";

    private final Deputies deputies;
    private final Predicate<String> isMember;

    /** @param isMember whether somebody works here */
    AssignedPerson(Deputies deputies, Predicate<String> isMember) {
        this.deputies = deputies;
        this.isMember = isMember;
    }

    @Override
    public void notify(DelegateTask task) {
        String customer = (String) task.getVariable("customerId");
        if (customer == null || task.getAssignee() != null) {
            return;
        }
        deputies.ofCustomer(customer)
                .filter(present -> isMember.test(present.person()))
                .ifPresent(present -> {
                    deputies.note(task.getId(), present);
                    task.setAssignee(present.person());
                });
    }
}
