package io.rapport.inbox;

import io.rapport.inbox.EventStatus.State;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Lets somebody who has just handed in an event wait a little until it is handled, so that a page can show what holds then.
 * Waiting takes the caller's thread: it is for people's forms, and not for systems.
 */
@Component
public final class EventProgress {

    private static final Duration FIRST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofMillis(100);

    private final Inbox inbox;
    private final Duration most;

    EventProgress(Inbox inbox, @Value("${rapport.inbox.wait-for-forms:1s}") Duration most) {
        this.inbox = inbox;
        this.most = most;
    }

    /**
     * @param source the event's sender
     * @param id the sender's id
     * @return where the event stands; empty if it never was accepted
     */
    public Optional<State> of(String source, String id) {
        return inbox.status(source, id).map(EventStatus::state);
    }

    /**
     * Waits until an event is handled, but for no longer than the setting says. The caller's transaction has ended: nobody
     * handles what is not committed.
     *
     * @param source the event's sender
     * @param id the sender's id
     * @return where the event stands now
     */
    public Optional<State> await(String source, String id) {
        return await(source, id, most);
    }

    /** @param most how long at the most */
    Optional<State> await(String source, String id, Duration most) {
        long end = System.nanoTime() + most.toNanos();
        Duration pause = FIRST;
        Optional<State> state = of(source, id);
        while (state.filter(State.WAITING::equals).isPresent()
                && System.nanoTime() < end
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(pause.toNanos());
            pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
            state = of(source, id);
        }
        return state;
    }
}
