package io.rapport.release;

import io.rapport.database.RetainedRows;
import io.rapport.database.RetentionProperties;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Empties contents of files that no release has which is kept to be released again. */
@Component
final class ReleaseRetention implements RetainedRows {

    private final ReleaseStore store;
    private final RetentionProperties properties;

    ReleaseRetention(ReleaseStore store, RetentionProperties properties) {
        this.store = store;
        this.properties = properties;
    }

    @Override
    public String name() {
        return "releases";
    }

    @Override
    public Duration keep() {
        return properties.releases();
    }

    @Override
    public Batch delete(Instant before, long from, int most) {
        // a release that is made now may bring one of the contents back
        long live = store.lockLive();
        int emptied = store.emptyContents(live - properties.releasesKept() - 1, before, most);
        return new Batch(emptied, emptied < most ? null : 0L);
    }
}
