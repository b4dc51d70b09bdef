package io.rapport.customer;

import io.rapport.calendar.Rfc3339;
import io.rapport.customer.ContactPreferences.Pace;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.WaitingEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What customers chose about how often and when they hear from us. */
@Component
public final class Preferences {

    /** An event cannot carry null, so it says this. */
    private static final String NONE = "none";

    private static final Set<String> EVENTS = Set.of("contact.preferred");

    private final JdbcClient jdbc;
    private final Inbox inbox;

    Preferences(JdbcClient jdbc, Inbox inbox) {
        this.jdbc = jdbc;
        this.inbox = inbox;
    }

    /**
     * Returns what a customer chose.
     *
     * @param customerId without the kind
     * @return the choice; the defaults for who chose nothing or is unknown
     */
    public ContactPreferences of(String customerId) {
        return jdbc.sql(
                        """
                select pace, paused_until, preferred_hour from rapport.contact_preference
                where customer_id = rapport.current_customer(:customer)""")
                .param("customer", customerId)
                .query((rs, n) -> preferences(rs))
                .optional()
                .orElse(ContactPreferences.DEFAULT);
    }

    /**
     * Returns what will hold when the events that wait in the inbox are processed.
     *
     * @param customerId without the kind
     * @return the choice; the defaults for who chose nothing or is unknown
     */
    public ContactPreferences toBe(String customerId) {
        // the events first: one that is processed in between is seen twice, and not missed
        List<WaitingEvent> waiting = inbox.waiting(customerId, EVENTS);
        ContactPreferences preferences = of(customerId);
        for (WaitingEvent event : waiting) {
            preferences = after(preferences, event);
        }
        return preferences;
    }

    private static ContactPreferences after(ContactPreferences before, WaitingEvent event) {
        String pace = event.text("pace");
        String until = event.text("pausedUntil");
        String hour = event.text("preferredHour");
        return new ContactPreferences(
                pace == null ? before.pace() : Pace.of(pace),
                until == null ? before.pausedUntil() : Rfc3339.parse(until).orElse(null),
                hour == null ? before.preferredHour() : NONE.equals(hour) ? null : Integer.valueOf(hour));
    }

    static ContactPreferences preferences(ResultSet rs) throws SQLException {
        return new ContactPreferences(
                Pace.of(rs.getString("pace")),
                Customers.instant(rs, "paused_until"),
                rs.getObject("preferred_hour", Integer.class));
    }
}
