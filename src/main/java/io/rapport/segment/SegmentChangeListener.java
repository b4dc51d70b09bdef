package io.rapport.segment;

import io.rapport.customer.ChangeKind;
import io.rapport.customer.CustomerChange;
import io.rapport.customer.CustomerChangeListener;
import io.rapport.segment.SegmentMembers.Entry;
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

    SegmentChangeListener(SegmentMembers members) {
        this.members = members;
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
}
