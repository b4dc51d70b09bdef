package io.rapport.desk.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.WorkingTime;
import io.rapport.desk.Deputies;
import io.rapport.desk.LiveStaff;
import io.rapport.desk.Promises;
import io.rapport.desk.StaffDirectory;
import io.rapport.desk.TaskEscalations;
import io.rapport.desk.TaskNumbers;
import io.rapport.inbox.EventTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.bpmn.behavior.UserTaskActivityBehavior;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.db.entitymanager.DbEntityManager;
import org.camunda.bpm.engine.impl.form.validator.FormFieldValidationException;
import org.camunda.bpm.engine.impl.identity.PasswordPolicyLengthRuleImpl;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.task.TaskDefinition;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.camunda.bpm.engine.impl.variable.serializer.DefaultVariableSerializers;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Puts the desk into the engine: routing and checked forms for every user task, and the guards of its API. */
@Component
final class DeskEnginePlugin extends AbstractProcessEnginePlugin {

    private final StaffRouting routing;
    private final FormDesk forms;
    private final Submissions submissions;
    // uses the engine that this is a part of
    private final ObjectProvider<StaffDirectory> staff;
    private final LiveStaff live;
    private final Optional<TaskNumbers> numbers;
    private final JourneyIds ids;
    private final BusinessClock clock;
    private final AssignedPerson person;
    private final PromisedDay promisedDay;
    private final TaskEnds ends;

    DeskEnginePlugin(
            StaffRouting routing,
            FormDesk forms,
            Submissions submissions,
            ObjectProvider<StaffDirectory> staff,
            LiveStaff live,
            Optional<TaskNumbers> numbers,
            EventTypes events,
            BusinessClock clock,
            Deputies deputies,
            Promises promises,
            WorkingTime workingTime,
            TaskEscalations escalations) {
        this.routing = routing;
        this.forms = forms;
        this.submissions = submissions;
        this.staff = staff;
        this.live = live;
        this.numbers = numbers;
        this.ids = new JourneyIds(events);
        this.clock = clock;
        this.person = new AssignedPerson(
                deputies, login -> staff.getObject().find(login).isPresent());
        this.promisedDay = new PromisedDay(promises, workingTime);
        this.ends = new TaskEnds(escalations, clock);
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl engine) {
        engine.setCustomPostBPMNParseListeners(with(engine.getCustomPostBPMNParseListeners(), new UserTasks()));
        engine.setCustomSessionFactories(with(engine.getCustomSessionFactories(), new SubmittedForms.Factory()));
        engine.setIdentityProviderSessionFactory(new IdentitiesWithoutLock.Factory());
        // the web apps show it beside the field; the guard refuses what does not keep to it
        engine.setEnablePasswordPolicy(true);
        engine.setPasswordPolicy(() -> List.of(new PasswordPolicyLengthRuleImpl(StaffDirectory.SHORTEST_PASSWORD)));
        // an interceptor knows its successor, so each chain needs its own
        engine.setCustomPreCommandInterceptorsTxRequired(
                with(engine.getCustomPreCommandInterceptorsTxRequired(), guards(engine)));
        engine.setCustomPreCommandInterceptorsTxRequiresNew(
                with(engine.getCustomPreCommandInterceptorsTxRequiresNew(), guards(engine)));
    }

    @Override
    public void postInit(ProcessEngineConfigurationImpl engine) {
        // one generator for the engine: the sessions are made anew with the ids that it chose
        engine.getSessionFactories()
                .put(DbEntityManager.class, new GuardedEntities.Factory(engine.getIdGenerator(), ids));
        engine.setVariableTypes(new GuardedSerializers((DefaultVariableSerializers) engine.getVariableSerializers()));
    }

    private CommandInterceptor[] guards(ProcessEngineConfigurationImpl engine) {
        return new CommandInterceptor[] {new StaffCommands(engine, live, clock), new CommandGuard()};
    }

    @SafeVarargs
    private static <T> List<T> with(List<T> present, T... added) {
        List<T> all = present == null ? new ArrayList<>() : new ArrayList<>(present);
        all.addAll(List.of(added));
        return all;
    }

    /** Every user task of every journey, also of those that designers deploy later. */
    private final class UserTasks extends AbstractBpmnParseListener {

        @Override
        public void parseUserTask(Element element, ScopeImpl scope, ActivityImpl activity) {
            TaskDefinition task = ((UserTaskActivityBehavior) activity.getActivityBehavior()).getTaskDefinition();
            task.addBuiltInTaskListener(TaskListener.EVENTNAME_CREATE, routing);
            task.addBuiltInTaskListener(TaskListener.EVENTNAME_CREATE, new TaskNaming(numbers));
            if ("author".equals(property(element, ReturnToAuthor.PROPERTY))) {
                task.addBuiltInTaskListener(
                        TaskListener.EVENTNAME_CREATE,
                        new ReturnToAuthor(
                                submissions,
                                (queue, user) -> staff.getObject().groups(user).contains(queue)));
            }
            if (AssignedPerson.ADVISER.equals(property(element, AssignedPerson.PROPERTY))) {
                task.addBuiltInTaskListener(TaskListener.EVENTNAME_CREATE, person);
            }
            task.addBuiltInTaskListener(TaskListener.EVENTNAME_CREATE, promisedDay);
            String proposed = property(element, FourEyes.PROPERTY);
            if (proposed != null) {
                FourEyes fourEyes = new FourEyes(proposed, submissions, DeskEnginePlugin.this::hasOthers);
                task.addBuiltInTaskListener(TaskListener.EVENTNAME_ASSIGNMENT, fourEyes);
                task.addBuiltInTaskListener(TaskListener.EVENTNAME_COMPLETE, fourEyes);
            }
            task.addBuiltInTaskListener(TaskListener.EVENTNAME_COMPLETE, new Claims());
            if (task.getCamundaFormDefinitionKey() != null) {
                task.setTaskFormHandler(new CheckedTaskForm(task.getTaskFormHandler(), forms));
                task.addBuiltInTaskListener(TaskListener.EVENTNAME_COMPLETE, DeskEnginePlugin::requireForm);
            }
            task.addBuiltInTaskListener(TaskListener.EVENTNAME_COMPLETE, ends);
            task.addBuiltInTaskListener(TaskListener.EVENTNAME_DELETE, ends);
        }
    }

    private boolean hasOthers(Set<String> queues, String user) {
        return queues.stream()
                .flatMap(queue -> staff.getObject().members(queue).stream())
                .anyMatch(member -> !member.id().equals(user));
    }

    /** @return the value of a property that the model gives the task, null if it gives none */
    private static String property(Element userTask, String name) {
        Element extensions = userTask.element("extensionElements");
        Element properties = extensions == null ? null : extensions.element("properties");
        return properties == null
                ? null
                : properties.elements("property").stream()
                        .filter(property -> name.equals(property.attribute("name")))
                        .map(property -> property.attribute("value"))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
    }

    private static void requireForm(DelegateTask task) {
        if (!SubmittedForms.ofThisCommand().contains(task.getId())) {
            throw new FormFieldValidationException(
                    task.getTaskDefinitionKey(),
                    "Task '" + task.getTaskDefinitionKey()
                            + "' has a form and is completed by submitting it (submit-form)");
        }
    }
}
