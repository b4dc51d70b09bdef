package io.rapport.customer;

import io.rapport.customer.ContactPreferences.Pace;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What customers chose about how often and when they hear from us. */
@Component
public final class Preferences {

    private final JdbcClient jdbc;

    Preferences(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Tells what a customer chose.
     *
     * @param customerId without the kind
     * @return the choice; the defaults for who chose nothing or is unknown
     */
    public ContactPreferences of(String customerId) {
        return jdbc.sql(
                        """
                select pace, paused_until, preferred_hour from rapport.contact_preference
                where customer_id = :customer""")
                .param("customer", customerId)
                .query((rs, n) -> preferences(rs))
                .optional()
                .orElse(ContactPreferences.DEFAULT);
    }

    static ContactPreferences preferences(ResultSet rs) throws SQLException {
        return new ContactPreferences(
                Pace.of(rs.getString("pace")),
                Customers.instant(rs, "paused_until"),
                rs.getObject("preferred_hour", Integer.class));
    }
}
