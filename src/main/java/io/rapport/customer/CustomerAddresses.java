package io.rapport.customer;

import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who else has an address. What is one address in other spellings is for the caller to say. */
@Component
public final class CustomerAddresses {

    private final JdbcClient jdbc;

    CustomerAddresses(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param spellings of e-mail addresses, in lower case
     * @param customerId who does not count
     * @return the addresses of others that are one of these, whatever their case
     */
    public List<String> emails(Collection<String> spellings, String customerId) {
        return jdbc.sql("select email from rapport.customer where lower(email) = any(:spellings) and id <> :customer")
                .param("spellings", spellings.toArray(String[]::new))
                .param("customer", customerId)
                .query(String.class)
                .list();
    }

    /**
     * @param phone a number
     * @param customerId who does not count
     * @return the numbers of others that end like it, in its last six digits
     */
    public List<String> phonesLike(String phone, String customerId) {
        return jdbc.sql(
                        """
                select phone from rapport.customer
                where right(regexp_replace(phone, '[^0-9]', '', 'g'), 6)
                    = right(regexp_replace(:phone, '[^0-9]', '', 'g'), 6)
                  and id <> :customer""")
                .param("phone", phone)
                .param("customer", customerId)
                .query(String.class)
                .list();
    }
}
