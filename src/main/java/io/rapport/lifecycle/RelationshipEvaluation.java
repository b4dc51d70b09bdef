package io.rapport.lifecycle;

import io.rapport.calendar.ShopCalendar;
import io.rapport.customer.Moves;
import io.rapport.database.Columns;
import io.rapport.lifecycle.Relationships.CustomerStanding;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/** Evaluates the tier and stage of customers in sets, by statements that are written from the tables. */
@Component
final class RelationshipEvaluation {

    private final JdbcClient jdbc;
    private final ShopCalendar calendar;
    private final UsualInterval usual;

    private volatile Statements written;

    RelationshipEvaluation(JdbcClient jdbc, ShopCalendar calendar, UsualInterval usual) {
        this.jdbc = jdbc;
        this.calendar = calendar;
        this.usual = usual;
    }

    private record Statements(CurrentTables tables, String ofCustomers) {}

    /** @return by what customers are evaluated now: tables and the usual interval */
    String version(CurrentTables tables) {
        return version(tables, usual.days());
    }

    private static String version(CurrentTables tables, int interval) {
        return tables.version() + "/" + interval;
    }

    /**
     * Evaluates customers and writes how they stand, in the caller's transaction. Who was erased is left out, and what is
     * kept of them goes.
     *
     * @param tables that are in force
     * @param customerIds any
     * @return who stood otherwise, by the same tables. Who stands for the first time, or stood by others, is not among them
     */
    List<RelationshipMove> evaluate(CurrentTables tables, Collection<String> customerIds) {
        String[] ids = customerIds.toArray(String[]::new);
        List<RelationshipMove> moves = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        int interval = usual.days();
        measured(jdbc.sql(statements(tables).ofCustomers()), tables, interval)
                .param("ids", ids)
                .param("now", Timestamp.from(calendar.now()))
                .param("version", version(tables, interval))
                .param("tables", tables.version())
                .query(row -> {
                    if (row.getString("old_tier") == null) {
                        unknown.add(row.getString("customer_id"));
                    } else {
                        add(row, moves);
                    }
                });
        forget(unknown);
        return moves;
    }

    private Statements statements(CurrentTables tables) {
        Statements known = written;
        if (known == null || known.tables() != tables) {
            known = new Statements(tables, new RelationshipSql(tables.tier(), tables.stage()).ofCustomers());
            written = known;
        }
        return known;
    }

    private StatementSpec measured(StatementSpec statement, CurrentTables tables, int interval) {
        LocalDate today = calendar.today();
        return statement
                .param("today", today)
                .param("zone", calendar.zone().getId())
                .param("since", Timestamp.from(calendar.startOf(today.minusDays(364))))
                .param("usual", interval)
                .param("tiers", tables.tier().answers().toArray(String[]::new))
                .param("tierWhys", tables.tier().whys().toArray(String[]::new))
                .param("stages", tables.stage().answers().toArray(String[]::new))
                .param("stageWhys", tables.stage().whys().toArray(String[]::new));
    }

    /** Who may not be scored any more has no tier and no stage. */
    private void forget(List<String> customerIds) {
        if (!customerIds.isEmpty()) {
            jdbc.sql("delete from rapport.customer_relationship where customer_id = any(:ids)")
                    .param("ids", customerIds.toArray(String[]::new))
                    .update();
        }
    }

    private static void add(ResultSet row, List<RelationshipMove> moves) throws SQLException {
        String customer = row.getString("customer_id");
        if (!row.getString("old_tier").equals(row.getString("tier"))) {
            moves.add(new RelationshipMove(
                    customer,
                    RelationshipTable.TIER,
                    row.getString("old_tier"),
                    row.getString("tier"),
                    row.getString("tier_why"),
                    null));
        }
        if (!row.getString("old_stage").equals(row.getString("stage"))) {
            moves.add(new RelationshipMove(
                    customer,
                    RelationshipTable.STAGE,
                    row.getString("old_stage"),
                    row.getString("stage"),
                    row.getString("stage_why"),
                    row.getBoolean("lapses") ? row.getObject("last_day", LocalDate.class) : null));
        }
    }

    /**
     * Counts who would stand otherwise by other tables. Nothing is changed.
     *
     * @param tables not in force, or in force in part
     * @return how many customers would go from where to where
     */
    List<Moves> moved(CurrentTables tables) {
        return measured(jdbc.sql(new RelationshipSql(tables.tier(), tables.stage()).moved()), tables, usual.days())
                .query((row, n) -> Moves.of(
                        row.getString("kind"), row.getString("old"), row.getString("new"), row.getLong("customers")))
                .list();
    }

    /**
     * Says where customers would stand if they were worth something else. Nothing is changed.
     *
     * @param tables that are in force
     * @param worths of each customer once
     * @return how many would go from where to where, and where each would stand. Who stands nowhere yet would be no move
     */
    SupposedStandings supposing(CurrentTables tables, List<SupposedWorth> worths) {
        List<Moves> moves = new ArrayList<>();
        List<CustomerStanding> standings = new ArrayList<>();
        measured(jdbc.sql(new RelationshipSql(tables.tier(), tables.stage()).supposing()), tables, usual.days())
                .param("ids", Columns.of(worths, SupposedWorth::customerId))
                .param("classes", Columns.ofInts(worths, SupposedWorth::valueClass))
                .param("chances", Columns.ofDoubles(worths, SupposedWorth::alive))
                .query(row -> {
                    String tier = row.getString("tier");
                    String stage = row.getString("stage");
                    standings.add(new CustomerStanding(row.getString("customer_id"), tier, stage));
                    add(RelationshipTable.TIER, row.getString("old_tier"), tier, moves);
                    add(RelationshipTable.STAGE, row.getString("old_stage"), stage, moves);
                });
        return new SupposedStandings(Moves.together(moves), standings);
    }

    private static void add(RelationshipTable kind, String old, String now, List<Moves> moves) {
        if (old != null && !old.equals(now)) {
            moves.add(Moves.of(kind.output(), old, now, 1));
        }
    }
}
