package io.rapport.desk.internal;

import io.rapport.inbox.EventTypes;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TimerEntity;
import org.camunda.bpm.engine.impl.persistence.entity.VariableInstanceEntity;

/**
 * What may happen to the variables by which a journey knows whom and what it is about ({@code customerId}, {@code orderId}
 * …): anyone who could change them would read one customer's data, or write to one, in the name of another.
 *
 * <p>The customer's id and the one that the business key names stay as they were at the start, no matter who writes: a person, a
 * system, the model itself. Another one, such as the last order of a customer, is changed by events and by what the
 * journey does, and not by those who call the engine. None is covered by a variable of the same name with another value
 * nearer to an activity or task.
 */
final class JourneyIds {

    private static final String SUFFIX = "Id";
    private static final String CUSTOMER = "customer";

    private final EventTypes events;
    private volatile Known known;

    JourneyIds(EventTypes events) {
        this.events = events;
    }

    /** @return whether a variable of that name is an id in a journey */
    boolean isId(String variable) {
        return variable.endsWith(SUFFIX) && kinds().contains(kind(variable));
    }

    /**
     * @param variable a new id, in its place
     * @throws BadUserRequestException if it covers that of the journey
     */
    void created(VariableInstanceEntity variable) {
        ExecutionEntity execution = variable.getExecution();
        if (execution == null || isOfInstance(variable) || about(execution) == null) {
            return;
        }
        ExecutionEntity instance = execution.getProcessInstance();
        Object covered = instance.getVariableLocal(variable.getName());
        if (covered == null || !String.valueOf(covered).equals(value(variable))) {
            throw refusal(variable.getName());
        }
    }

    /**
     * @param variable an id that has a value
     * @param before that value
     * @param after the one to be written
     * @throws BadUserRequestException if it must not be written
     */
    void written(VariableInstanceEntity variable, String before, String after) {
        if (before.equals(after)) {
            return;
        }
        String about = variable.getExecution() == null ? null : about(variable.getExecution());
        if (about != null && (!isOfInstance(variable) || isOwn(variable, about) || isFromOutside())) {
            throw refusal(variable.getName());
        }
    }

    /**
     * @param variable an id that was removed from an instance that goes on
     * @param execution where it was
     * @throws BadUserRequestException if it must stay
     */
    void removed(VariableInstanceEntity variable, ExecutionEntity execution) {
        String about = about(execution);
        if (about != null && (isOwn(variable, about) || isFromOutside())) {
            throw refusal(variable.getName());
        }
    }

    /** @return whether the variable is one of the whole instance, and not of a part or a task */
    static boolean isOfInstance(VariableInstanceEntity variable) {
        return variable.getTaskId() == null && variable.getExecution().isProcessInstanceExecution();
    }

    /** @return the value, {@code null} if there is none */
    static String value(VariableInstanceEntity variable) {
        Object value = variable.getTypedValue(false).getValue();
        return value == null ? null : value.toString();
    }

    private static boolean isOwn(VariableInstanceEntity variable, String about) {
        String kind = kind(variable.getName());
        return kind.equals(CUSTOMER) || kind.equals(about);
    }

    /** @return the kind of thing that the instance is about, {@code null} if it is not one of a journey */
    private String about(ExecutionEntity execution) {
        String key = execution.getProcessInstance().getBusinessKey();
        int end = key == null ? -1 : key.indexOf(':');
        return end > 0 && kinds().contains(key.substring(0, end)) ? key.substring(0, end) : null;
    }

    /** Somebody has called the engine, or had it prepare the call for many instances: such a batch runs as jobs. */
    private static boolean isFromOutside() {
        JobEntity job = Context.getCommandContext().getCurrentJob();
        return Context.getCommandContext().getAuthentication() != null || job != null && !(job instanceof TimerEntity);
    }

    /**
     * @param types the names of the event types that are live
     * @param kinds the kinds of things that they name
     */
    private record Known(Set<String> types, Set<String> kinds) {}

    private Set<String> kinds() {
        Known found = known;
        // another set when other event types are live
        if (found == null || found.types() != events.names()) {
            Set<String> types = events.names();
            Set<String> kinds = new TreeSet<>();
            for (String type : types) {
                kinds.addAll(events.references(type));
            }
            kinds.add(CUSTOMER);
            found = new Known(types, kinds);
            known = found;
        }
        return found.kinds();
    }

    private static String kind(String id) {
        return id.substring(0, id.length() - SUFFIX.length());
    }

    private static BadUserRequestException refusal(String variable) {
        return new BadUserRequestException("The variable '" + variable
                + "' says whom or what the journey is about, and stays as it was at the start. To act for somebody else,"
                + " send an event about them.");
    }
}
