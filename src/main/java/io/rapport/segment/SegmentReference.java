package io.rapport.segment;

import io.rapport.release.Candidate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Something that a segment's conditions name and that other files of a release declare.
 *
 * @param segment whose condition it is
 * @param kind what is named
 * @param name of it
 */
public record SegmentReference(String segment, Kind kind, String name) {

    /** The file of segments. */
    public static final String FILE = SegmentFile.PATH;

    private static final String ATTRIBUTES = "attributes.";

    /** What conditions may name. */
    public enum Kind {
        /** A topic of consents. */
        TOPIC,
        /** A kind of survey. */
        SURVEY,
        /** An attribute of customers, whatever it holds. */
        ATTRIBUTE,
        /** An attribute of customers that holds a date. */
        DATE
    }

    /**
     * @param candidate a release
     * @return what its segments name, each once a segment, in the order of the file
     */
    public static List<SegmentReference> in(Candidate candidate) {
        Set<SegmentReference> found = new LinkedHashSet<>();
        candidate
                .content(SegmentFile.class, SegmentFile.NONE)
                .segments()
                .forEach((name, segment) -> collect(name, segment.condition(), found));
        return new ArrayList<>(found);
    }

    private static void collect(String segment, SegmentCondition condition, Set<SegmentReference> found) {
        if (condition instanceof SegmentCondition.AllOf all) {
            all.parts().forEach(part -> collect(segment, part, found));
        } else if (condition instanceof SegmentCondition.AnyOf any) {
            any.parts().forEach(part -> collect(segment, part, found));
        } else if (condition instanceof SegmentCondition.Not not) {
            collect(segment, not.part(), found);
        } else if (condition instanceof SegmentCondition.ConsentIs consent) {
            found.add(new SegmentReference(segment, Kind.TOPIC, consent.topic()));
        } else if (condition instanceof SegmentCondition.Score score && score.kind() != null) {
            found.add(new SegmentReference(segment, Kind.SURVEY, score.kind()));
        } else if (condition instanceof SegmentCondition.AttributeIs attribute) {
            found.add(new SegmentReference(segment, Kind.ATTRIBUTE, attribute.name()));
        } else if (condition instanceof SegmentCondition.AttributeNumber attribute) {
            found.add(new SegmentReference(segment, Kind.ATTRIBUTE, attribute.name()));
        } else if (condition instanceof SegmentCondition.DateWithin date
                && date.of().startsWith(ATTRIBUTES)) {
            found.add(new SegmentReference(segment, Kind.DATE, date.of().substring(ATTRIBUTES.length())));
        }
    }
}
