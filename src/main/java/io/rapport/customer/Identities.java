package io.rapport.customer;

import io.rapport.address.Addresses;
import io.rapport.inbox.ExternalId;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What customers are called elsewhere: each identity belongs to one customer. */
@Component
public final class Identities {

    private static final Set<String> ADDRESSES = Set.of(ExternalId.EMAIL, ExternalId.PHONE);

    private final JdbcClient jdbc;

    Identities(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param id of any system
     * @return the spelling that identities are compared by: of an address the one for all that reach the same mailbox or
     *     telephone; ids of systems are what they are
     */
    public static ExternalId normal(ExternalId id) {
        return new ExternalId(
                id.system(), ADDRESSES.contains(id.system()) ? Addresses.normal(id.system(), id.value()) : id.value());
    }

    /**
     * @param customerId without the kind
     * @return the customer's identities, by system and value
     */
    public List<CustomerIdentity> of(String customerId) {
        return jdbc.sql(
                        """
                select * from rapport.customer_identity where customer_id = rapport.current_customer(:customer) order by system, value""")
                .param("customer", customerId)
                .query((rs, n) -> new CustomerIdentity(
                        rs.getString("system"),
                        rs.getString("value"),
                        rs.getBoolean("verified"),
                        rs.getBoolean("provisional"),
                        Customers.instant(rs, "since")))
                .list();
    }
}
