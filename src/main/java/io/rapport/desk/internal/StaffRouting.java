package io.rapport.desk.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.WorkingTime;
import io.rapport.customer.CustomerValue;
import io.rapport.desk.LiveStaff;
import io.rapport.desk.StaffQueue;
import io.rapport.desk.TaskQueues;
import java.time.Duration;
import java.util.Date;
import java.util.Optional;
import java.util.function.Function;
import org.camunda.bpm.dmn.engine.DmnDecisionRuleResult;
import org.camunda.bpm.dmn.engine.DmnDecisionTableResult;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.util.DecisionEvaluationUtil;
import org.camunda.bpm.engine.repository.DecisionDefinition;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;
import org.springframework.stereotype.Component;

/** Gives each new task its queue, its priority and its due date in the queue's hours, by the newest table {@value #TABLE}. */
@Component
final class StaffRouting implements TaskListener {

    static final String TABLE = "staff-routing";

    private final CustomerValue value;
    private final LiveStaff staff;
    private final WorkingTime workingTime;
    private final BusinessClock clock;

    /** @param workingTime the desk's hours, where a queue has none of its own */
    StaffRouting(CustomerValue value, LiveStaff staff, WorkingTime workingTime, BusinessClock clock) {
        this.value = value;
        this.staff = staff;
        this.workingTime = workingTime;
        this.clock = clock;
    }

    @Override
    public void notify(DelegateTask task) {
        Route route = Route.read(task.getTaskDefinitionKey(), decide(task), staff::queue);
        // what was escalated before stays so for the instance's next task
        Object escalated = task.getVariable(TaskQueues.ESCALATED_QUEUE);
        StaffQueue queue = escalated == null
                ? route.queue()
                : staff.queue(escalated.toString()).orElse(route.queue());
        task.addCandidateGroup(queue.id());
        Object least = task.getVariable(TaskQueues.ESCALATED_PRIORITY);
        task.setPriority(least instanceof Integer number ? Math.max(number, route.priority()) : route.priority());
        WorkingTime hours = queue.hours() == null ? workingTime : queue.hours().over(workingTime);
        task.setDueDate(Date.from(hours.plus(clock.instant(), route.time())));
    }

    private DmnDecisionTableResult decide(DelegateTask task) {
        String customer = (String) task.getVariable("customerId");
        VariableMap inputs = Variables.createVariables()
                .putValue("task", task.getTaskDefinitionKey())
                .putValue("severity", task.getVariable("severity"))
                .putValue("reopened", Boolean.TRUE.equals(task.getVariable("reopened")))
                .putValue(
                        "value",
                        customer == null
                                ? 0.0
                                : value.lastTwelveMonths(customer).total().doubleValue());
        try {
            // not through the decision service: anyone who completes the task before needs no right on the table
            DecisionDefinition table = Context.getProcessEngineConfiguration()
                    .getDeploymentCache()
                    .findDeployedLatestDecisionDefinitionByKey(TABLE);
            return DecisionEvaluationUtil.evaluateDecisionTable(table, inputs);
        } catch (Exception failure) {
            throw new ProcessEngineException(
                    "Task '" + task.getTaskDefinitionKey() + "' cannot be routed: decision table '" + TABLE
                            + "' is missing or fails: " + failure.getMessage(),
                    failure);
        }
    }

    /**
     * Where a task goes.
     *
     * @param queue whose it is
     * @param priority 0 to 100
     * @param time until it is due, in business time
     */
    record Route(StaffQueue queue, int priority, Duration time) {

        /**
         * Reads what the table answered.
         *
         * @param queues the queues by id
         * @throws ProcessEngineException if no rule fits, several fit, or the rule is incomplete
         */
        static Route read(String task, DmnDecisionTableResult answer, Function<String, Optional<StaffQueue>> queues) {
            if (answer.size() != 1) {
                throw broken(task, answer.isEmpty() ? "has no rule for it" : "has " + answer.size() + " rules for it");
            }
            DmnDecisionRuleResult rule = answer.get(0);
            Object queue = rule.getEntryMap().get("queue");
            StaffQueue known = queues.apply(queue instanceof String id ? id : null)
                    .orElseThrow(() -> broken(task, "names no queue of the desk, but " + queue));
            int priority = number(task, rule, "priority").intValue();
            if (priority < 0 || priority > 100) {
                throw broken(task, "gives the priority " + priority + ", which is not between 0 and 100");
            }
            double hours = number(task, rule, "workingHours").doubleValue();
            if (hours < 0) {
                throw broken(task, "gives negative workingHours");
            }
            return new Route(known, priority, Duration.ofSeconds(Math.round(hours * 3600)));
        }

        private static Number number(String task, DmnDecisionRuleResult rule, String output) {
            if (rule.getEntryMap().get(output) instanceof Number number) {
                return number;
            }
            throw broken(task, "gives no number for " + output);
        }

        private static ProcessEngineException broken(String task, String fault) {
            return new ProcessEngineException(
                    "Task '" + task + "' cannot be routed: decision table '" + TABLE + "' " + fault);
        }
    }
}
