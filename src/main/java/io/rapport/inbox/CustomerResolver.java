package io.rapport.inbox;

import java.util.Collection;
import java.util.Map;

/** Finds the customers whom events name by something else than the customer id, before such an event becomes a row. */
public interface CustomerResolver {

    /**
     * Whom an external id leads to.
     *
     * @param customerId without the kind; {@code null} if it leads to several customers
     * @param isNew whether nobody was known by it and the customer was made for it just now, provisionally
     */
    record Resolution(String customerId, boolean isNew) {}

    /**
     * Finds customers in the caller's transaction. Who is known by nothing that leads there becomes a provisional customer;
     * of two transactions that do so at once the second gets the first one's.
     *
     * @param ids any
     * @return for each of them whom it leads to
     */
    Map<ExternalId, Resolution> resolve(Collection<ExternalId> ids);
}
