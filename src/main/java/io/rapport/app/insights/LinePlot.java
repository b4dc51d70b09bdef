package io.rapport.app.insights;

import java.text.NumberFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A plot of lines over equally distant places, as SVG. Lines differ by dashes and marks, too, not by colour alone; those who
 * cannot see it read title and description, and a table beside it.
 */
final class LinePlot {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 320;
    private static final int SCALE_SIDE = 64;
    private static final int OTHER_SIDE = 16;
    private static final int TOP = 40;
    private static final int BOTTOM = 52;

    /** Where the scale may end, in powers of ten, and into how many parts it is divided then. */
    private static final double[][] SCALES = {{1, 5}, {1.5, 5}, {2, 4}, {3, 6}, {4, 4}, {5, 5}, {6, 6}, {8, 4}, {10, 5}
    };

    private static final int MOST_LABELS = 8;
    private static final int MOST_MARKS = 12;

    /** For a plot that is a file of its own; on a page its style sheet says it. */
    static final String STYLE =
            """
            <style>text{font:12px system-ui,sans-serif;fill:#1b1b1f}.grid{stroke:#ccc}.axis,.limit{stroke:#555}.limit{stroke-dasharray:2 3}\
            .actual{stroke:#1b1b1f}.expected{stroke:#0b57d0}.yardstick{stroke:#b3261e}.expected{stroke-dasharray:7 4}\
            .yardstick{stroke-dasharray:2 4}polyline,.key{fill:none;stroke-width:2}circle[class]{fill:#fff;stroke-width:2;stroke-dasharray:none}\
            .ground{fill:#fff}</style><rect class="ground" width="100%" height="100%"/>""";

    private final String id;
    private final String title;
    private final String description;
    private final List<String> places;
    private final String across;
    private final String up;
    private final List<Line> lines = new ArrayList<>();
    private boolean newest;
    private int limit = -1;
    private String limitText;

    /** @param kind {@code actual}, {@code expected} or {@code yardstick} */
    private record Line(String kind, String name, double[] values) {}

    /**
     * @param id of the element
     * @param title what it shows
     * @param description what is to be seen
     * @param places what stands below each place
     * @param across what they are
     * @param up what the values are
     */
    LinePlot(String id, String title, String description, List<String> places, String across, String up) {
        this.id = id;
        this.title = title;
        this.description = description;
        this.places = places;
        this.across = across;
        this.up = up;
    }

    /** Adds a line with one value for each place. @return this */
    LinePlot line(String kind, String name, double[] values) {
        lines.add(new Line(kind, name, values));
        return this;
    }

    /** The last place is the newest, where a narrow screen begins: scale and key stand at that side. @return this */
    LinePlot newestLast() {
        newest = true;
        return this;
    }

    private int left() {
        return newest ? OTHER_SIDE : SCALE_SIDE;
    }

    private int right() {
        return WIDTH - (newest ? SCALE_SIDE : OTHER_SIDE);
    }

    /** Draws a limit before a place. @return this */
    LinePlot limit(int place, String text) {
        limit = place;
        limitText = text;
        return this;
    }

    /**
     * @param locale how numbers are written
     * @param style an empty text on a page, {@link #STYLE} in a file
     * @return the element
     */
    String svg(Locale locale, String style) {
        double most = most();
        double power = Math.pow(10, Math.floor(Math.log10(most)));
        double[] scale = Arrays.stream(SCALES)
                .filter(one -> one[0] * power >= most)
                .findFirst()
                .orElse(SCALES[SCALES.length - 1]);
        double top = scale[0] * power;
        StringBuilder svg = new StringBuilder(8_192);
        svg.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"%s-title %s-text\">"
                        .formatted(WIDTH, HEIGHT, id, id));
        svg.append("<title id=\"%s-title\">%s</title><desc id=\"%s-text\">%s</desc>"
                .formatted(id, escape(title), id, escape(description)));
        svg.append(style);
        NumberFormat numbers = NumberFormat.getInstance(locale);
        for (int i = 0; i <= scale[1]; i++) {
            double value = top * i / scale[1];
            svg.append("<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%s\" y2=\"%s\"/>"
                    .formatted(left(), right(), y(value, top), y(value, top)));
            text(
                    svg,
                    newest ? right() + 8 : left() - 8,
                    y(value, top) + 4,
                    newest ? "start" : "end",
                    numbers.format(value));
        }
        int every = Math.max(1, (int) Math.ceil(places.size() / (double) MOST_LABELS));
        for (int i = 0; i < places.size(); i += every) {
            text(svg, x(i), HEIGHT - BOTTOM + 18, "middle", places.get(i));
        }
        text(svg, (left() + right()) / 2.0, HEIGHT - 8, "middle", across);
        text(svg, newest ? right() : left(), TOP - 10, newest ? "end" : "start", up);
        if (limit >= 0) {
            double at = x(limit) - step() / 2;
            svg.append("<line class=\"limit\" x1=\"%s\" x2=\"%s\" y1=\"%d\" y2=\"%d\"/>"
                    .formatted(round(at), round(at), TOP, HEIGHT - BOTTOM));
            text(svg, at + 5, TOP + 12, "start", limitText);
        }
        double key = newest
                ? right() - lines.stream().mapToDouble(LinePlot::keyWidth).sum()
                : left();
        for (Line line : lines) {
            draw(svg, line, top);
            svg.append("<line class=\"key %s\" x1=\"%s\" x2=\"%s\" y1=\"12\" y2=\"12\"/>"
                    .formatted(line.kind(), round(key), round(key + 28)));
            text(svg, key + 34, 16, "start", line.name());
            key += keyWidth(line);
        }
        return svg.append("</svg>").toString();
    }

    private static double keyWidth(Line line) {
        return 48 + 7.2 * wide(line.name());
    }

    private void draw(StringBuilder svg, Line line, double top) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < line.values().length; i++) {
            points.append(round(x(i)))
                    .append(',')
                    .append(y(line.values()[i], top))
                    .append(' ');
        }
        svg.append("<polyline class=\"%s\" points=\"%s\"/>"
                .formatted(line.kind(), points.toString().strip()));
        if (line.values().length <= MOST_MARKS) {
            for (int i = 0; i < line.values().length; i++) {
                svg.append("<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"4\"/>"
                        .formatted(line.kind(), round(x(i)), y(line.values()[i], top)));
            }
        }
    }

    /** A sign of Chinese takes the room of two others. */
    private static int wide(String text) {
        return text.codePoints().map(sign -> sign > 0x2E80 ? 2 : 1).sum();
    }

    private void text(StringBuilder svg, double x, double y, String anchor, String text) {
        svg.append("<text x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>"
                .formatted(round(x), round(y), anchor, escape(text)));
    }

    private double most() {
        return lines.stream()
                .flatMapToDouble(line -> Arrays.stream(line.values()))
                .reduce(1e-9, Math::max);
    }

    private double step() {
        return (right() - left()) / (double) Math.max(1, places.size());
    }

    private double x(int place) {
        return left() + step() * (place + 0.5);
    }

    private double y(double value, double top) {
        return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / top);
    }

    private static double round(double value) {
        return Math.round(value * 10) / 10.0;
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
