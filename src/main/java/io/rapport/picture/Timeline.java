package io.rapport.picture;

import io.rapport.customer.TimelineEntry;
import io.rapport.customer.TimelineEntry.Kind;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A part of what happened with a customer.
 *
 * @param entries newest first
 * @param next before which the next part begins; {@code null} if there is none
 */
public record Timeline(List<TimelineEntry> entries, Instant next) {

    /** So many entries a part has at the most. */
    public static final int MOST = 200;

    /**
     * Which part.
     *
     * @param kinds which kinds; none means all
     * @param before only what happened before; {@code null} for the newest
     * @param most how many entries at the most, 1 to {@link Timeline#MOST}
     */
    public record Part(Set<Kind> kinds, Instant before, int most) {

        /** Checks and copies. */
        public Part {
            kinds = kinds.isEmpty() ? EnumSet.allOf(Kind.class) : EnumSet.copyOf(kinds);
            if (most < 1 || most > MOST) {
                throw new IllegalArgumentException("most: take 1 to " + MOST);
            }
        }
    }

    /**
     * Puts together what the rooms tell. What happened at one moment stays together: the next part begins before it, so
     * that nothing is left out between two parts.
     *
     * @param entries the newest of each room, at least one more than asked for where there are so many
     * @param most how many are asked for
     * @return the newest of all
     */
    static Timeline of(List<TimelineEntry> entries, int most) {
        List<TimelineEntry> sorted = entries.stream()
                .sorted(Comparator.comparing(TimelineEntry::at).reversed())
                .toList();
        if (sorted.size() <= most) {
            return new Timeline(sorted, null);
        }
        Instant cut = sorted.get(most).at();
        List<TimelineEntry> before = sorted.subList(0, most).stream()
                .filter(entry -> entry.at().isAfter(cut))
                .toList();
        // more of one moment than a part holds: no moment parts them, and the rest is left out
        List<TimelineEntry> part = before.isEmpty() ? sorted.subList(0, most) : before;
        return new Timeline(List.copyOf(part), part.get(part.size() - 1).at());
    }
}
