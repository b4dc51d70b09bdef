package io.rapport.imports;

import java.util.List;

/**
 * What is taken or left out as a whole: a row, or all rows of an order.
 *
 * @param rows of the file
 * @param key what it is about, by which it stands once in a statement
 * @param value what it says; {@code null} if anything is wrong with it
 * @param faults what is wrong, each with its row; none if it is right
 * @param customerId whom it is about, as far as it says
 * @param contact the customer's address, as far as it says
 */
record ImportItem<T>(List<CsvRow> rows, String key, T value, List<FaultAt> faults, String customerId, String contact) {

    /** @param row that it is about */
    record FaultAt(CsvRow row, RowFault fault) {}

    /**
     * @param row that it is
     * @param key what it is about; null for what stands by itself
     * @param value what it says; null if anything is wrong with it
     * @param cells that were read of the row, with what is wrong
     * @param customerId whom it is about, as far as it says
     * @param contact the customer's address, as far as it says
     * @return the row by itself
     */
    static <T> ImportItem<T> of(CsvRow row, String key, T value, Cells cells, String customerId, String contact) {
        List<FaultAt> faults =
                cells.faults().stream().map(fault -> new FaultAt(row, fault)).toList();
        return new ImportItem<>(List.of(row), key, value, faults, customerId, contact);
    }

    long first() {
        return rows.get(0).n();
    }

    long last() {
        return rows.get(rows.size() - 1).n();
    }
}
