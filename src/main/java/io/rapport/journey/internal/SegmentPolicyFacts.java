package io.rapport.journey.internal;

import io.rapport.contactpolicy.PolicyFactGroup;
import io.rapport.contactpolicy.SegmentFact;
import io.rapport.database.RoundTrip;
import io.rapport.segment.Segments;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.springframework.stereotype.Component;

/**
 * Answers the contact policy which segments a customer is in. Which there are, each release says; an entry or exit that was
 * news is noticed, and what a changed definition finds is state.
 */
@Component
final class SegmentPolicyFacts implements PolicyFactGroup {

    @Override
    public Map<String, List<Object>> values() {
        return Map.of();
    }

    @Override
    public List<String> tables() {
        return List.of("rapport.segment_change");
    }

    @Override
    public RoundTrip.Query ask(Collection<String> customerIds, BiConsumer<String, Map<String, Object>> says) {
        return Segments.of(
                customerIds, (customer, segment) -> says.accept(customer, Map.of(SegmentFact.of(segment), true)));
    }
}
