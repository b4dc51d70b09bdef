package io.rapport.app.command;

import java.util.List;
import java.util.stream.Collectors;

/** Texts below each other, as a terminal shows them. */
public final class AlignedText {

    private AlignedText() {}

    /**
     * @param lines as many texts each
     * @return a line for each; each column is as wide as its longest text, but for the last
     */
    public static String of(List<List<String>> lines) {
        return lines.stream().map(line -> aligned(line, lines)).collect(Collectors.joining("\n"));
    }

    private static String aligned(List<String> line, List<List<String>> all) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < line.size() - 1; i++) {
            int column = i;
            int width =
                    all.stream().mapToInt(one -> one.get(column).length()).max().orElse(0);
            text.append(line.get(i)).append(" ".repeat(width - line.get(i).length() + 2));
        }
        return text + line.get(line.size() - 1);
    }
}
