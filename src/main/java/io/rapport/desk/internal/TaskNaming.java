package io.rapport.desk.internal;

import io.rapport.desk.TaskNumbers;
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

    @Override
    public void notify(DelegateTask task) {
        String key = ((ExecutionEntity) task.getExecution()).getProcessBusinessKey();
        if (key != null) {
            String number =
                    numbers.flatMap(known -> known.number(key)).orElseGet(() -> key.substring(key.indexOf(':') + 1));
            task.setName(task.getName() + TaskTitle.SEPARATOR + number);
        }
    }
}
