package io.rapport.lifecycle;

import io.rapport.calendar.ShopCalendar;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Customers whose lapse was never raised: they had lapsed when stages were first evaluated, before an import's news began, or by
 * changed tables. Where a shop sets so, some of them a day are raised after all, those who ordered most often first. Nothing is
 * kept of it but what the event itself leaves with the customer, so that several nodes, and a node that starts again, raise the
 * same ones.
 */
@Component
final class AlreadyLapsed {

    /** Who has ordered nothing for longer is not written to any more. */
    private static final int DAYS = 730;

    /** Of who has lapsed since then the event may still be in the queue. */
    private static final int UNDER_WAY = 2;

    private final JdbcClient jdbc;
    private final RelationshipNews news;
    private final ShopCalendar calendar;
    private final TransactionTemplate transaction;
    private final int most;
    private volatile LocalDate raised;

    /** @param most how many customers a day; 0: none, and what was no news stays so */
    AlreadyLapsed(
            JdbcClient jdbc,
            RelationshipNews news,
            ShopCalendar calendar,
            PlatformTransactionManager transactions,
            @Value("${rapport.relationship.already-lapsed-a-day:0}") int most) {
        this.jdbc = jdbc;
        this.news = news;
        this.calendar = calendar;
        this.transaction = new TransactionTemplate(transactions);
        this.most = most;
    }

    /** Raises what is to come today, once a day. */
    void raise() {
        LocalDate today = calendar.today();
        if (most > 0 && !today.equals(raised)) {
            transaction.executeWithoutResult(status -> news.alreadyLapsed(due(today)));
            raised = today;
        }
    }

    /** @return by customer, the day of the last order */
    private Map<String, LocalDate> due(LocalDate today) {
        Map<String, LocalDate> due = new LinkedHashMap<>();
        jdbc.sql(
                        """
                with lapsed as (
                    select r.customer_id, v.last_day, v.order_days,
                           (k.lapsed_at at time zone :zone)::date as raised_on
                    from rapport.customer_relationship r
                    join rapport.relationship_customer k on k.customer_id = r.customer_id and not k.restricted
                    join rapport.relationship_value v on v.customer_id = r.customer_id
                    where r.stage = 'lapsed' and v.last_day >= :oldest::date
                      and (r.stage_since at time zone :zone)::date <= :settled::date)
                select customer_id, last_day from lapsed
                where raised_on is null or raised_on <= last_day
                order by order_days desc, last_day desc, customer_id
                limit greatest(0, :most - (select count(*) from lapsed where raised_on = :today::date))""")
                .param("zone", calendar.zone().getId())
                .param("oldest", today.minusDays(DAYS))
                .param("settled", today.minusDays(UNDER_WAY))
                .param("today", today)
                .param("most", most)
                .query(row -> {
                    due.put(row.getString("customer_id"), row.getObject("last_day", LocalDate.class));
                });
        return due;
    }
}
