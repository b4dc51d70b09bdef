package io.rapport.picture;

import io.rapport.contactpolicy.Suppression;
import io.rapport.customer.Consents;
import io.rapport.customer.ContactPreferences;
import io.rapport.customer.Customer;
import io.rapport.customer.CustomerIdentity;
import io.rapport.customer.CustomerValue.Bought;
import io.rapport.customer.Order;
import io.rapport.customer.Refund;
import io.rapport.customer.Restrictions.Restriction;
import io.rapport.customer.UpcomingItem;
import io.rapport.feedback.Complaint;
import io.rapport.lifecycle.Relationship;
import io.rapport.segment.Segments.Membership;
import io.rapport.value.CustomerScore;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * All that is known of a customer, at a moment.
 *
 * @param customer the profile
 * @param mergedIds the ids of customers who were merged into this one, and lead to it
 * @param identities what the customer is called in other systems, and addresses that stand for the customer alone
 * @param addresses where the customer can be reached, with the state of each
 * @param preferences how often and when the customer wants to hear from us
 * @param restriction since when the customer's data are kept and not used, and why; {@code null} if they are used
 * @param consents the newest word of each channel and topic; older ones are on the timeline
 * @param orders the newest ones, newest first
 * @param refunds what was paid back of those, by order
 * @param standingOrders how many orders stand, of all
 * @param bought what the orders of the last twelve months come to
 * @param score what the customer is worth; {@code null} if no order was kept, or the first one just came in
 * @param points the balance
 * @param level of loyalty, as the table names it; {@code null} if it cannot be asked
 * @param relationship tier and stage; {@code null} until they were evaluated for the first time
 * @param segments that the customer is in or was taken out of, in the order of the file
 * @param complaints the newest ones, newest first
 * @param upcoming what runs, is open and is planned, in the order of time
 * @param timeline the part of it that was asked for
 */
public record CustomerPicture(
        Customer customer,
        List<String> mergedIds,
        List<CustomerIdentity> identities,
        List<ContactAddress> addresses,
        ContactPreferences preferences,
        Restriction restriction,
        List<Consents.Entry> consents,
        List<Order> orders,
        Map<String, List<Refund>> refunds,
        int standingOrders,
        Bought bought,
        CustomerScore score,
        int points,
        String level,
        Relationship relationship,
        List<Membership> segments,
        List<Complaint> complaints,
        List<UpcomingItem> upcoming,
        Timeline timeline) {

    /**
     * Where a customer can be reached.
     *
     * @param channel {@code email} or {@code phone}
     * @param address as it is on file
     * @param confirmedAt when the customer confirmed it; {@code null} if never, and of a number always
     * @param suppression why nothing is sent there; {@code null} if it is
     */
    public record ContactAddress(String channel, String address, Instant confirmedAt, Suppression suppression) {}
}
