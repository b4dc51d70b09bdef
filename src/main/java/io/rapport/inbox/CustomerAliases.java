package io.rapport.inbox;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Which ids of customers lead to others, since those customers were merged. Events that come under such an id stand in the
 * queue of the one who stays.
 */
@Component
public class CustomerAliases {

    private final JdbcClient jdbc;

    CustomerAliases(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param customerId without the kind
     * @return the id that it leads to; itself for who was never merged
     */
    public String current(String customerId) {
        return jdbc.sql("select survivor from rapport.inbox_alias where customer_id = :id")
                .param("id", customerId)
                .query(String.class)
                .optional()
                .orElse(customerId);
    }

    /**
     * @param survivor a customer
     * @return the ids that lead to this one, in alphabetical order
     */
    public List<String> of(String survivor) {
        return jdbc.sql("select customer_id from rapport.inbox_alias where survivor = :survivor order by customer_id")
                .param("survivor", survivor)
                .query(String.class)
                .list();
    }

    /**
     * Has an id lead to another customer, with all that led to it, and puts its events into that customer's queue. Events that
     * wait for journeys are about both from now on. The caller's transaction holds the locks of both.
     *
     * @param customerId who goes
     * @param survivor who stays, and is no alias
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void merge(String customerId, String survivor) {
        jdbc.sql(
                        """
                with others as (
                    update rapport.inbox_alias set survivor = :survivor, partition = :partition
                    where survivor = :customer)
                insert into rapport.inbox_alias (customer_id, survivor, partition)
                values (:customer, :survivor, :partition)""")
                .param("customer", customerId)
                .param("survivor", survivor)
                .param("partition", CustomerLock.partition(survivor))
                .update();
        move(customerId, survivor);
        offerAgain(survivor);
    }

    /**
     * Takes a merge back: the id is a customer's of its own again, and what came under it, or under one that led to it before,
     * goes back. The caller's transaction holds the locks of both.
     *
     * @param customerId who was merged
     * @param ledToIt the ids that lead to this one again
     * @param survivor whom it leads to until now
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void undo(String customerId, Set<String> ledToIt, String survivor) {
        jdbc.sql("delete from rapport.inbox_alias where customer_id = :customer")
                .param("customer", customerId)
                .update();
        jdbc.sql(
                        """
                update rapport.inbox_alias set survivor = :customer, partition = :partition
                where customer_id = any(:ids)""")
                .param("customer", customerId)
                .param("partition", CustomerLock.partition(customerId))
                .param("ids", ledToIt.toArray(String[]::new))
                .update();
        String[] ids = Stream.concat(Stream.of(customerId), ledToIt.stream()).toArray(String[]::new);
        jdbc.sql(
                        """
                update rapport.inbox_event
                set customer_id = :customer, partition = :partition, behind = false,
                    original_customer_id = nullif(original_customer_id, :customer)
                where customer_id = :survivor and original_customer_id = any(:ids)""")
                .param("customer", customerId)
                .param("partition", CustomerLock.partition(customerId))
                .param("survivor", survivor)
                .param("ids", ids)
                .update();
        jdbc.sql(
                        """
                update rapport.inbox_delivery
                set customer_id = :customer, original_customer_id = nullif(original_customer_id, :customer)
                where customer_id = :survivor and original_customer_id = any(:ids) and state in ('open', 'dead')""")
                .param("customer", customerId)
                .param("survivor", survivor)
                .param("ids", ids)
                .update();
        // what waits for journeys is about its own customer alone again
        withoutReferences(survivor, List.of(ids));
        withoutReferences(
                customerId,
                jdbc.sql(
                                """
                select customer_id from rapport.inbox_alias where survivor = :survivor union all select :survivor""")
                        .param("survivor", survivor)
                        .query(String.class)
                        .list());
    }

    /** Puts events that came under an alias, while the merge was on its way, into the queue of the one who stays. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void moveStragglers(String customerId) {
        String survivor = current(customerId);
        if (!survivor.equals(customerId)) {
            move(customerId, survivor);
        }
    }

    private void move(String customerId, String survivor) {
        jdbc.sql(
                        """
                update rapport.inbox_event
                set customer_id = :survivor, partition = :partition, behind = false,
                    original_customer_id = coalesce(original_customer_id, customer_id)
                where customer_id = :customer""")
                .param("customer", customerId)
                .param("survivor", survivor)
                .param("partition", CustomerLock.partition(survivor))
                .update();
        jdbc.sql(
                        """
                update rapport.inbox_delivery
                set customer_id = :survivor, original_customer_id = coalesce(original_customer_id, customer_id)
                where customer_id = :customer and state in ('open', 'dead')""")
                .param("customer", customerId)
                .param("survivor", survivor)
                .update();
    }

    /** Instances about either may be the ones that unmatched events wait for. */
    private void offerAgain(String survivor) {
        jdbc.sql(
                        """
                with ids as (select array_agg('customer:' || id order by id) as refs
                             from (select :survivor as id
                                   union all select customer_id from rapport.inbox_alias where survivor = :survivor) i)
                update rapport.inbox_event e
                set refs = e.refs || array(select r from unnest(ids.refs) r where not r = any(e.refs)),
                    due_at = case when e.state = 'unmatched' then e.received_at else e.due_at end,
                    wakeups = e.wakeups + 1
                from ids
                where e.customer_id = :survivor and e.state in ('unmatched', 'delivering') and not ids.refs <@ e.refs""")
                .param("survivor", survivor)
                .update();
    }

    private void withoutReferences(String customerId, Collection<String> others) {
        jdbc.sql(
                        """
                update rapport.inbox_event e
                set refs = array(select r from unnest(e.refs) with ordinality u (r, n)
                                 where not r = any(:refs::text[]) order by n)
                where customer_id = :customer and state in ('unmatched', 'delivering') and refs && :refs::text[]""")
                .param("customer", customerId)
                .param(
                        "refs",
                        others.stream().map(id -> Reference.CUSTOMER + ":" + id).toArray(String[]::new))
                .update();
    }
}
