package io.rapport.app.studio;

import io.rapport.audit.Actor;
import io.rapport.audit.AuditAction;
import io.rapport.audit.AuditLog;
import io.rapport.audit.AuditRecord;
import io.rapport.calendar.BusinessClock;
import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.customer.Order;
import io.rapport.customer.Orders;
import io.rapport.outbox.MessageContext;
import io.rapport.template.MessageCatalogue;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** A real customer's data for the preview of a message. Each preview is put on record before anything is shown. */
@Component
final class CustomerPreviews {

    private static final Logger log = LoggerFactory.getLogger(CustomerPreviews.class);

    private final Customers customers;
    private final Orders orders;
    private final MessageContext context;
    private final MessageCatalogue catalogue;
    private final JdbcClient jdbc;
    private final BusinessClock clock;
    private final AuditLog audit;

    CustomerPreviews(
            Customers customers,
            Orders orders,
            MessageContext context,
            MessageCatalogue catalogue,
            JdbcClient jdbc,
            BusinessClock clock,
            AuditLog audit) {
        this.customers = customers;
        this.orders = orders;
        this.context = context;
        this.catalogue = catalogue;
        this.jdbc = jdbc;
        this.clock = clock;
        this.audit = audit;
    }

    /**
     * What a preview shows.
     *
     * @param locale     the offered one that the customer's mails are written in
     * @param data       what templates read: the customer's, the newest order's, and the rest as the sample has it,
     *     links above all, so that none of them works
     * @param fromSample names of the variables that are the sample's
     */
    record Seen(Locale locale, Map<String, Object> data, List<String> fromSample) {}

    /**
     * A preview that was shown.
     *
     * @param at         when, in the business clock's time
     * @param who        login of the member of staff
     * @param message    the message's name
     * @param customerId whose data were shown
     */
    record PreviewEntry(Instant at, String who, String message, String customerId) {}

    /**
     * @param who        login of the member of staff, for the record
     * @param customerId without the kind
     * @return empty if there is no such customer, or nothing is kept of them any more
     * @throws IllegalArgumentException if there is no such message
     */
    Optional<Seen> preview(String who, String message, String customerId) {
        catalogue.definition(message);
        Optional<Customer> customer = customers.find(customerId).filter(found -> !found.isErased());
        customer.ifPresent(found -> record(who, message, found.id()));
        return customer.map(found -> seen(message, found));
    }

    private Seen seen(String message, Customer customer) {
        Locale offered = catalogue.brand().nearest(customer.locale());
        boolean own = customer.locale().getLanguage().equals(offered.getLanguage());
        Order newest = orders.latest(customer.id(), 1).stream().findFirst().orElse(null);
        Map<String, Object> sample = catalogue.sample(message, offered);
        Map<String, Object> real = context.ofCustomer(customer, newest, own ? customer.locale() : offered);
        Map<String, Object> data = new TreeMap<>(sample);
        data.putAll(real);
        TreeSet<String> fromSample = new TreeSet<>(sample.keySet());
        fromSample.removeAll(real.keySet());
        return new Seen(offered, data, List.copyOf(fromSample));
    }

    private void record(String who, String message, String customerId) {
        jdbc.sql(
                        """
                insert into rapport.message_preview (at, who, message, customer_id)
                values (:at, :who, :message, rapport.current_customer(:customer))""")
                .param("at", Timestamp.from(clock.instant()))
                .param("who", who)
                .param("message", message)
                .param("customer", customerId)
                .update();
        audit.record(new AuditRecord(
                Actor.staff(who), AuditAction.READ, "message-preview", customerId, "message " + message));
        log.info("{} previews message {} with the data of customer {}", who, message, customerId);
    }

    /** @return the newest previews, the newest first */
    List<PreviewEntry> newest(int most) {
        return jdbc.sql(
                        """
                select at, who, message, customer_id from rapport.message_preview
                order by id desc limit :most""")
                .param("most", most)
                .query((rs, n) -> new PreviewEntry(
                        rs.getTimestamp("at").toInstant(),
                        rs.getString("who"),
                        rs.getString("message"),
                        rs.getString("customer_id")))
                .list();
    }
}
