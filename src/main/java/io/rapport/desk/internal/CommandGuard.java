package io.rapport.desk.internal;

import io.rapport.desk.CommandFields;
import io.rapport.desk.StaffDirectory;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.impl.TaskQueryImpl;
import org.camunda.bpm.engine.impl.cmd.AbstractExecuteFilterCmd;
import org.camunda.bpm.engine.impl.cmd.AddCommentCmd;
import org.camunda.bpm.engine.impl.cmd.CreateAttachmentCmd;
import org.camunda.bpm.engine.impl.cmd.SaveAttachmentCmd;
import org.camunda.bpm.engine.impl.cmd.SaveFilterCmd;
import org.camunda.bpm.engine.impl.cmd.SaveTaskCmd;
import org.camunda.bpm.engine.impl.cmd.SaveUserCmd;
import org.camunda.bpm.engine.impl.cmd.UpdateCommentCmd;
import org.camunda.bpm.engine.impl.form.validator.FormFieldValidationException;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.impl.persistence.entity.UserEntity;

/**
 * Checks each command before the engine runs it.
 *
 * <p>It closes CVE-2026-109432: an {@code or} member of a task query may carry expressions, which the engine runs as code
 * for anybody who may ask for tasks. The engine checks the outer query alone. Filters that administrators stored are
 * loaded inside a command and keep their expressions.
 *
 * <p>It keeps what staff write out of the engine where no variable is involved: comments, attachments, and a task's name
 * and description. And it keeps passwords that people choose from being short.
 */
final class CommandGuard extends CommandInterceptor {

    private static final Set<String> TEXTS_OF_A_TASK = Set.of(TaskEntity.NAME, TaskEntity.DESCRIPTION);

    @Override
    public <T> T execute(Command<T> command) {
        if (command instanceof TaskQueryImpl query) {
            refuseExpressions(query);
        } else if (command instanceof AbstractExecuteFilterCmd filter) {
            if (CommandFields.of(filter, "extendingQuery") instanceof TaskQueryImpl query) {
                refuseExpressions(query);
            }
        } else if (command instanceof AddCommentCmd
                || command instanceof UpdateCommentCmd
                || command instanceof CreateAttachmentCmd
                || command instanceof SaveAttachmentCmd) {
            throw noText("attachments and comments of instances are not kept here, those of tasks are beside it");
        } else if (command instanceof SaveTaskCmd save) {
            TaskEntity task = (TaskEntity) CommandFields.of(save, "task");
            if (task.getPropertyChanges().keySet().stream().anyMatch(TEXTS_OF_A_TASK::contains)) {
                throw noText("a task's name and description come from its journey");
            }
        } else if (command instanceof SaveUserCmd save) {
            refuseShortPassword(save);
        } else if (command instanceof SaveFilterCmd save) {
            refuseFaultyFilter(save);
        }
        try {
            return next.execute(command);
        } catch (RuntimeException failure) {
            throw command instanceof AbstractExecuteFilterCmd ? ofFilter(failure) : reason(failure);
        }
    }

    private static void refuseExpressions(TaskQueryImpl query) {
        Set<TaskQueryImpl> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        // the outer query is a member of itself, and the engine checks that one
        seen.add(query);
        Deque<TaskQueryImpl> members = new ArrayDeque<>(query.getQueries());
        while (!members.isEmpty()) {
            TaskQueryImpl member = members.pop();
            if (seen.add(member)) {
                if (!member.getExpressions().isEmpty()) {
                    throw new BadUserRequestException("Expressions are forbidden in the or-queries of a task query");
                }
                members.addAll(member.getQueries());
            }
        }
    }

    private static void refuseFaultyFilter(SaveFilterCmd save) {
        if (CommandFields.of(save, "filter") instanceof Filter filter
                && filter.getQuery() instanceof TaskQueryImpl query) {
            FilterExpressions.fault(query).ifPresent(fault -> {
                throw new BadUserRequestException(fault);
            });
        }
    }

    /** A filter of before there was a check: what cannot be evaluated in it is the request's fault, not the server's. */
    private static RuntimeException ofFilter(RuntimeException failure) {
        boolean evaluated = failure instanceof IllegalArgumentException
                || String.valueOf(failure.getMessage()).startsWith("Unable to resolve expression")
                || String.valueOf(failure.getMessage()).startsWith("Unable to invoke method");
        return evaluated ? new BadUserRequestException(DeskTexts.say("filter.expression"), failure) : reason(failure);
    }

    /** The engine's policy says the same, but as an internal server error without the field. */
    private static void refuseShortPassword(SaveUserCmd save) {
        if (CommandFields.of(save, "user") instanceof UserEntity user
                && user.hasNewPassword()
                && Boolean.FALSE.equals(CommandFields.of(save, "skipPasswordPolicy"))
                && ((String) CommandFields.of(user, "newPassword")).length() < StaffDirectory.SHORTEST_PASSWORD) {
            throw new BadUserRequestException(DeskTexts.say("password.short", StaffDirectory.SHORTEST_PASSWORD));
        }
    }

    /** The engine wraps what a task listener throws; the reason itself makes a clear answer with the right status. */
    private static RuntimeException reason(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FormFieldValidationException || cause instanceof AuthorizationException) {
                return (RuntimeException) cause;
            }
        }
        return failure;
    }

    private static BadUserRequestException noText(String reason) {
        return new BadUserRequestException(
                "The engine holds no text: " + reason + ". Write it into a field of the task's form.");
    }
}
