package io.rapport.inbox.internal;

import io.rapport.inbox.InvalidEvent;
import io.rapport.inbox.NewEvent;
import io.rapport.release.NodeRelease;
import io.rapport.release.ReleaseNotLoaded;
import java.time.Instant;
import org.springframework.stereotype.Component;

/**
 * Checks what comes in against the catalogue. What this node would refuse is refused only if the node holds what is live: a
 * type may have come with a release just now, on another node.
 */
@Component
public final class IntakeCheck {

    private final EventCatalogue catalogue;
    private final NodeRelease release;

    IntakeCheck(EventCatalogue catalogue, NodeRelease release) {
        this.catalogue = catalogue;
        this.release = release;
    }

    /**
     * Checks an event.
     *
     * @param event anything
     * @param accepted when it counts as happened if it does not say so
     * @throws InvalidEvent with every fault found, pointers into the CloudEvent
     * @throws ReleaseNotLoaded if this node cannot load what is live, and so cannot know
     */
    void check(NewEvent event, Instant accepted) {
        try {
            catalogue.check(event, accepted);
        } catch (InvalidEvent e) {
            if (!hasLoaded()) {
                throw e;
            }
            catalogue.check(event, accepted);
        }
    }

    /**
     * To be asked before an event is refused.
     *
     * @return whether another release has been loaded, so that the catalogue may say otherwise now
     * @throws ReleaseNotLoaded if this node cannot load what is live
     */
    boolean hasLoaded() {
        if (release.isCurrent()) {
            return false;
        }
        if (!release.follow()) {
            throw new ReleaseNotLoaded(release.fault().orElse("This node does not hold what is live."));
        }
        return true;
    }
}
