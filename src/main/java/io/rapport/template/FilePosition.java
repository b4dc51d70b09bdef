package io.rapport.template;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where in a messages folder something stands.
 *
 * @param file below the folder
 * @param line from 1; null when it is of no single line
 */
record FilePosition(String file, Integer line) {

    static FilePosition of(String file) {
        return new FilePosition(file, null);
    }

    static FilePosition of(String file, int line) {
        return new FilePosition(file, line > 0 ? line : null);
    }

    /** @return the line on which a key of the file's first level stands; the file alone if it has none */
    static FilePosition ofKey(String file, String source, String key) {
        Matcher line = Pattern.compile("^[\"']?" + Pattern.quote(key) + "[\"']?\\s*:", Pattern.MULTILINE)
                .matcher(source == null ? "" : source);
        return of(file, line.find() ? line(source, line.start()) : line(source, key + ":"));
    }

    private static int line(String text, int at) {
        return (int) text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
    }

    /**
     * Finds the line that an author has to fix: in the file itself, else in the partials that are of its locale or
     * of none.
     *
     * @param words as they are written there
     * @return the first line that has them; the file alone when none has
     */
    static FilePosition find(MessageSources sources, String file, Locale locale, String words) {
        int own = line(sources.files().get(file), words);
        if (own > 0) {
            return of(file, own);
        }
        for (String partial : sources.partials(locale)) {
            int line = line(sources.files().get(partial), words);
            if (line > 0) {
                return of(partial, line);
            }
        }
        return of(file);
    }

    /** @return the line of a text that has the words first, from 1; 0 when none has */
    static int line(String text, String words) {
        int at = text == null || words.isEmpty() ? -1 : text.indexOf(words);
        return at < 0 ? 0 : (int) text.substring(0, at).lines().count() + (startsLine(text, at) ? 1 : 0);
    }

    private static boolean startsLine(String text, int at) {
        return at == 0 || text.charAt(at - 1) == '\n';
    }

    @Override
    public String toString() {
        return line == null ? file : file + " line " + line;
    }
}
