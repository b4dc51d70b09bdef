package io.rapport.segment;

/**
 * Something that is wrong in {@code processes/segments.yaml}.
 *
 * @param line in the file, from 1; 0 if it is of no single line
 * @param place the keys that lead to it, such as {@code segments.repeat-buyers.conditions.all[2].orders.in}
 * @param problem what is wrong, for people
 * @param fix what to do about it
 */
public record SegmentFinding(int line, String place, String problem, String fix) {

    /** @return where in the file it is, such as {@code line 3, segments.repeat-buyers} */
    public String where() {
        String at = line > 0 ? "line " + line : "";
        return at.isEmpty() || place.isEmpty() ? at + place : at + ", " + place;
    }
}
