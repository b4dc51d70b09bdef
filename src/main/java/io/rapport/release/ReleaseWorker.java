package io.rapport.release;

import io.rapport.database.PollingWorker;
import java.time.Duration;

/** A worker that goes by what is live: while this node does not hold it, the work is left to others. */
public abstract class ReleaseWorker extends PollingWorker {

    private final NodeRelease release;

    /**
     * @param release of this node
     * @param thread name of its thread
     * @param poll between the end of a run and the next; zero on a node that leaves the work to others
     * @param subject what is worked on, in the plural, such as {@code Segments}
     * @param failure what is said of it when a run fails, such as {@code cannot be brought up to date}
     */
    protected ReleaseWorker(NodeRelease release, String thread, Duration poll, String subject, String failure) {
        super(thread, poll, subject, failure);
        this.release = release;
    }

    /** Does what is to be done now, by what is live. What takes long is done by {@link #repeat}. */
    protected abstract void workByRelease();

    @Override
    protected final void work() {
        if (release.takesWork()) {
            workByRelease();
        }
    }
}
