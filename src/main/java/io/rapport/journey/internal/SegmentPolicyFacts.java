package io.rapport.journey.internal;

import io.rapport.contactpolicy.PolicyFactGroup;
import io.rapport.contactpolicy.SegmentFact;
import io.rapport.segment.Segments;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Answers the contact policy which segments a customer is in. Which there are, each release says; an entry or exit that was
 * news is noticed, and what a changed definition finds is state.
 */
@Component
final class SegmentPolicyFacts implements PolicyFactGroup {

    private final Segments segments;

    SegmentPolicyFacts(Segments segments) {
        this.segments = segments;
    }

    @Override
    public Map<String, List<Object>> values() {
        return Map.of();
    }

    @Override
    public List<String> tables() {
        return List.of("rapport.segment_change");
    }

    @Override
    public Map<String, Map<String, Object>> read(Collection<String> customerIds) {
        Map<String, Map<String, Object>> read = new HashMap<>();
        segments.of(customerIds).forEach((customer, names) -> {
            Map<String, Object> says = new HashMap<>();
            names.forEach(name -> says.put(SegmentFact.of(name), true));
            read.put(customer, says);
        });
        return read;
    }
}
