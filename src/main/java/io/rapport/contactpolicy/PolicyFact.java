package io.rapport.contactpolicy;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Something that is true of a customer or not, and that the tables of {@code contact-policy.dmn} may ask for by its key.
 * A bean of this type is all that a new fact needs: it is read for each batch of messages, stands on the message's row, and
 * what it said is compared once more when the message is marked as sending, by the versions of the tables that it reads.
 */
public interface PolicyFact {

    /** @return its name as an input of the tables, such as {@code complaintOpen} */
    String key();

    /**
     * The tables that it reads, with their schema. Each must have a trigger that runs
     * {@code rapport.contact_customer_changed}, with the column that holds the customer's id as its argument; an application
     * with a table that has none does not start.
     *
     * @return such as {@code rapport.complaint}
     */
    List<String> tables();

    /**
     * Reads it for many customers, by one statement.
     *
     * @param customerIds without the kind
     * @return those of whom it is true
     */
    Set<String> holdsFor(Collection<String> customerIds);
}
