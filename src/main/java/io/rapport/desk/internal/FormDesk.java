package io.rapport.desk.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.calendar.BusinessClock;
import io.rapport.desk.AnswerRefused;
import io.rapport.desk.FormSubmitted;
import io.rapport.desk.ReaderLanguage;
import io.rapport.desk.internal.TaskForms.TaskForm;
import io.rapport.desk.internal.form.FormAnswers;
import io.rapport.desk.internal.form.FormSchema;
import io.rapport.desk.internal.form.InvalidAnswers;
import io.rapport.language.FormTexts;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.dmn.feel.impl.FeelEngine;
import org.camunda.bpm.dmn.feel.impl.FeelException;
import org.camunda.bpm.engine.form.TaskFormData;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.form.validator.FormFieldValidationException;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.task.DelegationState;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.engine.variable.value.SerializableValue;
import org.camunda.bpm.engine.variable.value.TypedValue;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * Takes in what staff submit: checks it against the deployed form, keeps all answers in our table, gives the short ones
 * to the journey as variables and publishes that it was submitted. All of it in the transaction that completes the task.
 */
@Component
final class FormDesk {

    private final Submissions submissions;
    private final ApplicationEventPublisher events;
    private final ObjectMapper json;
    private final BusinessClock clock;
    private final TaskForms forms;
    private final DeployedTexts texts;

    FormDesk(
            Submissions submissions,
            ApplicationEventPublisher events,
            ObjectMapper json,
            BusinessClock clock,
            TaskForms forms,
            DeployedTexts texts) {
        this.submissions = submissions;
        this.events = events;
        this.json = json;
        this.clock = clock;
        this.forms = forms;
        this.texts = texts;
    }

    void submit(TaskEntity task, TaskFormData form, VariableMap submitted) {
        if (task.getDelegationState() == DelegationState.PENDING) {
            throw new FormFieldValidationException(task.getTaskDefinitionKey(), DeskTexts.say("task.delegated"));
        }
        TaskForm deployed = deployed(form);
        FormSchema schema = schema(deployed);
        FormAnswers answers;
        try {
            Map<String, Object> given = new LinkedHashMap<>();
            submitted.keySet().forEach(name -> given.put(name, plain(name, submitted.getValueTyped(name))));
            answers = schema.check(given, (feel, fields) -> evaluate(feel, fields, task), clock, DeskTexts::say);
        } catch (InvalidAnswers unfit) {
            throw new FormFieldValidationException(unfit.faults(), unfit.getMessage());
        }
        String customerId = (String) task.getVariable("customerId");
        FormSubmitted event = new FormSubmitted(
                task.getTaskDefinitionKey(),
                task.getProcessDefinition().getKey(),
                task.getProcessInstanceId(),
                task.getExecution().getProcessBusinessKey(),
                customerId,
                Context.getCommandContext().getAuthenticatedUserId(),
                Collections.unmodifiableMap(answers.all()));
        submissions.keep(task.getId(), deployed.id(), event);
        task.setVariables(answers.variables());
        try {
            events.publishEvent(event);
        } catch (AnswerRefused refused) {
            String fault = DeskTexts.say(
                    "answer.refused", schema.named(refused.field(), DeskTexts::say), refused.getMessage());
            throw new FormFieldValidationException(List.of(fault), fault);
        }
        SubmittedForms.ofThisCommand().add(task.getId());
    }

    private Object plain(String name, TypedValue value) {
        if (value instanceof SerializableValue document && !document.isDeserialized()) {
            try {
                String text = document.getValueSerialized();
                return text == null ? null : json.readValue(text, Object.class);
            } catch (JsonProcessingException unreadable) {
                throw new InvalidAnswers(DeskTexts.say("answer.unreadable", name));
            }
        }
        return value == null ? null : value.getValue();
    }

    private static Object evaluate(String feel, Map<String, Object> fields, TaskEntity task) {
        Map<String, Object> context = new HashMap<>(task.getVariables());
        context.putAll(fields);
        FeelEngine engine = ((DefaultDmnEngineConfiguration)
                        Context.getProcessEngineConfiguration().getDmnEngine().getConfiguration())
                .getFeelEngine();
        try {
            return engine.evaluateSimpleExpression(
                    feel, Variables.fromMap(context).asVariableContext());
        } catch (FeelException notComputable) {
            // the browser takes such an expression for null, too
            return null;
        }
    }

    private TaskForm deployed(TaskFormData form) {
        return forms.find(form)
                .orElseThrow(() -> new IllegalStateException(
                        "form '" + form.getCamundaFormRef().getKey() + "' is not deployed with its journey"));
    }

    /** The form as this reader has it, since faults name its fields. */
    private FormSchema schema(TaskForm deployed) {
        return FormSchema.read(FormTexts.in(
                deployed.schema(), texts.ofForm(deployed.key(), deployed.deployment(), ReaderLanguage.current())));
    }
}
