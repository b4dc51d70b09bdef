package io.rapport.app.studio;

import io.rapport.segment.Segments.DayCount;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A line of numbers by day, as an SVG has it. The vertical axis begins at 0, so that a small change looks small.
 *
 * @param width of the picture
 * @param height of the picture
 * @param points of the line
 * @param first the first day with its number
 * @param last the last day with its number
 * @param most the largest number, at the top
 */
record TrendPlot(int width, int height, String points, DayCount first, DayCount last, long most) {

    private static final int EDGE = 3;

    /** @return null where there are fewer than two days */
    static TrendPlot of(List<DayCount> counts, int width, int height) {
        if (counts.size() < 2) {
            return null;
        }
        DayCount first = counts.get(0);
        DayCount last = counts.get(counts.size() - 1);
        long most =
                Math.max(1, counts.stream().mapToLong(DayCount::members).max().orElse(1));
        long days = Math.max(1, ChronoUnit.DAYS.between(first.day(), last.day()));
        String points = counts.stream()
                .map(count -> String.format(
                        Locale.ROOT,
                        "%.1f,%.1f",
                        EDGE + (width - 2.0 * EDGE) * ChronoUnit.DAYS.between(first.day(), count.day()) / days,
                        height - EDGE - (height - 2.0 * EDGE) * count.members() / most))
                .collect(Collectors.joining(" "));
        return new TrendPlot(width, height, points, first, last, most);
    }
}
