package io.rapport.customer.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.rapport.customer.Identities;
import io.rapport.database.Columns;
import io.rapport.inbox.Event;
import io.rapport.inbox.ExternalId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What events say of what customers are called elsewhere; at most one event a customer at a time. */
final class IdentityTable {

    static final String FIELD = "identities";

    private final JdbcClient jdbc;

    IdentityTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param verified whether the event says that somebody showed that it is the customer's */
    private record Declared(ExternalId id, Event event, boolean verified) {}

    static boolean declares(Event event) {
        return event.data().has(FIELD);
    }

    /**
     * With an address that is not the customer's any more goes the identity of it. To be asked before the profile is written;
     * an event that is older than what the profile says takes nothing.
     *
     * @param events registrations and updates
     */
    void takeBack(List<Event> events) {
        for (Event event : events) {
            for (String system : List.of(ExternalId.EMAIL, ExternalId.PHONE)) {
                if (event.data().path(system).isNull()) {
                    onFile(event, system)
                            .map(address -> Identities.normal(new ExternalId(system, address)))
                            .ifPresent(identity -> jdbc.sql(
                                            """
                                    delete from rapport.customer_identity
                                    where system = :system and value = :value and customer_id = :customer""")
                                    .param("system", identity.system())
                                    .param("value", identity.value())
                                    .param("customer", event.customerId())
                                    .update());
                }
            }
        }
    }

    private Optional<String> onFile(Event event, String system) {
        return jdbc
                .sql(
                        """
                select case :system when 'email' then email else phone end from rapport.customer
                where id = :customer and coalesce((versions ->> :system)::bigint, 0) <= :seq""")
                .param("system", system)
                .param("customer", event.customerId())
                .param("seq", event.seq())
                .query((rs, n) -> Optional.ofNullable(rs.getString(1)))
                .list()
                .stream()
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** An identity that another customer has. */
    record Taken(String customerId, String owner, boolean verified, boolean ownerIsProvisional) {}

    /**
     * The first customer of an identity keeps it; what is verified stays so.
     *
     * @return those that are others' already
     */
    List<Taken> declare(List<Event> events) {
        List<Declared> declared = new ArrayList<>();
        for (Event event : events) {
            for (JsonNode identity : event.data().get(FIELD)) {
                ExternalId id = new ExternalId(
                        identity.get("system").asText(), identity.get("id").asText());
                declared.add(new Declared(
                        Identities.normal(id), event, identity.path("verified").asBoolean()));
            }
        }
        write(declared);
        return taken(declared, false);
    }

    /**
     * @param events that name addresses
     * @return those addresses that provisional customers were made for
     */
    List<Taken> named(List<Event> events) {
        List<Declared> addresses = new ArrayList<>();
        for (Event event : events) {
            address(event, ExternalId.EMAIL).ifPresent(addresses::add);
            address(event, ExternalId.PHONE).ifPresent(addresses::add);
        }
        return addresses.isEmpty() ? List.of() : taken(addresses, true);
    }

    private static Optional<Declared> address(Event event, String system) {
        return Optional.ofNullable(event.text(system))
                .map(text -> new Declared(Identities.normal(new ExternalId(system, text)), event, false));
    }

    /**
     * @param confirmations of which some hold
     * @return confirmed addresses that provisional customers were made for
     */
    List<Taken> confirmed(List<Event> confirmations) {
        List<Declared> addresses = jdbc
                .sql(
                        "select id, email from rapport.customer where id = any(:ids) and confirmed_at is not null and email is not null")
                .param("ids", Columns.of(confirmations, Event::customerId))
                .query((rs, n) -> new Contact(rs.getString("id"), rs.getString("email")))
                .list()
                .stream()
                .flatMap(contact -> confirmations.stream()
                        .filter(event -> event.customerId().equals(contact.customerId()))
                        .map(event -> new Declared(
                                Identities.normal(new ExternalId(ExternalId.EMAIL, contact.email())), event, true)))
                .toList();
        return addresses.isEmpty() ? List.of() : taken(addresses, true);
    }

    private record Contact(String customerId, String email) {}

    private List<Taken> taken(List<Declared> declared, boolean byProvisional) {
        return jdbc.sql(
                        """
                select n.customer, i.customer_id as owner, n.verified,
                       i.provisional and c.registered_at is null as provisional
                from unnest(:systems::text[], :values::text[], :customers::text[], :verified::boolean[])
                     n (system, value, customer, verified)
                join rapport.customer_identity i on i.system = n.system and i.value = n.value
                left join rapport.customer c on c.id = i.customer_id
                where i.customer_id <> n.customer and c.erased_at is null
                  and (not :byProvisional or i.provisional and c.registered_at is null)""")
                .param("systems", Columns.of(declared, one -> one.id().system()))
                .param("values", Columns.of(declared, one -> one.id().value()))
                .param("customers", Columns.of(declared, one -> one.event().customerId()))
                .param("verified", Columns.of(declared, Declared::verified))
                .param("byProvisional", byProvisional)
                .query((rs, n) -> new Taken(
                        rs.getString("customer"),
                        rs.getString("owner"),
                        rs.getBoolean("verified"),
                        rs.getBoolean("provisional")))
                .list();
    }

    /** Who has confirmed the address on file has shown that it is theirs. */
    void confirm(List<Event> confirmations) {
        List<ExternalId> verified = jdbc
                .sql(
                        """
                select i.value, c.email from rapport.customer_identity i join rapport.customer c on c.id = i.customer_id
                where i.customer_id = any(:customers) and i.system = 'email' and not i.verified
                  and c.confirmed_at is not null""")
                .param("customers", Columns.of(confirmations, Event::customerId))
                .query((rs, n) -> {
                    ExternalId onFile = new ExternalId(ExternalId.EMAIL, rs.getString("email"));
                    return onFile.value() != null
                                    && Identities.normal(onFile).value().equals(rs.getString("value"))
                            ? Optional.of(Identities.normal(onFile))
                            : Optional.<ExternalId>empty();
                })
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
        if (!verified.isEmpty()) {
            jdbc.sql(
                            "update rapport.customer_identity set verified = true where system = 'email' and value = any(:values)")
                    .param("values", Columns.of(verified, ExternalId::value))
                    .update();
        }
    }

    private void write(List<Declared> declared) {
        jdbc.sql(
                        """
                insert into rapport.customer_identity as i (system, value, customer_id, verified, since)
                select distinct on (system, value) system, value, customer, verified, at
                from unnest(:systems::text[], :values::text[], :customers::text[], :verified::boolean[],
                            :times::timestamptz[], :seqs::bigint[]) n (system, value, customer, verified, at, seq)
                order by system, value, seq, verified desc
                on conflict (system, value) do update set verified = i.verified or excluded.verified
                where i.customer_id = excluded.customer_id and excluded.verified and not i.verified""")
                .param("systems", Columns.of(declared, one -> one.id().system()))
                .param("values", Columns.of(declared, one -> one.id().value()))
                .param("customers", Columns.of(declared, one -> one.event().customerId()))
                .param("verified", Columns.of(declared, Declared::verified))
                .param("times", Columns.of(declared, one -> one.event().occurredAt()))
                .param("seqs", Columns.of(declared, one -> one.event().seq()))
                .update();
    }

    Optional<String> owner(ExternalId normal) {
        return jdbc.sql("select customer_id from rapport.customer_identity where system = :system and value = :value")
                .param("system", normal.system())
                .param("value", normal.value())
                .query(String.class)
                .optional();
    }
}
