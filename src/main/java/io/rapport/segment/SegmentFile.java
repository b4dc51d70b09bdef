package io.rapport.segment;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What {@code processes/segments.yaml} says.
 *
 * @param segments by name, in the order of the file; a segment that one builds on is among them
 */
record SegmentFile(Map<String, SegmentDefinition> segments) {

    static final String PATH = "processes/segments.yaml";

    static final SegmentFile NONE = new SegmentFile(Map.of());

    /** Part of every fingerprint: another meaning of the same words has each segment built anew. */
    private static final String LANGUAGE = "1";

    SegmentFile {
        segments = Collections.unmodifiableMap(new LinkedHashMap<>(segments));
    }

    /** @return of each segment what it means, with what it builds on; two that mean the same have the same */
    Map<String, String> fingerprints() {
        Map<String, String> prints = new TreeMap<>();
        segments.keySet().forEach(name -> prints.put(name, fingerprint(name)));
        return prints;
    }

    private String fingerprint(String name) {
        StringBuilder said = new StringBuilder(LANGUAGE);
        for (String one : buildsOn(name)) {
            said.append('\n').append(one).append('=').append(segments.get(one).condition());
        }
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(said.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** @return a segment and all that it builds on, in the order of the alphabet */
    Set<String> buildsOn(String name) {
        Set<String> found = new TreeSet<>();
        follow(name, found);
        return found;
    }

    /** @return the segments that ask for tier or stage, themselves or by what they build on */
    List<String> onRelationship() {
        return segments.keySet().stream()
                .filter(name -> buildsOn(name).stream()
                        .anyMatch(
                                other -> asksForRelationship(segments.get(other).condition())))
                .toList();
    }

    private static boolean asksForRelationship(SegmentCondition condition) {
        if (condition instanceof SegmentCondition.AllOf all) {
            return all.parts().stream().anyMatch(SegmentFile::asksForRelationship);
        }
        if (condition instanceof SegmentCondition.AnyOf any) {
            return any.parts().stream().anyMatch(SegmentFile::asksForRelationship);
        }
        if (condition instanceof SegmentCondition.Not not) {
            return asksForRelationship(not.part());
        }
        return condition instanceof SegmentCondition.WordIs word && word.field() != WordField.LANGUAGE;
    }

    private void follow(String name, Set<String> found) {
        if (segments.containsKey(name) && found.add(name)) {
            named(segments.get(name).condition()).forEach(other -> follow(other, found));
        }
    }

    /** @return the segments that a condition names */
    static Set<String> named(SegmentCondition condition) {
        Set<String> names = new TreeSet<>();
        collect(condition, names);
        return names;
    }

    private static void collect(SegmentCondition condition, Set<String> names) {
        if (condition instanceof SegmentCondition.AllOf all) {
            all.parts().forEach(part -> collect(part, names));
        } else if (condition instanceof SegmentCondition.AnyOf any) {
            any.parts().forEach(part -> collect(part, names));
        } else if (condition instanceof SegmentCondition.Not not) {
            collect(not.part(), names);
        } else if (condition instanceof SegmentCondition.InSegment segment) {
            names.add(segment.name());
        }
    }
}
