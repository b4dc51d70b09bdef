package io.rapport.journey.internal;

import io.rapport.inbox.CustomerLock;
import io.rapport.inbox.Reference;
import io.rapport.journey.Reentry;
import java.util.Objects;
import java.util.Optional;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.springframework.stereotype.Component;

/** Keeps the journeys' register from inside the engine, no matter who starts or ends an instance. */
@Component
final class JourneyParseListener extends AbstractBpmnParseListener {

    private static final String CUSTOMER = "customerId";

    private final JourneyRegister register;
    private final StartMessages starts;
    private final CaughtMessages caught;
    private final CustomerLock lock;
    private final EngineStarts outside;
    private final StepBound steps;

    JourneyParseListener(
            JourneyRegister register,
            StartMessages starts,
            CaughtMessages caught,
            CustomerLock lock,
            EngineStarts outside,
            StepBound steps) {
        this.register = register;
        this.starts = starts;
        this.caught = caught;
        this.lock = lock;
        this.outside = outside;
        this.steps = steps;
    }

    @Override
    public void parseProcess(Element process, ProcessDefinitionEntity definition) {
        starts.forget();
        caught.forget();
        steps.watch(definition);
        Optional<String> about = property(process, "about");
        if (about.isEmpty()) {
            // not a journey: a process of the company's own in the same engine
            return;
        }
        Reentry reentry = Reentry.parse(property(process, "reentry").orElse(null));
        // built in, as all here, so that who starts, moves or ends an instance cannot have them left out
        definition.addBuiltInListener(ExecutionListener.EVENTNAME_START, (ExecutionListener) execution -> {
            outside.check(execution, about.get(), reentry);
            started(execution);
        });
        definition.addBuiltInListener(ExecutionListener.EVENTNAME_END, (ExecutionListener) this::ended);
    }

    @Override
    public void parseEndEvent(Element endEvent, ScopeImpl scope, ActivityImpl activity) {
        property(endEvent, "outcome")
                .ifPresent(outcome -> activity.addBuiltInListener(ExecutionListener.EVENTNAME_END, (ExecutionListener)
                        execution -> register.outcome(execution.getProcessInstanceId(), outcome)));
    }

    @Override
    public void parseBoundaryTimerEventDefinition(Element timer, boolean interrupting, ActivityImpl activity) {
        activity.addBuiltInListener(ExecutionListener.EVENTNAME_START, (ExecutionListener) this::takeLock);
    }

    @Override
    public void parseIntermediateTimerEventDefinition(Element timer, ActivityImpl activity) {
        activity.addBuiltInListener(ExecutionListener.EVENTNAME_END, (ExecutionListener) this::takeLock);
    }

    /** A timer comes between events: it waits for the customer's lock, so that conditions behind it see all of them. */
    private void takeLock(DelegateExecution execution) {
        if (execution.getVariable(CUSTOMER) instanceof String customer) {
            lock.take(customer);
        } else if (execution.getProcessBusinessKey() != null) {
            Reference about = about(execution.getProcessBusinessKey());
            if (about != null && about.isWithoutCustomer()) {
                lock.take(about.queue());
            }
        }
    }

    private void started(DelegateExecution execution) {
        String key = execution.getProcessBusinessKey();
        Object customer = execution.getVariable(CUSTOMER);
        boolean alone = key != null && Reference.parse(key).isWithoutCustomer();
        if (key == null || customer == null && !alone) {
            throw new IllegalArgumentException("a journey needs a business key such as customer:42 and the variable "
                    + CUSTOMER + "; start it by an event");
        }
        if (customer != null && alone) {
            throw new BadUserRequestException(
                    "A journey about a schedule is about no customer: leave the variable " + CUSTOMER + " out");
        }
        DelegateExecution caller = execution.getSuperExecution();
        checkIds(execution, key, customer, caller);
        register.started(
                execution.getProcessInstanceId(),
                ((ExecutionEntity) execution).getProcessDefinition().getKey(),
                key,
                alone ? Reference.parse(key).queue() : customer.toString(),
                caller == null ? null : caller.getProcessInstanceId());
    }

    /** @return what a business key names; {@code null} if it is of another form, as a company's own process may have */
    private static Reference about(String key) {
        try {
            return Reference.parse(key);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** A journey is about what its business key says, and one that another calls is about the same customer. */
    private static void checkIds(DelegateExecution execution, String key, Object customer, DelegateExecution caller) {
        Reference about = Reference.parse(key);
        Object own = execution.getVariable(about.kind() + "Id");
        if (own != null && !own.equals(about.id())) {
            throw new BadUserRequestException("The variable " + about.kind() + "Id must be the String " + about.id()
                    + ", or left out; the business key says so");
        }
        Object callers = caller == null ? null : caller.getVariable(CUSTOMER);
        if (callers != null && !callers.equals(customer)) {
            throw new BadUserRequestException("A journey calls another one about the same customer: hand on " + CUSTOMER
                    + " as it is. To act for somebody else, send an event about them.");
        }
    }

    private void ended(DelegateExecution execution) {
        register.ended(execution.getProcessInstanceId(), execution.isCanceled() ? "cancelled" : "ended");
    }

    private static Optional<String> property(Element element, String name) {
        Element extensions = element.element("extensionElements");
        Element properties = extensions == null ? null : extensions.element("properties");
        if (properties == null) {
            return Optional.empty();
        }
        return properties.elements("property").stream()
                .filter(property -> name.equals(property.attribute("name")))
                .map(property -> property.attribute("value"))
                .filter(Objects::nonNull)
                .findFirst();
    }
}
