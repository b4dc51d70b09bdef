package io.rapport.imports;

import java.util.List;

/** Which character separates the columns of a file. */
final class Separators {

    private static final List<Character> KNOWN = List.of(',', ';', '\t', '|');

    private Separators() {}

    /**
     * @param head the first line
     * @return the one of comma, semicolon, tab and bar that stands in it most often outside of quotes; a comma if none does
     */
    static char find(String head) {
        char best = KNOWN.get(0);
        long most = 0;
        for (char candidate : KNOWN) {
            long count = count(head, candidate);
            if (count > most) {
                most = count;
                best = candidate;
            }
        }
        return best;
    }

    private static long count(String head, char wanted) {
        long count = 0;
        boolean quoted = false;
        for (int i = 0; i < head.length(); i++) {
            char c = head.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == wanted && !quoted) {
                count++;
            }
        }
        return count;
    }
}
