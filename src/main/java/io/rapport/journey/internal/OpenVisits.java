package io.rapport.journey.internal;

import java.util.HashSet;
import java.util.Set;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How many calls and visits somebody has to make now. */
@Component
public final class OpenVisits {

    private static final String TASK = "call-or-visit";

    private final JdbcClient jdbc;

    OpenVisits(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param login of whom
     * @return how many, with those that the running command has made: the timers of a morning share one, and the engine
     *     writes at its end
     */
    public int of(String login) {
        Set<String> open = new HashSet<>(
                jdbc.sql("select id_ from rapport.act_ru_task where assignee_ = :login and task_def_key_ = :task")
                        .param("login", login)
                        .param("task", TASK)
                        .query(String.class)
                        .list());
        if (Context.getCommandContext() != null) {
            Context.getCommandContext().getDbEntityManager().getCachedEntitiesByType(TaskEntity.class).stream()
                    .filter(task -> TASK.equals(task.getTaskDefinitionKey()) && login.equals(task.getAssignee()))
                    .forEach(task -> open.add(task.getId()));
        }
        return open.size();
    }
}
