package io.rapport.inbox.internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** For what is tried on the way out of a failure that is thrown anyway. */
final class Quietly {

    private static final Logger LOG = LoggerFactory.getLogger(Quietly.class);

    private Quietly() {}

    /** @param step what may fail, too */
    static void run(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.debug("Could not be noted while the database fails", e);
        }
    }
}
