package io.rapport.contactpolicy;

import io.rapport.database.RoundTrip;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

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
     * Asks for it of many customers. What all facts ask for goes to the database in one round trip.
     *
     * @param customerIds without the kind
     * @param holds is called for each of those of whom it is true
     * @return what answers that, by one statement as a rule
     */
    List<RoundTrip.Query> ask(Collection<String> customerIds, Consumer<String> holds);
}
