package io.rapport.imports;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * The text of a file with separated cells, without what is too much of a cell: what is left of it ends with {@link #CUT}. So
 * one such cell costs its row, and not the file. New lines stay, so that rows keep the lines in which they begin.
 *
 * <p>A quote that nobody closed takes rows in until the next one. That one stands before a text, and behind the end of a cell
 * stands none: then, and if there is no end for long, reading ends as for a quote that the file does not close.
 */
final class LimitedCells extends FilterReader {

    /** Ends a cell that was cut: no text has this character. */
    static final char CUT = '\uffff';

    /** A cell with more characters is not a cell of customers' data, whatever a program may have put there. */
    static final int LONGEST = 1 << 20;

    /** Whatever has no end within so many characters more is no cell. */
    private static final int MOST_LEFT_OUT = 1 << 24;

    private enum Place {
        BEGIN,
        PLAIN,
        QUOTED,
        /** Behind a quote within quotes, which ends the cell or is the first of two. */
        QUOTE
    }

    private final char separator;
    private final char[] one = new char[1];
    private Place place = Place.BEGIN;
    private long length;

    LimitedCells(Reader in, char separator) {
        super(in);
        this.separator = separator;
    }

    @Override
    public int read() throws IOException {
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(char[] into, int from, int most) throws IOException {
        int kept = 0;
        while (kept == 0) {
            int read = in.read(into, from, most);
            if (read < 0) {
                return read;
            }
            for (int i = from; i < from + read; i++) {
                char c = into[i];
                boolean within = isWithin(c);
                if (!within || length <= LONGEST || isLineEnd(c) || c == '"') {
                    into[from + kept++] = c;
                } else if (length == LONGEST + 1) {
                    into[from + kept++] = CUT;
                }
            }
        }
        return kept;
    }

    /**
     * Goes on by a character.
     *
     * @return whether it is one of a cell, and not what parts cells
     */
    private boolean isWithin(char c) throws IOException {
        boolean parts = place != Place.QUOTED && (c == separator || isLineEnd(c));
        if (parts) {
            place = Place.BEGIN;
            length = 0;
            return false;
        }
        if (place == Place.QUOTE && c != '"' && length > LONGEST) {
            throw new IOException("a text stands behind the quote that ends a cell of " + length + " characters");
        }
        if (++length > LONGEST + MOST_LEFT_OUT) {
            throw new IOException("a cell has no end for " + length + " characters");
        }
        place = switch (place) {
            case BEGIN, QUOTE -> c == '"' ? Place.QUOTED : Place.PLAIN;
            case QUOTED -> c == '"' ? Place.QUOTE : Place.QUOTED;
            case PLAIN -> Place.PLAIN;
        };
        return true;
    }

    private static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r';
    }
}
