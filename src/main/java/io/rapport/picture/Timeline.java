package io.rapport.picture;

import io.rapport.customer.TimelineEntry;
import io.rapport.customer.TimelineEntry.Kind;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A part of what happened with a customer.
 *
 * @param entries newest first; those of one moment stand together, so that there may be more than were asked for
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
     * Puts together what the rooms tell. What happened at one moment stays together, so that a moment parts one part from
     * the next and nothing is left out between the two: a part ends before the moment that it does not hold whole, or, if it
     * holds nothing else, has more entries than asked for.
     *
     * @param entries the newest of each room, as many as {@code read} of each kind where there are so many
     * @param most how many are asked for
     * @param read more than that
     * @return the newest of all; empty if one moment has more than was read: read more of it
     */
    static Optional<Timeline> of(List<TimelineEntry> entries, int most, int read) {
        List<TimelineEntry> sorted = entries.stream()
                .sorted(Comparator.comparing(TimelineEntry::at).reversed())
                .toList();
        if (sorted.size() <= most) {
            return Optional.of(new Timeline(sorted, null));
        }
        Instant cut = sorted.get(most).at();
        List<TimelineEntry> part = sorted.subList(0, most).stream()
                .filter(entry -> entry.at().isAfter(cut))
                .toList();
        if (part.isEmpty()) {
            part = sorted.stream().filter(entry -> entry.at().equals(cut)).toList();
            if (part.size() >= read) {
                return Optional.empty();
            }
        }
        boolean more = part.size() < sorted.size();
        return Optional.of(
                new Timeline(List.copyOf(part), more ? part.get(part.size() - 1).at() : null));
    }
}
