package io.rapport.lifecycle;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Says before a changed table, or a fit of the models of value, is live how many customers would move by it. */
@Component
public final class RelationshipPreviews {

    private static final int MOST_SECONDS = 120;

    private final RelationshipTables tables;
    private final RelationshipEvaluation evaluation;
    private final RelationshipRebuild rebuild;
    private final JdbcClient jdbc;
    private final TransactionTemplate reading;

    RelationshipPreviews(
            RelationshipTables tables,
            RelationshipEvaluation evaluation,
            RelationshipRebuild rebuild,
            JdbcClient jdbc,
            PlatformTransactionManager transactions) {
        this.tables = tables;
        this.evaluation = evaluation;
        this.rebuild = rebuild;
        this.jdbc = jdbc;
        this.reading = new TransactionTemplate(transactions);
        reading.setReadOnly(true);
        reading.setTimeout(MOST_SECONDS);
    }

    /**
     * Counts who would move. Nothing is changed.
     *
     * @param changed the tier's or the stage's table; the other is as it is in force
     * @return what it would change; nobody moves where no tables are in force yet
     */
    public RelationshipPreview of(BandTable changed) {
        CurrentTables now = tables.current().orElse(null);
        if (now == null) {
            return new RelationshipPreview(0, List.of());
        }
        CurrentTables then = changed.kind() == RelationshipTable.TIER
                ? new CurrentTables(changed, now.stage(), "preview")
                : new CurrentTables(now.tier(), changed, "preview");
        return reading.execute(status -> {
            // compiling the expression of a whole table costs more than evaluating it for everybody
            jdbc.sql("set local jit = off").update();
            return new RelationshipPreview(
                    jdbc.sql("select count(*) from rapport.customer_relationship")
                            .query(Long.class)
                            .single(),
                    evaluation.moved(then).stream()
                            .filter(moves -> moves.kind().equals(changed.kind().output()))
                            .toList());
        });
    }

    /**
     * Says where some customers would stand, by the tables that are in force, if they were worth something else. Nothing is
     * changed; it reads in the caller's transaction.
     *
     * @param worths of each customer once
     * @return where they would stand; of nobody where no tables are in force yet
     */
    public SupposedStandings supposing(List<SupposedWorth> worths) {
        return tables.current()
                .map(now -> evaluation.supposing(now, worths))
                .orElseGet(() -> new SupposedStandings(List.of(), List.of()));
    }

    /**
     * @return by what customers are evaluated now, tables and usual interval, and whether all are; another text whenever that
     *     is something else
     */
    public String basis() {
        return tables.current()
                .map(evaluation::version)
                .map(version -> version + (rebuild.isDone(version) ? "" : ", not all"))
                .orElse("");
    }
}
