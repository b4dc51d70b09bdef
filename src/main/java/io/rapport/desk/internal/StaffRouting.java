package io.rapport.desk.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.WorkingTime;
import io.rapport.customer.CustomerValue;
import io.rapport.database.DatabaseFaults;
import io.rapport.desk.LiveStaff;
import io.rapport.desk.StaffQueue;
import io.rapport.desk.TaskEscalations;
import io.rapport.desk.TaskQueues;
import io.rapport.desk.UnroutedTasks;
import io.rapport.lifecycle.Relationship;
import io.rapport.lifecycle.Relationships;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.camunda.bpm.dmn.engine.DmnDecisionTableResult;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.util.DecisionEvaluationUtil;
import org.camunda.bpm.engine.repository.DecisionDefinition;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Gives each new task its queue, its priority, its due date in the queue's hours and when it comes before the lead, by the
 * newest table {@value #TABLE}. A task that the table cannot route goes to the fallback queue, and is shown to operators: the
 * work of who or what leads to it must not fail by a table.
 */
@Component
final class StaffRouting implements TaskListener {

    private static final Logger LOG = LoggerFactory.getLogger(StaffRouting.class);

    static final String TABLE = "staff-routing";

    private final CustomerValue value;
    private final Relationships relationships;
    private final LiveStaff staff;
    private final WorkingTime workingTime;
    private final BusinessClock clock;
    private final UnroutedTasks unrouted;
    private final TaskEscalations escalations;

    /** @param workingTime the desk's hours, where a queue has none of its own */
    StaffRouting(
            CustomerValue value,
            Relationships relationships,
            LiveStaff staff,
            WorkingTime workingTime,
            BusinessClock clock,
            UnroutedTasks unrouted,
            TaskEscalations escalations) {
        this.value = value;
        this.relationships = relationships;
        this.staff = staff;
        this.workingTime = workingTime;
        this.clock = clock;
        this.unrouted = unrouted;
        this.escalations = escalations;
    }

    @Override
    public void notify(DelegateTask task) {
        Route route = route(task);
        // what was escalated before stays so for the instance's next task
        Object escalated = task.getVariable(TaskQueues.ESCALATED_QUEUE);
        StaffQueue queue = escalated == null
                ? route.queue()
                : staff.queue(escalated.toString()).orElse(route.queue());
        if (queue != null) {
            task.addCandidateGroup(queue.id());
        }
        Object least = task.getVariable(TaskQueues.ESCALATED_PRIORITY);
        task.setPriority(least instanceof Integer number ? Math.max(number, route.priority()) : route.priority());
        WorkingTime hours = queue == null || queue.hours() == null
                ? workingTime
                : queue.hours().over(workingTime);
        Instant due = hours.plus(clock.instant(), route.time());
        task.setDueDate(Date.from(due));
        if (route.overdue() != null && queue != null) {
            escalations.plan(new TaskEscalations.Plan(
                    task.getId(),
                    task.getTaskDefinitionKey(),
                    task.getProcessDefinitionId(),
                    (String) task.getVariable("customerId"),
                    queue.id(),
                    hours.plus(due, route.overdue())));
        }
        if (route.problem() != null) {
            unrouted.add(task.getId(), task.getTaskDefinitionKey(), queue, route.problem());
        }
    }

    /** A table that fails must not fail whatever leads to the task: somebody gets it, and the problem is shown. */
    private Route route(DelegateTask task) {
        StaffQueue fallback = staff.fallback().orElse(null);
        VariableMap inputs = inputs(task);
        try {
            // not through the decision service: anyone who completes the task before needs no right on the table
            DecisionDefinition table = Context.getProcessEngineConfiguration()
                    .getDeploymentCache()
                    .findDeployedLatestDecisionDefinitionByKey(TABLE);
            return Route.read(DecisionEvaluationUtil.evaluateDecisionTable(table, inputs), staff::queue, fallback);
        } catch (Exception failure) {
            if (DatabaseFaults.isOfDatabase(failure)) {
                // nothing is wrong with the table, and what leads to the task fails anyway
                throw new ProcessEngineException("the table " + TABLE + " cannot be asked now", failure);
            }
            LOG.warn("The table {} cannot be asked about the task {}", TABLE, task.getTaskDefinitionKey(), failure);
            return Route.unknown(fallback, "the table " + TABLE + " is missing or fails");
        }
    }

    private VariableMap inputs(DelegateTask task) {
        String customer = (String) task.getVariable("customerId");
        return Variables.createVariables()
                .putValue("task", task.getTaskDefinitionKey())
                .putValue("severity", task.getVariable("severity"))
                .putValue("reopened", Boolean.TRUE.equals(task.getVariable("reopened")))
                .putValue(
                        "value",
                        customer == null
                                ? 0.0
                                : value.lastTwelveMonths(customer).total().doubleValue())
                .putValue(
                        "tier",
                        customer == null
                                ? ""
                                : relationships
                                        .find(customer)
                                        .map(Relationship::tier)
                                        .orElse(""));
    }

    /**
     * Where a task goes.
     *
     * @param queue whose it is; null if there is none
     * @param priority 0 to 100
     * @param time until it is due, in business time
     * @param overdue how long past that it comes before the lead, in business time; null if it does not
     * @param problem what the table does not say as it should, so that something else holds; null if it says all
     */
    record Route(StaffQueue queue, int priority, Duration time, Duration overdue, String problem) {

        private static final int USUAL_PRIORITY = 50;
        private static final double USUAL_HOURS = 8;
        private static final String ESCALATION = "escalationHours";

        /**
         * Reads what the table answered. What it does not say as it should becomes usual: the fallback queue, a priority of
         * 50, eight hours.
         *
         * @param queues the queues by id
         * @param fallback the queue of tasks that cannot be routed; null if there is none
         */
        static Route read(
                DmnDecisionTableResult answer, Function<String, Optional<StaffQueue>> queues, StaffQueue fallback) {
            if (answer.size() != 1) {
                return unknown(
                        fallback,
                        "the table " + TABLE + " has " + (answer.isEmpty() ? "no" : answer.size())
                                + (answer.isEmpty() ? " rule for it" : " rules for it"));
            }
            Map<String, Object> rule = answer.get(0).getEntryMap();
            List<String> problems = new ArrayList<>();
            Object named = rule.get("queue");
            StaffQueue queue =
                    queues.apply(named instanceof String id ? id : null).orElse(null);
            if (queue == null) {
                problems.add(named == null ? "no queue" : "the queue '" + named + "', which is not there");
            }
            double priority = number(rule, "priority", 100, USUAL_PRIORITY, problems);
            double hours = number(rule, "workingHours", WorkingTime.MOST.toHours(), USUAL_HOURS, problems);
            return new Route(
                    queue == null ? fallback : queue,
                    (int) priority,
                    time(hours),
                    overdue(rule),
                    problems.isEmpty() ? null : "the table " + TABLE + " gives " + String.join(", and ", problems));
        }

        /** @return the usual, for a task of which the table says nothing */
        static Route unknown(StaffQueue fallback, String problem) {
            return new Route(fallback, USUAL_PRIORITY, time(USUAL_HOURS), null, problem);
        }

        private static Duration time(double hours) {
            return Duration.ofSeconds(Math.round(hours * 3600));
        }

        /** A table of before has no such column, a rule may leave it empty, and the gate refuses what is no such number. */
        private static Duration overdue(Map<String, Object> rule) {
            return rule.get(ESCALATION) instanceof Number hours
                            && hours.doubleValue() > 0
                            && hours.doubleValue() <= WorkingTime.MOST.toHours()
                    ? time(hours.doubleValue())
                    : null;
        }

        private static double number(
                Map<String, Object> rule, String output, double most, double usual, List<String> problems) {
            Object given = rule.get(output);
            if (given instanceof Number number && number.doubleValue() >= 0 && number.doubleValue() <= most) {
                return number.doubleValue();
            }
            problems.add(given == null ? "no " + output : given + " for " + output);
            return usual;
        }
    }
}
