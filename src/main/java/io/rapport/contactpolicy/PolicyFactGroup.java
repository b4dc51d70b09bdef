package io.rapport.contactpolicy;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Several facts that one statement answers together; for the rest each is as a {@link PolicyFact}. */
public interface PolicyFactGroup {

    /** @return their names as inputs of the tables, such as {@code stageLapsed} */
    List<String> keys();

    /** @return the tables that they read, with their schema, as {@link PolicyFact#tables} */
    List<String> tables();

    /**
     * Reads them for many customers, by one statement.
     *
     * @param customerIds without the kind
     * @return by key, those of whom it is true; each key
     */
    Map<String, Set<String>> holdFor(Collection<String> customerIds);
}
