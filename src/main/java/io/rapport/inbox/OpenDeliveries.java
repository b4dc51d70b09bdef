package io.rapport.inbox;

import java.util.Collection;

/** What events still owe to single journeys, when a release changes journeys. */
public interface OpenDeliveries {

    /**
     * Has events that wait for their next try be tried at once: what they failed on may be fixed.
     *
     * @param journeys that a release has changed
     */
    void tryAgain(Collection<String> journeys);

    /**
     * Gives up what is still owed to journeys that have left; operators see it, and may replay it when they come back.
     *
     * @param journeys that have left and that nothing is under way on
     * @param reason what operators read
     */
    void close(Collection<String> journeys, String reason);
}
