package io.rapport.customer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who was merged into whom, by whom and why; and what was undone. */
@Component
public final class CustomerMerges {

    private final JdbcClient jdbc;

    CustomerMerges(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A merge.
     *
     * @param customerId who went
     * @param survivor who stayed then
     * @param by who decided it, or the system that sent it
     * @param reason why
     * @param at when
     * @param undoneBy who took it back; {@code null} if it stands
     * @param undoneWhy why
     * @param undoneAt when
     * @param mayBeUndone whether it stands, and both are known still: of who was erased there is nothing to go back to
     */
    public record CustomerMerge(
            String customerId,
            String survivor,
            String by,
            String reason,
            Instant at,
            String undoneBy,
            String undoneWhy,
            Instant undoneAt,
            boolean mayBeUndone) {}

    /**
     * @param most how many at the most
     * @return the youngest first
     */
    public List<CustomerMerge> newest(int most) {
        return jdbc.sql("select * from rapport.customer_merge order by event_seq desc limit :most")
                .param("most", most)
                .query(CustomerMerges::merge)
                .list();
    }

    /**
     * @param ids of customers
     * @return the merges that one of them went or stayed in, the youngest first
     */
    public List<CustomerMerge> of(Set<String> ids) {
        return jdbc.sql(
                        """
                select * from rapport.customer_merge where customer_id = any(:ids) or survivor = any(:ids)
                order by event_seq desc""")
                .param("ids", ids.toArray(String[]::new))
                .query(CustomerMerges::merge)
                .list();
    }

    /** Addresses of a customer who was merged. */
    public record MergedContact(String email, String phone) {}

    /**
     * Returns the addresses that only those have who were merged into a customer.
     *
     * @param customerId who stayed
     * @return what is kept of each of them for an undo; either address may be missing
     */
    public List<MergedContact> contactsOf(String customerId) {
        return jdbc.sql(
                        """
                select m.profile ->> 'email' as email, m.profile ->> 'phone' as phone
                from rapport.customer_alias a join rapport.customer_merge m on m.customer_id = a.customer_id
                where a.survivor = :survivor and m.undone_seq is null""")
                .param("survivor", customerId)
                .query((rs, n) -> new MergedContact(rs.getString("email"), rs.getString("phone")))
                .list();
    }

    /**
     * Returns the customer whom an id leads to.
     *
     * @param customerId without the kind; also one that was merged
     * @return the id of today
     */
    public String current(String customerId) {
        return jdbc.sql("select rapport.current_customer(:id)")
                .param("id", customerId)
                .query(String.class)
                .single();
    }

    /**
     * Returns all ids of a customer.
     *
     * @param customerId without the kind; also one that was merged
     * @return the id of today and those that lead to it
     */
    public Set<String> idsOf(String customerId) {
        String current = current(customerId);
        return Stream.concat(
                        Stream.of(current),
                        jdbc
                                .sql("select customer_id from rapport.customer_alias where survivor = :survivor")
                                .param("survivor", current)
                                .query(String.class)
                                .list()
                                .stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Returns the other ids of a customer of today. Who was merged into somebody who is erased by now belongs to them, and
     * not to who has come back under that id (docs/adr/0126).
     *
     * @param customerId the id of today
     * @return those that lead to it
     */
    public Set<String> mergedIds(String customerId) {
        return jdbc.sql(
                        """
                with recursive led as (
                    select customer_id from rapport.customer_merge
                    where survivor = :survivor and undone_seq is null and merged_at > rapport.known_since(survivor)
                    union
                    select m.customer_id from led join rapport.customer_merge m on m.survivor = led.customer_id
                    where m.undone_seq is null and m.merged_at > rapport.known_since(m.survivor))
                select customer_id from led""")
                .param("survivor", customerId)
                .query(String.class)
                .set();
    }

    private static CustomerMerge merge(ResultSet rs, int n) throws SQLException {
        return new CustomerMerge(
                rs.getString("customer_id"),
                rs.getString("survivor"),
                rs.getString("merged_by"),
                rs.getString("reason"),
                Customers.instant(rs, "merged_at"),
                rs.getString("undone_by"),
                rs.getString("undone_why"),
                Customers.instant(rs, "undone_at"),
                rs.getObject("undone_at") == null && !"{}".equals(rs.getString("profile")));
    }
}
