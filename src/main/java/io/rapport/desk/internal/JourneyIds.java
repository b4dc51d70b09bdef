package io.rapport.desk.internal;

import java.util.Collection;
import java.util.Map;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.impl.cmd.AbstractPatchVariablesCmd;
import org.camunda.bpm.engine.impl.cmd.AbstractRemoveVariableCmd;
import org.camunda.bpm.engine.impl.cmd.AbstractSetVariableCmd;
import org.camunda.bpm.engine.impl.cmd.CompleteExternalTaskCmd;
import org.camunda.bpm.engine.impl.cmd.MessageEventReceivedCmd;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.db.entitymanager.cache.CachedDbEntity;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.VariableInstanceEntity;
import org.camunda.bpm.engine.variable.value.TypedValue;

/**
 * Keeps the ids by which an instance knows whom and what it is about ({@code customerId}, {@code orderId} …) as they were
 * when it started: whoever could change them would read one customer's data, or write to one, in the name of another.
 * The value of an id is guarded where it is written, by whatever way it comes ({@link GuardedSerializers}); this
 * interceptor refuses to cover an id with a variable of the same name nearer to the task, and to remove it.
 */
final class JourneyIds extends CommandInterceptor {

    private static final String CUSTOMER = "customerId";

    @Override
    public <T> T execute(Command<T> command) {
        if (command instanceof AbstractSetVariableCmd set) {
            if (Boolean.TRUE.equals(CommandFields.of(set, "isLocal"))) {
                refuseIds(CommandFields.of(set, "variables"));
            }
        } else if (command instanceof AbstractPatchVariablesCmd patch) {
            refuseIds(CommandFields.of(patch, "deletions"));
            if (Boolean.TRUE.equals(CommandFields.of(patch, "isLocal"))) {
                refuseIds(CommandFields.of(patch, "variables"));
            }
        } else if (command instanceof AbstractRemoveVariableCmd remove) {
            refuseIds(CommandFields.of(remove, "variableNames"));
        } else if (command instanceof CompleteExternalTaskCmd complete) {
            refuseIds(CommandFields.of(complete, "localVariables"));
        } else if (command instanceof MessageEventReceivedCmd received) {
            refuseIds(CommandFields.of(received, "processVariablesLocal"));
            refuseIds(CommandFields.of(received, "processVariablesToTriggeredScope"));
        }
        return next.execute(command);
    }

    /**
     * Refuses to write another value into an id that an instance has.
     *
     * @param variable the variable as it is to be
     * @param value its value to be
     * @throws BadUserRequestException if it is an id, and had another value
     */
    static void keep(VariableInstanceEntity variable, TypedValue value) {
        if (!isId(variable.getName()) || variable.getId() == null) {
            return;
        }
        CachedDbEntity stored = Context.getCommandContext()
                .getDbEntityManager()
                .getDbEntityCache()
                .getCachedEntity(VariableInstanceEntity.class, variable.getId());
        Object before = stored != null && CommandFields.of(stored, "copy") instanceof Map<?, ?> state
                ? state.get("textValue")
                : null;
        if (before == null || before.equals(value.getValue())) {
            return;
        }
        // a step may go on to another thing of the customer's, such as the next contact
        boolean byStep = Context.getBpmnExecutionContext() != null;
        if (!byStep || isOwn(variable)) {
            throw refusal(variable.getName());
        }
    }

    private static boolean isOwn(VariableInstanceEntity variable) {
        if (variable.getName().equals(CUSTOMER)) {
            return true;
        }
        ExecutionEntity execution = variable.getExecution();
        String key = execution == null ? null : execution.getProcessInstance().getBusinessKey();
        return key != null && (key + ":").startsWith(kind(variable.getName()) + ":");
    }

    private static String kind(String id) {
        return id.substring(0, id.length() - "Id".length());
    }

    private static void refuseIds(Object variables) {
        Collection<?> names = variables instanceof Map<?, ?> map
                ? map.keySet()
                : variables instanceof Collection<?> some ? some : java.util.List.of();
        for (Object name : names) {
            if (name instanceof String id && isId(id)) {
                throw refusal(id);
            }
        }
    }

    private static boolean isId(String variable) {
        return variable.endsWith("Id");
    }

    private static BadUserRequestException refusal(String variable) {
        return new BadUserRequestException("The variable '" + variable
                + "' says whom or what the journey is about, and stays as it was at the start. To act for somebody else,"
                + " send an event about them.");
    }
}
