package io.rapport.imports;

import java.util.Optional;

/**
 * Makes units of the rows of one kind of file. Rows come in the order of the file.
 *
 * @param <T> what a unit says
 */
interface UnitReader<T> {

    /**
     * @param row the next one
     * @return a unit that is complete now; empty if one more row may belong to it
     */
    Optional<Unit<T>> next(CsvRow row);

    /** @return the unit that was open when the file ended */
    default Optional<Unit<T>> end() {
        return Optional.empty();
    }
}
