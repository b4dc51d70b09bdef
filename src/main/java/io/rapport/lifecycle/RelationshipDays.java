package io.rapport.lifecycle;

import io.rapport.calendar.ShopCalendar;
import io.rapport.customer.ChangeKind;
import io.rapport.customer.ChangedCustomers;
import io.rapport.customer.CustomerChangeListener;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The passing of time. Each row says on which day the days alone may change its answer; from that day on the customer is
 * noted once, as one of many, and is evaluated like any who changed.
 */
@Component
final class RelationshipDays {

    private static final int PAGE = 5_000;

    private final JdbcClient jdbc;
    private final ShopCalendar calendar;
    private final ChangedCustomers changed;
    private final UsualInterval usual;
    private final TransactionTemplate transaction;

    RelationshipDays(
            JdbcClient jdbc,
            ShopCalendar calendar,
            ChangedCustomers changed,
            UsualInterval usual,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.calendar = calendar;
        this.changed = changed;
        this.usual = usual;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Notes who is due today.
     *
     * @return how many; there may be more if it is not 0
     */
    int noteDue() {
        Integer noted = transaction.execute(status -> {
            List<String> due = jdbc.sql(
                            """
                    update rapport.customer_relationship r set due_on = null
                    from (select customer_id from rapport.customer_relationship
                          where due_on <= :today::date order by due_on, customer_id limit :most
                          for update skip locked) d
                    where r.customer_id = d.customer_id
                    returning r.customer_id""")
                    .param("today", calendar.today())
                    .param("most", PAGE)
                    .query(String.class)
                    .list();
            changed.note(due, ChangeKind.BULK, CustomerChangeListener.LIFECYCLE);
            return due.size();
        });
        return noted == null ? 0 : noted;
    }

    /** Computes the usual interval once a day. */
    void measure() {
        if (!usual.isOf(calendar.today())) {
            usual.refresh(calendar.today());
        }
    }
}
