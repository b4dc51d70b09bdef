package io.rapport.desk.internal;

import io.rapport.desk.TaskNumbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;

/**
 * Names a task so that staff tell it from its neighbours in the list: what to do, in English and (the task's property
 * {@code title-zh}) Chinese, and the number or id of what it is about.
 *
 * @param chinese null where the model gives none
 * @param numbers by which customers and staff know the same thing
 */
record TaskTitle(String chinese, Optional<TaskNumbers> numbers) implements TaskListener {

    @Override
    public void notify(DelegateTask task) {
        List<String> parts = new ArrayList<>();
        parts.add(task.getName());
        if (chinese != null) {
            parts.add(chinese);
        }
        String key = ((ExecutionEntity) task.getExecution()).getProcessBusinessKey();
        if (key != null) {
            parts.add(numbers.flatMap(known -> known.number(key)).orElseGet(() -> key.substring(key.indexOf(':') + 1)));
        }
        task.setName(String.join(" · ", parts));
    }
}
