package io.rapport.customer.internal;

import io.rapport.address.Addresses;
import io.rapport.address.MailDomain;
import io.rapport.calendar.BusinessClock;
import io.rapport.customer.Identities;
import io.rapport.inbox.CustomerResolver;
import io.rapport.inbox.ExternalId;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Whom an external id leads to: who has it as an identity; else the one customer whom a contact address reaches; else a
 * provisional customer. The unique key of identities decides between two who make one at once.
 */
@Component
class IdentityResolver implements CustomerResolver {

    /** No system's id of a customer begins so by chance: no customer is met twice. */
    private static final String PROVISIONAL = "p-";

    /** Two transactions that make provisional customers for the same ids do so in the same order. */
    private static final Comparator<ExternalId> IN_ORDER =
            Comparator.comparing(ExternalId::system).thenComparing(ExternalId::value);

    private final JdbcClient jdbc;
    private final IdentityTable identities;
    private final BusinessClock clock;

    IdentityResolver(JdbcClient jdbc, BusinessClock clock) {
        this.jdbc = jdbc;
        this.identities = new IdentityTable(jdbc);
        this.clock = clock;
    }

    @Transactional(propagation = Propagation.MANDATORY)
    @Override
    public Map<ExternalId, Resolution> resolve(Collection<ExternalId> ids) {
        Map<ExternalId, Resolution> normal = new HashMap<>();
        Set<ExternalId> ordered = new TreeSet<>(IN_ORDER);
        ids.forEach(id -> ordered.add(Identities.normal(id)));
        ordered.forEach(id -> normal.put(id, resolve(id)));
        Map<ExternalId, Resolution> resolved = new HashMap<>();
        Set<ExternalId> introduced = new HashSet<>();
        for (ExternalId id : ids) {
            Resolution found = normal.get(Identities.normal(id));
            // two spellings of one address make one customer, who is introduced once
            boolean first = introduced.add(Identities.normal(id));
            resolved.put(id, new Resolution(found.customerId(), found.isNew() && first));
        }
        return resolved;
    }

    private Resolution resolve(ExternalId id) {
        Optional<String> owner = identities.owner(id);
        if (owner.isPresent()) {
            return new Resolution(owner.get(), false);
        }
        Set<String> reached = reached(id);
        if (reached.size() > 1) {
            return new Resolution(null, false);
        }
        return reached.isEmpty()
                ? provisional(id)
                : new Resolution(reached.iterator().next(), false);
    }

    private Resolution provisional(ExternalId id) {
        String customer = PROVISIONAL + UUID.randomUUID();
        boolean made = jdbc.sql(
                                """
                        insert into rapport.customer_identity (system, value, customer_id, provisional, since)
                        values (:system, :value, :customer, true, :now)
                        on conflict (system, value) do nothing""")
                        .param("system", id.system())
                        .param("value", id.value())
                        .param("customer", customer)
                        .param("now", Timestamp.from(clock.instant()))
                        .update()
                == 1;
        // who was quicker is committed by now, and seen by a statement of its own
        return made
                ? new Resolution(customer, true)
                : new Resolution(identities.owner(id).orElseThrow(), false);
    }

    private record Contact(String customer, String address) {}

    /** Whom a contact address reaches; that of who was merged reaches the one who stayed. */
    private Set<String> reached(ExternalId id) {
        List<Contact> like =
                switch (id.system()) {
                    case ExternalId.EMAIL -> emails(id.value());
                    case ExternalId.PHONE -> phones(id.value());
                    default -> List.of();
                };
        Set<String> reached = new HashSet<>();
        for (Contact contact : like) {
            if (Addresses.normal(id.system(), contact.address()).equals(id.value())) {
                reached.add(contact.customer());
            }
        }
        return reached;
    }

    private List<Contact> emails(String normal) {
        int at = normal.lastIndexOf('@');
        String unicode = normal.substring(0, at + 1)
                + MailDomain.unicode(normal.substring(at + 1)).toLowerCase(Locale.ROOT);
        return jdbc.sql(
                        """
                select id, email as address from rapport.customer where lower(email) in (:normal, :unicode)
                union all
                select a.survivor, m.profile ->> 'email'
                from rapport.customer_merge m join rapport.customer_alias a on a.customer_id = m.customer_id
                where m.undone_seq is null and lower(m.profile ->> 'email') collate "C" in (:normal, :unicode)""")
                .param("normal", normal)
                .param("unicode", unicode)
                .query((rs, n) -> new Contact(rs.getString("id"), rs.getString("address")))
                .list();
    }

    private List<Contact> phones(String normal) {
        return jdbc.sql(
                        """
                select id, phone as address from rapport.customer
                where right(regexp_replace(phone, '[^0-9]', '', 'g'), 6)
                    = right(regexp_replace(:phone, '[^0-9]', '', 'g'), 6)
                union all
                select a.survivor, m.profile ->> 'phone'
                from rapport.customer_merge m join rapport.customer_alias a on a.customer_id = m.customer_id
                where m.undone_seq is null
                  and right(regexp_replace(m.profile ->> 'phone', '[^0-9]', '', 'g'), 6)
                      = right(regexp_replace(:phone, '[^0-9]', '', 'g'), 6)""")
                .param("phone", normal)
                .query((rs, n) -> new Contact(rs.getString("id"), rs.getString("address")))
                .list();
    }
}
