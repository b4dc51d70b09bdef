package io.rapport.loyalty;

import io.rapport.loyalty.LoyaltyRules.LevelTable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** By which table of levels everybody was asked last: one row. */
@Component
final class LevelTableState {

    private static final Instant EVER = Instant.EPOCH;

    private final JdbcClient jdbc;

    LevelTableState(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * How far everybody was asked by a table.
     *
     * @param table that they are asked by
     * @param liveSince when it was first seen; long ago if it had been live for a day before another one was tried
     * @param standing the content of the last table that was live for a day
     * @param takenBack contents of tables that were live before it, for less than a day each
     * @param after the customer who was asked last
     * @param finished whether all were
     */
    record Progress(
            LevelTable table,
            Instant liveSince,
            String standing,
            Set<String> takenBack,
            String after,
            boolean finished) {

        /** @return how it begins with another table */
        Progress next(LevelTable changed, Instant now, Instant trialBegan) {
            boolean tried = liveSince.isAfter(trialBegan);
            Set<String> back = new TreeSet<>();
            if (tried) {
                back.addAll(takenBack);
                back.add(table.content());
                back.remove(changed.content());
            }
            String stood = tried ? standing : table.content();
            return new Progress(changed, changed.content().equals(stood) ? EVER : now, stood, back, "", false);
        }

        Progress later(LevelTable same, String customerId, boolean all) {
            return new Progress(same, liveSince, standing, takenBack, customerId, all);
        }
    }

    /** The first table that is seen is taken as it is. @return whether it was the first */
    boolean first(LevelTable table) {
        return jdbc.sql(
                                """
                        insert into rapport.loyalty_level_table (content, number, live_since, standing, finished_at)
                        values (:content, :number, :ever, :content, :ever) on conflict do nothing""")
                        .param("content", table.content())
                        .param("number", table.number())
                        .param("ever", Timestamp.from(EVER))
                        .update()
                > 0;
    }

    Optional<Progress> read() {
        return jdbc.sql("select * from rapport.loyalty_level_table")
                .query(LevelTableState::row)
                .optional();
    }

    /** @return empty if another node is at it */
    Optional<Progress> take() {
        return jdbc.sql("select * from rapport.loyalty_level_table for update skip locked")
                .query(LevelTableState::row)
                .optional();
    }

    private static Progress row(ResultSet row, int n) throws SQLException {
        return new Progress(
                new LevelTable(row.getString("content"), row.getInt("number")),
                row.getTimestamp("live_since").toInstant(),
                row.getString("standing"),
                Set.of((String[]) row.getArray("taken_back").getArray()),
                row.getString("after_customer"),
                row.getTimestamp("finished_at") != null);
    }

    void write(Progress progress, Instant now) {
        jdbc.sql(
                        """
                update rapport.loyalty_level_table
                set content = :content, number = :number, live_since = :since, standing = :standing,
                    taken_back = :back, after_customer = :after, finished_at = :finished""")
                .param("content", progress.table().content())
                .param("number", progress.table().number())
                .param("since", Timestamp.from(progress.liveSince()))
                .param("standing", progress.standing())
                .param("back", progress.takenBack().toArray(String[]::new))
                .param("after", progress.after())
                .param("finished", progress.finished() ? Timestamp.from(now) : null)
                .update();
    }
}
