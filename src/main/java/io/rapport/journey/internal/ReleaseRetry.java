package io.rapport.journey.internal;

import io.rapport.release.NodeRelease;
import io.rapport.release.ReleaseNotLoaded;
import org.camunda.bpm.engine.impl.cmd.AbstractCorrelateMessageCmd;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Repeats a command over REST that came to this node between the switch of a release and its loading here: nothing of the try
 * is left, and what is live is loaded first. What comes by the inbox or is part of a larger transaction is not touched.
 */
final class ReleaseRetry extends CommandInterceptor {

    private final NodeRelease release;

    ReleaseRetry(NodeRelease release) {
        this.release = release;
    }

    @Override
    public <T> T execute(Command<T> command) {
        boolean alone =
                Context.getCommandContext() == null && !TransactionSynchronizationManager.isActualTransactionActive();
        try {
            return next.execute(command);
        } catch (ReleaseNotLoaded e) {
            // such a command takes the customer's lock, and is refused by it, before it changes anything
            boolean repeatable = MovedInstances.of(command) != null || command instanceof AbstractCorrelateMessageCmd;
            if (!alone || !repeatable || !release.follow()) {
                throw e;
            }
            return next.execute(command);
        }
    }
}
