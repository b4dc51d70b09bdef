package io.rapport.desk.internal;

import io.rapport.desk.TaskNumbers;
import io.rapport.inbox.Reference;
import io.rapport.language.TaskTitle;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;

/**
 * Names a task so that staff tell it from its neighbours in the list: what to do, as its model says it, and the number or id
 * of what it is about. Readers of other languages have the first part in theirs ({@link AnswerLanguage}).
 *
 * @param numbers by which customers and staff know the same thing
 */
record TaskNaming(Optional<TaskNumbers> numbers) implements TaskListener {

    private static final String CUSTOMER_ID = Reference.CUSTOMER + "Id";

    @Override
    public void notify(DelegateTask task) {
        String key = ((ExecutionEntity) task.getExecution()).getProcessBusinessKey();
        if (key != null) {
            String number = numbers.flatMap(known -> known.number(key)).orElseGet(() -> readable(task, key));
            task.setName(task.getName() + TaskTitle.SEPARATOR + number);
        }
    }

    /** Of what has an id that says nothing, such as a promise, staff know the customer. */
    private static String readable(DelegateTask task, String key) {
        int colon = key.indexOf(':');
        Reference about = new Reference(key.substring(0, Math.max(colon, 0)), key.substring(colon + 1));
        return !about.hasReadableId() && task.getVariable(CUSTOMER_ID) instanceof String customer
                ? customer
                : about.id();
    }
}
