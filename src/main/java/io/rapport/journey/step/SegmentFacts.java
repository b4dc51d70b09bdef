package io.rapport.journey.step;

import io.rapport.customer.CustomerMerges;
import io.rapport.segment.Segments;

/** What expressions may ask about segments. */
@Facts("segmentFacts")
public final class SegmentFacts {

    private final Segments segments;
    private final CustomerMerges merges;

    SegmentFacts(Segments segments, CustomerMerges merges) {
        this.segments = segments;
        this.merges = merges;
    }

    /**
     * @param customerId bare id
     * @param segment name of a segment, such as {@code repeat-buyers}
     * @return whether the customer is in it now; false of a segment that there is not
     */
    public boolean isIn(String customerId, String segment) {
        return segments.isIn(merges.current(customerId), segment);
    }
}
