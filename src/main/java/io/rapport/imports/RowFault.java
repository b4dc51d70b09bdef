package io.rapport.imports;

/**
 * What is wrong with a row.
 *
 * @param column name of the column in the file; {@code null}: the row as a whole
 * @param value what stands there; {@code null}: nothing
 * @param fix what to do, as a sentence
 */
record RowFault(String column, String value, String fix) {

    static RowFault ofRow(String fix) {
        return new RowFault(null, null, fix);
    }
}
