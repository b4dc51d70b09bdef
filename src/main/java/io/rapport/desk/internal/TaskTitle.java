package io.rapport.desk.internal;

import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.util.xml.Element;

/**
 * Names a task so that staff tell it from its neighbours in the list: what to do, in English and (the task's property
 * {@code title-zh}) Chinese, and the id of what it is about.
 *
 * @param chinese null where the model gives none
 */
record TaskTitle(String chinese) implements TaskListener {

    static TaskTitle of(Element userTask) {
        Element extensions = userTask.element("extensionElements");
        Element properties = extensions == null ? null : extensions.element("properties");
        String chinese = properties == null
                ? null
                : properties.elements("property").stream()
                        .filter(property -> "title-zh".equals(property.attribute("name")))
                        .map(property -> property.attribute("value"))
                        .findFirst()
                        .orElse(null);
        return new TaskTitle(chinese);
    }

    @Override
    public void notify(DelegateTask task) {
        List<String> parts = new ArrayList<>();
        parts.add(task.getName());
        if (chinese != null) {
            parts.add(chinese);
        }
        String key = ((ExecutionEntity) task.getExecution()).getProcessBusinessKey();
        if (key != null) {
            parts.add(key.substring(key.indexOf(':') + 1));
        }
        task.setName(String.join(" · ", parts));
    }
}
