package io.rapport.imports;

import java.util.List;

/**
 * A record of a file.
 *
 * @param n which, from 1 on, the head not counted
 * @param line of the file in which it begins, from 1 on
 * @param cells as they stand there; of one that is too long the beginning
 * @param tooLong places of those that are too long, from 0 on
 */
record CsvRow(long n, long line, List<String> cells, List<Integer> tooLong) {

    boolean isBlank() {
        return cells.stream().allMatch(String::isBlank);
    }
}
