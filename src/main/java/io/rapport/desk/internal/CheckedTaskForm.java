package io.rapport.desk.internal;

import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.engine.form.TaskFormData;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParse;
import org.camunda.bpm.engine.impl.form.handler.TaskFormHandler;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.camunda.bpm.engine.variable.VariableMap;

/** Stands in the engine for a task's form: shows the form as before, but hands what is submitted to the form desk. */
final class CheckedTaskForm implements TaskFormHandler {

    private final TaskFormHandler shown;
    private final FormDesk desk;

    CheckedTaskForm(TaskFormHandler shown, FormDesk desk) {
        this.shown = shown;
        this.desk = desk;
    }

    @Override
    public void parseConfiguration(
            Element activity, DeploymentEntity deployment, ProcessDefinitionEntity process, BpmnParse parse) {
        // the shown form was configured before it came here
    }

    @Override
    public TaskFormData createTaskForm(TaskEntity task) {
        return shown.createTaskForm(task);
    }

    @Override
    public void submitFormVariables(VariableMap submitted, VariableScope scope) {
        TaskEntity task = (TaskEntity) scope;
        // before the answers are checked: they are not the caller's to give
        Claims.check(task);
        desk.submit(task, shown.createTaskForm(task), submitted);
    }
}
