package io.rapport.segment;

import io.rapport.calendar.ShopCalendar;
import io.rapport.customer.CustomerChanges;
import io.rapport.segment.SegmentMembers.Entry;
import io.rapport.segment.SegmentStore.Row;
import io.rapport.segment.SegmentStore.State;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Builds segments that are new or mean something else, page by page over all customers. Each page is a transaction with the
 * place it came to: what a node leaves, the next one goes on with. What is found is state, and no news.
 */
@Component
class SegmentBuild {

    /** Customers in one transaction. */
    static final int PAGE = 2_000;

    private final JdbcClient jdbc;
    private final CustomerChanges changes;
    private final LiveSegments live;
    private final SegmentStore store;
    private final SegmentMembers members;
    private final ShopCalendar calendar;

    SegmentBuild(
            JdbcClient jdbc,
            CustomerChanges changes,
            LiveSegments live,
            SegmentStore store,
            SegmentMembers members,
            ShopCalendar calendar) {
        this.jdbc = jdbc;
        this.changes = changes;
        this.live = live;
        this.store = store;
        this.members = members;
        this.calendar = calendar;
    }

    /**
     * Builds a page.
     *
     * @return whether there may be more to do
     * @throws RuntimeException if the database is away, or this node does not hold what is live
     */
    boolean advance() {
        return advance(PAGE);
    }

    boolean advance(int most) {
        List<String> onRelationship = live.file().onRelationship();
        if (!onRelationship.isEmpty()) {
            store.followRelationships(onRelationship);
        }
        if (store.next().isEmpty()) {
            return false;
        }
        AtomicBoolean more = new AtomicBoolean();
        changes.alone(() -> more.set(store.next().map(row -> advance(row, most)).orElse(false)));
        return more.get();
    }

    private boolean advance(Row row, int most) {
        if (row.state() == State.LEAVING) {
            store.leave(row.name(), most);
            return true;
        }
        if (!live.file().segments().containsKey(row.name())) {
            return false;
        }
        if (row.total() == null) {
            store.begin(row.name(), calendar.today());
        }
        List<String> page = jdbc.sql(
                        """
                select customer_id from rapport.known_profile where customer_id > :after
                order by customer_id limit :most""")
                .param("after", row.builtUntil())
                .param("most", most)
                .query(String.class)
                .list();
        members.judge(page, List.of(row.name()), Entry.DEFINITION);
        if (!page.isEmpty()) {
            store.advance(row.name(), page.get(page.size() - 1), page.size());
        }
        if (page.size() < most) {
            store.finish(row.name());
            store.count(List.of(row.name()), calendar.today());
        }
        return true;
    }
}
