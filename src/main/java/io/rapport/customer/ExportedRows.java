package io.rapport.customer;

import java.util.List;
import java.util.Map;

/**
 * Something of a customer's to take away to which no column with the customer's id leads, so that the register of personal
 * data cannot find it. A room that holds such a thing has a bean of this type.
 */
public interface ExportedRows {

    /** @return the kind of personal data, as the register names it */
    String kind();

    /** @return what the rows are called, in the export as the name of a table */
    String table();

    /**
     * @param customer not erased
     * @return by name of column, in a fixed order; none if there is nothing
     */
    List<Map<String, Object>> rows(Customer customer);
}
