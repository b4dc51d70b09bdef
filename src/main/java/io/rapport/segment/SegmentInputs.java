package io.rapport.segment;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which events change what segments ask for. Those that change orders, complaints, answers to surveys or who is registered are
 * not among them: customers who are noted for value or for tier and stage are judged anyway, and so are those whose points changed. What an
 * event of another type says is asked for by no condition. Pure.
 *
 * @param file whose segments they are
 * @param types of those events
 */
record SegmentInputs(SegmentFile file, Set<String> types) {

    private static final String UPDATED = "customer.updated";
    private static final String CONFIRMED = "customer.confirmed";
    private static final Set<String> CONSENT = Set.of("consent.granted", "consent.withdrawn");

    /** @param file segments, all of whose conditions count */
    static SegmentInputs of(SegmentFile file) {
        return new SegmentInputs(
                file,
                file.segments().values().stream()
                        .map(segment -> types(segment.condition()))
                        .flatMap(Collection::stream)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    /** @return whether an event of the type may bring somebody into a segment or take them out of it */
    boolean changedBy(String type) {
        return types.contains(type);
    }

    private static Set<String> types(SegmentCondition condition) {
        if (condition instanceof SegmentCondition.AllOf all) {
            return ofAll(all.parts());
        }
        if (condition instanceof SegmentCondition.AnyOf any) {
            return ofAll(any.parts());
        }
        if (condition instanceof SegmentCondition.Not not) {
            return types(not.part());
        }
        if (condition instanceof SegmentCondition.ConsentIs) {
            return CONSENT;
        }
        if (condition instanceof SegmentCondition.FlagIs flag) {
            // another address is not confirmed yet
            return flag.field() == FlagField.CONFIRMED ? Set.of(UPDATED, CONFIRMED) : Set.of(UPDATED);
        }
        if (condition instanceof SegmentCondition.WordIs word) {
            return word.field() == WordField.LANGUAGE ? Set.of(UPDATED) : Set.of();
        }
        if (condition instanceof SegmentCondition.AttributeIs
                || condition instanceof SegmentCondition.AttributeNumber
                || condition instanceof SegmentCondition.DateWithin) {
            return Set.of(UPDATED);
        }
        return Set.of();
    }

    private static Set<String> ofAll(Collection<SegmentCondition> parts) {
        Set<String> types = new HashSet<>();
        parts.forEach(part -> types.addAll(types(part)));
        return types;
    }
}
