package io.rapport.contactpolicy;

import io.rapport.database.RoundTrip;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

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
     * Asks for them of many customers. What all facts ask for goes to the database in one round trip.
     *
     * @param customerIds without the kind
     * @param says is called with a customer and what facts say of them, by name, also several times; what is left out has the
     *     first of its values
     * @return the one statement that answers that
     */
    RoundTrip.Query ask(Collection<String> customerIds, BiConsumer<String, Map<String, Object>> says);
}
