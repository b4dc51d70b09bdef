package io.rapport.database;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** How threads end that work on the database: what they have begun they finish, if it does not take too long. */
public final class WorkerShutdown {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private WorkerShutdown() {}

    /**
     * Takes nothing more on, and returns when what is under way has ended; after twenty seconds it is interrupted.
     *
     * @param workers {@code null} if they have not begun
     */
    public static void await(ExecutorService workers) {
        if (workers == null) {
            return;
        }
        workers.shutdown();
        try {
            if (!workers.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
