package io.rapport.lifecycle;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Says before a changed table is released how many customers would move by it. */
@Component
public final class RelationshipPreviews {

    private static final int MOST_SECONDS = 120;

    private final RelationshipTables tables;
    private final RelationshipEvaluation evaluation;
    private final JdbcClient jdbc;
    private final TransactionTemplate reading;

    RelationshipPreviews(
            RelationshipTables tables,
            RelationshipEvaluation evaluation,
            JdbcClient jdbc,
            PlatformTransactionManager transactions) {
        this.tables = tables;
        this.evaluation = evaluation;
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
}
