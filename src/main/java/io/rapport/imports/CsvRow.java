package io.rapport.imports;

import java.util.List;

/**
 * A record of a file.
 *
 * @param n which, from 1 on, the head not counted
 * @param line of the file in which it begins, from 1 on
 * @param cells as they stand there
 */
record CsvRow(long n, long line, List<String> cells) {

    boolean isBlank() {
        return cells.stream().allMatch(String::isBlank);
    }
}
