package io.rapport.lifecycle;

import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.ShopCalendar;
import io.rapport.calendar.WorkingTime;
import io.rapport.customer.CustomerChanges;
import io.rapport.customer.Moves;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The shipped tables of tier and stage on a database, without threads: what the benchmark measures is done when it says so. */
public final class RelationshipLab {

    private final UsualInterval usual;
    private final ShopCalendar calendar;
    private final RelationshipEvaluation evaluation;
    private final RelationshipRebuild rebuild;
    private CurrentTables current = ShippedRelationshipTables.both();

    /** @param changes of the customers of that database */
    public RelationshipLab(JdbcClient jdbc, CustomerChanges changes, WorkingTime shop, BusinessClock clock) {
        usual = new UsualInterval(jdbc);
        calendar = new ShopCalendar(clock, shop);
        evaluation = new RelationshipEvaluation(jdbc, calendar, usual);
        rebuild = new RelationshipRebuild(jdbc, changes, () -> Optional.of(current), evaluation, calendar);
    }

    /** Computes the usual interval of the shop. */
    public void measureInterval() {
        usual.refresh(calendar.today());
    }

    /** Has all be evaluated anew, by the same bands under another name. */
    public void changeTables() {
        current = new CurrentTables(current.tier(), current.stage(), "others");
    }

    /** Says who would move if customers were worth something else. */
    public List<Moves> supposing(List<SupposedWorth> worths) {
        return evaluation.supposing(current, worths).moves();
    }

    /** Evaluates all customers, if they are not by the tables that are in force. */
    public void evaluateAll() {
        while (rebuild.advance()) {
            // the next page
        }
    }
}
