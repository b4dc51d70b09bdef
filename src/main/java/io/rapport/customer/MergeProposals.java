package io.rapport.customer;

import io.rapport.calendar.BusinessClock;
import io.rapport.database.OperatorDecision;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Pairs of customers who may be one person, for staff to decide. */
@Component
public final class MergeProposals {

    private final JdbcClient jdbc;
    private final BusinessClock clock;

    MergeProposals(JdbcClient jdbc, BusinessClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Two customers who may be one person.
     *
     * @param id of the proposal
     * @param customerId who would stay
     * @param otherId who would go
     * @param why {@code declared} if both declare one identity; {@code contact} if the other one is provisional and has an
     *     identity that is the first one's contact address
     * @param proposedAt when it was found
     */
    public record MergeProposal(long id, String customerId, String otherId, String why, Instant proposedAt) {}

    /**
     * @param most how many at the most
     * @return what is to be decided, the oldest first; customers by their ids of today
     */
    public List<MergeProposal> open(int most) {
        return jdbc.sql(
                        """
                select id, rapport.current_customer(customer_id) as customer_id,
                       rapport.current_customer(other_id) as other_id, why, proposed_at
                from rapport.merge_proposal
                where closed_at is null
                  and rapport.current_customer(customer_id) <> rapport.current_customer(other_id)
                order by proposed_at, id limit :most""")
                .param("most", most)
                .query((rs, n) -> new MergeProposal(
                        rs.getLong("id"),
                        rs.getString("customer_id"),
                        rs.getString("other_id"),
                        rs.getString("why"),
                        Customers.instant(rs, "proposed_at")))
                .list();
    }

    /**
     * @param customerId one customer, by the id of today
     * @param otherId another one
     * @return whether it is to be decided if the two are one person
     */
    public boolean isOpen(String customerId, String otherId) {
        return jdbc.sql(
                        """
                select exists (
                    select from rapport.merge_proposal
                    where closed_at is null
                      and least(customer_id, other_id) = least(:customer, :other)
                      and greatest(customer_id, other_id) = greatest(:customer, :other))""")
                .param("customer", customerId)
                .param("other", otherId)
                .query(Boolean.class)
                .single();
    }

    /**
     * Says that two customers are two persons; the pair is not proposed again.
     *
     * @param id of the proposal
     * @param decision by whom and why
     * @return whether it was open
     */
    public boolean dismiss(long id, OperatorDecision decision) {
        return jdbc.sql(
                                """
                        update rapport.merge_proposal
                        set closed_at = :now, outcome = 'dismissed', decided_by = :who, note = :note
                        where id = :id and closed_at is null""")
                        .param("now", Timestamp.from(clock.instant()))
                        .param("who", decision.who())
                        .param("note", decision.note())
                        .param("id", id)
                        .update()
                == 1;
    }
}
