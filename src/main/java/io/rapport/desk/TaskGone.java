package io.rapport.desk;

import io.rapport.database.DatabaseFaults;
import java.util.Optional;
import java.util.function.Supplier;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ProcessEngineException;

/**
 * A task that was completed between two calls of the engine, by a colleague or by a second click. For the one who comes later
 * it is done, and nothing has failed.
 */
public final class TaskGone {

    /** How the engine ends what it says of a task that it does not find, whichever command looked for it. */
    private static final String NOT_FOUND = ": task is null";

    private TaskGone() {}

    /**
     * @param failure what a call of the engine ended with
     * @return whether the task that it is about is not there
     */
    public static boolean isSaidBy(Throwable failure) {
        return failure instanceof ProcessEngineException
                && failure.getMessage() != null
                && failure.getMessage().endsWith(NOT_FOUND);
    }

    /**
     * @param failure what a call of the engine, or the transaction around it, ended with
     * @return whether somebody came first, by completing or changing the task, so that the next one who asks finds it as it is then
     */
    static boolean orChangedIsSaidBy(RuntimeException failure) {
        return isSaidBy(failure) || failure instanceof OptimisticLockingException || DatabaseFaults.isConflict(failure);
    }

    /**
     * Asks the engine about a task that it has shown before. Not within a transaction, which the engine would roll back.
     *
     * @param reading a call of the engine
     * @return what it gives; empty if that is nothing, or the task is gone
     */
    public static <T> Optional<T> ifThere(Supplier<T> reading) {
        try {
            return Optional.ofNullable(reading.get());
        } catch (ProcessEngineException failure) {
            if (isSaidBy(failure)) {
                return Optional.empty();
            }
            throw failure;
        }
    }
}
