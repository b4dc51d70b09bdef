package io.rapport.segment;

import io.rapport.customer.ChangeKind;
import io.rapport.customer.CustomerChange;
import io.rapport.customer.CustomerChangeListener;
import io.rapport.segment.SegmentMembers.Entry;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Judges who changed, after value, tier and stage are known. */
@Component
@Order(CustomerChangeListener.SEGMENTS)
class SegmentChangeListener implements CustomerChangeListener {

    private static final Map<ChangeKind, Entry> ENTRIES =
            Map.of(ChangeKind.LIVE, Entry.CHANGE, ChangeKind.BULK, Entry.BULK, ChangeKind.FIRST, Entry.IMPORT);

    private final SegmentMembers members;
    private final LiveSegments live;

    private volatile SegmentInputs inputs = SegmentInputs.of(SegmentFile.NONE);

    SegmentChangeListener(SegmentMembers members, LiveSegments live) {
        this.members = members;
        this.live = live;
    }

    /** A segment that asks for more is built of all customers once it is live, from what is known by then. */
    @Override
    public boolean isConcernedBy(String eventType) {
        SegmentInputs known = inputs;
        SegmentFile file = live.file();
        if (known.file() != file) {
            known = SegmentInputs.of(file);
            inputs = known;
        }
        return known.changedBy(eventType);
    }

    @Override
    public void changed(List<CustomerChange> changes) {
        Map<ChangeKind, List<String>> kinds = changes.stream()
                .collect(Collectors.groupingBy(
                        CustomerChange::kind,
                        () -> new EnumMap<>(ChangeKind.class),
                        Collectors.mapping(CustomerChange::customerId, Collectors.toList())));
        kinds.forEach((kind, customers) -> members.judge(customers, ENTRIES.get(kind)));
    }

    @Override
    public void erased(Collection<String> customerIds) {
        members.forget(customerIds);
    }
}
