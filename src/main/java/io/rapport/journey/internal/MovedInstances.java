package io.rapport.journey.internal;

import static java.util.Map.entry;

import io.rapport.desk.CommandFields;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.camunda.bpm.engine.impl.ModificationBuilderImpl;
import org.camunda.bpm.engine.impl.ProcessInstanceModificationBuilderImpl;
import org.camunda.bpm.engine.impl.ProcessInstanceQueryImpl;
import org.camunda.bpm.engine.impl.SignalEventReceivedBuilderImpl;
import org.camunda.bpm.engine.impl.cmd.CompleteExternalTaskCmd;
import org.camunda.bpm.engine.impl.cmd.CompleteTaskCmd;
import org.camunda.bpm.engine.impl.cmd.DeleteProcessInstanceCmd;
import org.camunda.bpm.engine.impl.cmd.DeleteProcessInstancesCmd;
import org.camunda.bpm.engine.impl.cmd.ExecuteJobsCmd;
import org.camunda.bpm.engine.impl.cmd.HandleExternalTaskBpmnErrorCmd;
import org.camunda.bpm.engine.impl.cmd.HandleTaskBpmnErrorCmd;
import org.camunda.bpm.engine.impl.cmd.HandleTaskEscalationCmd;
import org.camunda.bpm.engine.impl.cmd.MessageEventReceivedCmd;
import org.camunda.bpm.engine.impl.cmd.ModifyProcessInstanceCmd;
import org.camunda.bpm.engine.impl.cmd.PatchExecutionVariablesCmd;
import org.camunda.bpm.engine.impl.cmd.PatchTaskVariablesCmd;
import org.camunda.bpm.engine.impl.cmd.ProcessInstanceModificationCmd;
import org.camunda.bpm.engine.impl.cmd.RemoveExecutionVariablesCmd;
import org.camunda.bpm.engine.impl.cmd.RemoveTaskVariablesCmd;
import org.camunda.bpm.engine.impl.cmd.ResolveTaskCmd;
import org.camunda.bpm.engine.impl.cmd.SetExecutionVariablesCmd;
import org.camunda.bpm.engine.impl.cmd.SetProcessDefinitionVersionCmd;
import org.camunda.bpm.engine.impl.cmd.SetTaskVariablesCmd;
import org.camunda.bpm.engine.impl.cmd.SignalCmd;
import org.camunda.bpm.engine.impl.cmd.SignalEventReceivedCmd;
import org.camunda.bpm.engine.impl.cmd.SubmitTaskFormCmd;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.migration.MigrateProcessInstanceCmd;
import org.camunda.bpm.engine.impl.migration.MigrationPlanExecutionBuilderImpl;

/**
 * Which instances a command moves that exist already: the one table of such commands. Messages are
 * {@linkplain EngineMessages routed}; what starts an instance is checked {@linkplain EngineStarts at its start}.
 *
 * @param by what the ids are ids of
 * @param ids what the command names
 */
record MovedInstances(By by, Set<String> ids) {

    /** What a command names; each knows the way from there to the instances and to those that called them. */
    enum By {
        /** An instance is an execution, too. */
        EXECUTION("select proc_inst_id_, root_proc_inst_id_ from rapport.act_ru_execution where id_ = any(:ids)"),
        TASK(
                """
                select e.proc_inst_id_, e.root_proc_inst_id_
                from rapport.act_ru_task t join rapport.act_ru_execution e on e.id_ = t.execution_id_ where t.id_ = any(:ids)"""),
        EXTERNAL_TASK(
                """
                select e.proc_inst_id_, e.root_proc_inst_id_
                from rapport.act_ru_ext_task t join rapport.act_ru_execution e on e.id_ = t.execution_id_ where t.id_ = any(:ids)"""),
        SIGNAL(
                """
                select e.proc_inst_id_, e.root_proc_inst_id_
                from rapport.act_ru_event_subscr s join rapport.act_ru_execution e on e.id_ = s.execution_id_
                where s.event_type_ = 'signal' and s.event_name_ = any(:ids)"""),
        /** A timer's instance, or those that a batch of Cockpit's names in its settings. */
        JOB(
                """
                select e.proc_inst_id_, e.root_proc_inst_id_
                from rapport.act_ru_job j join rapport.act_ru_execution e on e.id_ = j.process_instance_id_ where j.id_ = any(:ids)
                union all
                select named.id, named.id
                from rapport.act_ru_job j join rapport.act_ge_bytearray b on b.id_ = j.handler_cfg_
                cross join lateral jsonb_each(convert_from(b.bytes_, 'UTF8')::jsonb) setting
                cross join lateral jsonb_array_elements_text(
                    case jsonb_typeof(setting.value) when 'array' then setting.value else '[]' end) named(id)
                where j.id_ = any(:ids) and j.process_instance_id_ is null
                  and j.handler_type_ in ('instance-deletion', 'instance-migration', 'instance-modification',
                                          'set-variables', 'correlate-message')""");

        private final String instances;

