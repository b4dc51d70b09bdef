package io.rapport.imports;

import java.util.Optional;

/**
 * Makes items of the rows of one kind of file. Rows come in the order of the file.
 *
 * @param <T> what an item says
 */
interface ItemReader<T> {

    /**
     * @param row the next one
     * @return an item that is complete now; empty if one more row may belong to it
     */
    Optional<ImportItem<T>> next(CsvRow row);

    /** @return the item that was open when the file ended */
    default Optional<ImportItem<T>> end() {
        return Optional.empty();
    }
}
