package io.rapport.lifecycle;

import io.rapport.calendar.ShopCalendar;
import io.rapport.customer.CustomerChanges;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Evaluates everybody by new tables, or by a new usual interval, page by page. What changes by that is recorded and no news, while a customer of whom something becomes known meanwhile is heard of, unless
 * the tables are new to them. The
 * progress is kept with each page, so that another node, or the next start, goes on where it ended.
 */
@Component
public final class RelationshipRebuild {

    private static final int PAGE = 5_000;

    private final JdbcClient jdbc;
    private final CustomerChanges changes;
    private final RelationshipTables tables;
    private final RelationshipEvaluation evaluation;
    private final ShopCalendar calendar;

    RelationshipRebuild(
            JdbcClient jdbc,
            CustomerChanges changes,
            RelationshipTables tables,
            RelationshipEvaluation evaluation,
            ShopCalendar calendar) {
        this.jdbc = jdbc;
        this.changes = changes;
        this.tables = tables;
        this.evaluation = evaluation;
        this.calendar = calendar;
    }

    /**
     * How far it has come.
     *
     * @param done how many customers are evaluated
     * @param startedAt when it began
     * @param finishedAt when it ended; {@code null} while it runs
     */
    public record Progress(long done, Instant startedAt, Instant finishedAt) {}

    /** @return how far the newest one has come; empty before the first */
    public Optional<Progress> progress() {
        return jdbc.sql("select done, started_at, finished_at from rapport.relationship_rebuild")
                .query((row, n) -> new Progress(
                        row.getLong("done"),
                        row.getTimestamp("started_at").toInstant(),
                        row.getTimestamp("finished_at") == null
                                ? null
                                : row.getTimestamp("finished_at").toInstant()))
                .optional();
    }

    /**
     * Evaluates the next page, if not everybody is evaluated by what is in force now.
     *
     * @return whether there is more to do
     */
    boolean advance() {
        CurrentTables now = tables.current().orElse(null);
        if (now == null || isDone(evaluation.version(now))) {
            return false;
        }
        AtomicBoolean more = new AtomicBoolean();
        changes.alone(
                () -> tables.current().ifPresent(current -> more.set(page(current, evaluation.version(current)))));
        return more.get();
    }

    /** @return whether everybody is evaluated by that version of the tables and the usual interval */
    boolean isDone(String version) {
        return jdbc.sql(
                        """
                select exists (select from rapport.relationship_rebuild
                               where evaluated_by = :version and finished_at is not null)""")
                .param("version", version)
                .query(Boolean.class)
                .single();
    }

    private boolean page(CurrentTables current, String version) {
        if (isDone(version)) {
            return false;
        }
        Timestamp now = Timestamp.from(calendar.now());
        String after = jdbc.sql(
                        """
                insert into rapport.relationship_rebuild as b (evaluated_by, after_customer, done, started_at)
                values (:version, '', 0, :now)
                on conflict (only_one) do update set
                    after_customer = case when b.evaluated_by = excluded.evaluated_by then b.after_customer else '' end,
                    done = case when b.evaluated_by = excluded.evaluated_by then b.done else 0 end,
                    started_at = case when b.evaluated_by = excluded.evaluated_by then b.started_at else excluded.started_at end,
                    finished_at = null,
                    evaluated_by = excluded.evaluated_by
                returning after_customer""")
                .param("version", version)
                .param("now", now)
                .query(String.class)
                .single();
        List<String> ids = jdbc.sql(
                        """
                select customer_id from rapport.relationship_customer
                where customer_id > :after order by customer_id limit :most""")
                .param("after", after)
                .param("most", PAGE)
                .query(String.class)
                .list();
        if (!ids.isEmpty()) {
            evaluation.evaluate(current, ids);
        }
        boolean more = ids.size() == PAGE;
        jdbc.sql(
                        """
                update rapport.relationship_rebuild
                set after_customer = :last, done = done + :some, finished_at = case when :more then null else :now::timestamptz end""")
                .param("last", ids.isEmpty() ? after : ids.get(ids.size() - 1))
                .param("some", ids.size())
                .param("more", more)
                .param("now", now)
                .update();
        return more;
    }
}