        By(String instances) {
            this.instances = instances;
        }

        /** @return a query with the parameter {@code ids}, of two columns: the instance and its root */
        String instances() {
            return instances;
        }
    }

    private static final Map<Class<?>, Function<Command<?>, MovedInstances>> COMMANDS = Map.ofEntries(
            entry(CompleteTaskCmd.class, field(By.TASK, "taskId")),
            entry(ResolveTaskCmd.class, field(By.TASK, "taskId")),
            entry(SubmitTaskFormCmd.class, field(By.TASK, "taskId")),
            entry(HandleTaskBpmnErrorCmd.class, field(By.TASK, "taskId")),
            entry(HandleTaskEscalationCmd.class, field(By.TASK, "taskId")),
            entry(SetTaskVariablesCmd.class, field(By.TASK, "entityId")),
            entry(RemoveTaskVariablesCmd.class, field(By.TASK, "entityId")),
            entry(PatchTaskVariablesCmd.class, field(By.TASK, "entityId")),
            entry(SetExecutionVariablesCmd.class, field(By.EXECUTION, "entityId")),
            entry(RemoveExecutionVariablesCmd.class, field(By.EXECUTION, "entityId")),
            entry(PatchExecutionVariablesCmd.class, field(By.EXECUTION, "entityId")),
            entry(SignalCmd.class, field(By.EXECUTION, "executionId")),
            entry(MessageEventReceivedCmd.class, field(By.EXECUTION, "executionId")),
            entry(SignalEventReceivedCmd.class, MovedInstances::signalled),
            entry(CompleteExternalTaskCmd.class, field(By.EXTERNAL_TASK, "externalTaskId")),
            entry(HandleExternalTaskBpmnErrorCmd.class, field(By.EXTERNAL_TASK, "externalTaskId")),
            entry(DeleteProcessInstanceCmd.class, field(By.EXECUTION, "processInstanceId")),
            entry(DeleteProcessInstancesCmd.class, field(By.EXECUTION, "processInstanceIds")),
            entry(SetProcessDefinitionVersionCmd.class, field(By.EXECUTION, "processInstanceId")),
            entry(ModifyProcessInstanceCmd.class, MovedInstances::modified),
            entry(ProcessInstanceModificationCmd.class, MovedInstances::modifiedTogether),
            entry(MigrateProcessInstanceCmd.class, MovedInstances::migrated),
            entry(ExecuteJobsCmd.class, field(By.JOB, "jobId")));

    /**
     * Reads a command.
     *
     * @param command as the engine runs it
     * @return what it moves; null if it moves no instance
     */
    static MovedInstances of(Command<?> command) {
        Function<Command<?>, MovedInstances> reader = COMMANDS.get(command.getClass());
        return reader == null ? null : reader.apply(command);
    }

    /** @return the commands that move instances */
    static Set<Class<?>> commands() {
        return COMMANDS.keySet();
    }

    private static Function<Command<?>, MovedInstances> field(By by, String name) {
        return command -> {
            Object named = CommandFields.of(command, name);
            if (named instanceof Collection<?> ids) {
                Set<String> all = new HashSet<>();
                ids.forEach(id -> all.add(String.valueOf(id)));
                return new MovedInstances(by, all);
            }
            return new MovedInstances(by, named == null ? Set.of() : Set.of(named.toString()));
        };
    }

    private static MovedInstances signalled(Command<?> command) {
        SignalEventReceivedBuilderImpl signal = (SignalEventReceivedBuilderImpl) CommandFields.of(command, "builder");
        return signal.getExecutionId() == null
                ? new MovedInstances(By.SIGNAL, Set.of(signal.getSignalName()))
                : new MovedInstances(By.EXECUTION, Set.of(signal.getExecutionId()));
    }

    private static MovedInstances modified(Command<?> command) {
        ProcessInstanceModificationBuilderImpl modification =
                (ProcessInstanceModificationBuilderImpl) CommandFields.of(command, "builder");
        return new MovedInstances(By.EXECUTION, Set.of(modification.getProcessInstanceId()));
    }

    private static MovedInstances modifiedTogether(Command<?> command) {
        ModificationBuilderImpl modification = (ModificationBuilderImpl) CommandFields.of(command, "builder");
        return instances(modification.getProcessInstanceIds(), modification.getProcessInstanceQuery());
    }

    private static MovedInstances migrated(Command<?> command) {
        MigrationPlanExecutionBuilderImpl migration =
                (MigrationPlanExecutionBuilderImpl) CommandFields.of(command, "executionBuilder");
        return instances(migration.getProcessInstanceIds(), migration.getProcessInstanceQuery());
    }

    private static MovedInstances instances(List<String> ids, Object query) {
        Set<String> all = new HashSet<>(ids == null ? List.of() : ids);
        if (query instanceof ProcessInstanceQueryImpl found) {
            // ids alone: the instances themselves are read once their customers' locks are held
            all.addAll(found.listIds());
        }
        return new MovedInstances(By.EXECUTION, all);
    }
}
