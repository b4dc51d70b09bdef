package io.rapport.contactpolicy;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Several facts that one statement answers together, truth values and words such as the relationship tier; for the rest each
 * is as a {@link PolicyFact}.
 */
public interface PolicyFactGroup {

    /**
     * The facts that the tables may ask for by name whatever the live release says, with the values that each may have: the
     * first is that of whom nothing is known. A single text is for words that are the company's own.
     *
     * @return such as {@code stageLapsed} with false and true
     */
    Map<String, List<Object>> values();

    /** @return the tables that they read, with their schema, as {@link PolicyFact#tables} */
    List<String> tables();

    /**
     * Reads them for many customers, by one statement.
     *
     * @param customerIds without the kind
     * @return by customer, what each fact says, by name; what is left out has the first of its values
     */
    Map<String, Map<String, Object>> read(Collection<String> customerIds);
}
