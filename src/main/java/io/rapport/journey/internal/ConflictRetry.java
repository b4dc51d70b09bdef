package io.rapport.journey.internal;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.impl.cmd.AbstractCorrelateMessageCmd;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Repeats a message that a system posts to the engine when another transaction, such as an event's, changed the same
 * journey meanwhile: nothing of the try is left, and who waits is looked up again. What comes by the inbox is not touched:
 * it is part of a larger transaction, which the inbox itself repeats.
 */
final class ConflictRetry extends CommandInterceptor {

    private static final int MOST_TRIES = 4;
    private static final long LONGEST_PAUSE_MILLIS = 50;

    @Override
    public <T> T execute(Command<T> command) {
        boolean repeatable = command instanceof AbstractCorrelateMessageCmd
                && Context.getCommandContext() == null
                && !TransactionSynchronizationManager.isActualTransactionActive();
        for (int attempt = 1; ; attempt++) {
            try {
                return next.execute(command);
            } catch (OptimisticLockingException e) {
                if (!repeatable || attempt == MOST_TRIES) {
                    throw e;
                }
                pause(e, attempt);
            }
        }
    }

    /** By chance, so that two that met do not meet again, and longer each time. */
    private static void pause(OptimisticLockingException conflict, int attempt) {
        try {
            TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(1, LONGEST_PAUSE_MILLIS * attempt));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw conflict;
        }
    }
}
