package io.rapport.customer;

import java.util.List;
import java.util.Locale;

/** Tells what is running for a customer now and what comes next, from what one room keeps. */
public interface UpcomingSource {

    /**
     * Tells what is under way.
     *
     * @param customerId bare id
     * @param locale the reader's language, for names of journeys and tasks
     * @return in any order
     */
    List<UpcomingItem> upcoming(String customerId, Locale locale);
}
