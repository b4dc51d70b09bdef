package io.rapport.lifecycle;

import java.time.LocalDate;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How many customers stand where, and how many moved in each month. */
@Component
public final class RelationshipFigures {

    private final JdbcClient jdbc;

    RelationshipFigures(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Customers of one tier and stage.
     *
     * @param tier how close
     * @param stage how far along
     * @param customers how many
     */
    public record StandingCount(String tier, String stage, long customers) {}

    /**
     * Moves of a month.
     *
     * @param month its first day
     * @param kind {@code tier} or {@code stage}
     * @param old from where
     * @param now to where
     * @param moves how many
     */
    public record MonthOfMoves(LocalDate month, String kind, String old, String now, long moves) {}

    /** @return how many customers stand where now; who stands where nobody does is left out */
    public List<StandingCount> standing() {
        return jdbc.sql("select tier, stage, count(*) as customers from rapport.customer_relationship group by 1, 2")
                .query((row, n) ->
                        new StandingCount(row.getString("tier"), row.getString("stage"), row.getLong("customers")))
                .list();
    }

    /**
     * @param since the first day of a month
     * @return the moves of that month and those after it, the newest month first; what was recorded without news is not counted
     */
    public List<MonthOfMoves> moves(LocalDate since) {
        return jdbc.sql(
                        """
                select month, kind, old, new, moves from rapport.relationship_month
                where month >= :since::date order by month desc, kind, moves desc, old, new""")
                .param("since", since)
                .query((row, n) -> new MonthOfMoves(
                        row.getObject("month", LocalDate.class),
                        row.getString("kind"),
                        row.getString("old"),
                        row.getString("new"),
                        row.getLong("moves")))
                .list();
    }
}
