package io.rapport.desk;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.task.TaskQuery;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The Tasklist's filters: one a queue, seen by its members alone, and one of everybody's own tasks. A queue's filter
 * shows claimed tasks too, so that nothing vanishes from it before it is done. Filters that exist stay as administrators
 * left them.
 */
@Component
class QueueFilters {

    static final String MY_TASKS = "My tasks · 我的任务";

    private final StaffDirectory staff;
    private final FilterService filters;
    private final TaskService tasks;
    private final TransactionOperations transaction;

    QueueFilters(StaffDirectory staff, FilterService filters, TaskService tasks, TransactionOperations transaction) {
        this.staff = staff;
        this.filters = filters;
        this.tasks = tasks;
        this.transaction = transaction;
    }

    @EventListener(ApplicationStartedEvent.class)
    void ensure() {
        transaction.executeWithoutResult(started -> {
            staff.ensureQueues();
            // the lowest number stands first in the list and is open after login: the queue, then what one claimed
            Filter mine = ensureFilter(
                    MY_TASKS,
                    "What you have claimed · 您已认领的任务",
                    100,
                    "#3c7fb1",
                    tasks.createTaskQuery().taskAssigneeExpression("${currentUser()}"));
            int position = 10;
            for (StaffQueue queue : StaffQueue.values()) {
                Filter filter = ensureFilter(
                        queue.label(),
                        queue.description(),
                        position,
                        "#555555",
                        tasks.createTaskQuery().taskCandidateGroup(queue.id()).includeAssignedTasks());
                staff.grant(queue.id(), Resources.FILTER, filter.getId(), Permissions.READ);
                staff.grant(queue.id(), Resources.FILTER, mine.getId(), Permissions.READ);
                position += 10;
            }
        });
    }

    private Filter ensureFilter(String name, String description, int position, String color, TaskQuery query) {
        Filter present = filters.createTaskFilterQuery().filterName(name).singleResult();
        if (present != null) {
            return present;
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("description", description);
        properties.put("priority", position);
        properties.put("color", color);
        properties.put("refresh", true);
        // no variables: who may see one of a journey's variables in a list may see all of them
        properties.put("showUndefinedVariable", false);
        properties.put("variables", List.of());
        Filter filter = filters.newTaskFilter(name);
        filter.setProperties(properties);
        filter.setQuery(query.orderByTaskPriority().desc().orderByDueDate().asc());
        return filters.saveFilter(filter);
    }
}
