package io.rapport.app.operations;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is wrong with files of imports and with their rows, which is stored in English, in a reader's language. Pages ask it. */
public final class ImportFaultTexts {

    private static final String BEHIND_COLUMN = ": ";

    private final FindingTexts texts;

    /** @param reader the reader's language */
    ImportFaultTexts(Locale reader) {
        this.texts = new FindingTexts(reader);
    }

    /**
     * @param fault why a file was refused, or what to do about a row: a line each, where several things are wrong
     * @return the same in the reader's language; a line that has no words in it stays English
     */
    public String of(String fault) {
        return fault.lines().map(this::line).collect(Collectors.joining("\n"));
    }

    /** A sentence, or one behind the name of a column, in which there may be a colon as well. */
    private String line(String line) {
        Optional<String> whole = known(line);
        if (whole.isPresent()) {
            return whole.get();
        }
        for (int at = line.indexOf(BEHIND_COLUMN); at >= 0; at = line.indexOf(BEHIND_COLUMN, at + 1)) {
            Optional<String> fix = known(line.substring(at + BEHIND_COLUMN.length()));
            if (fix.isPresent()) {
                return line.substring(0, at) + "：" + fix.get();
            }
        }
        return line;
    }

    private Optional<String> known(String sentence) {
        return Optional.of(texts.in(sentence)).filter(said -> !said.equals(sentence));
    }
}
