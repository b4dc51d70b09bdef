package io.rapport.lifecycle;

import io.rapport.customer.ChangeKind;
import io.rapport.customer.CustomerChange;
import io.rapport.customer.CustomerChangeListener;
import io.rapport.inbox.Priority;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Evaluates tier and stage of customers of whom more is known, after their value. */
@Component
@Order(CustomerChangeListener.LIFECYCLE)
final class RelationshipListener implements CustomerChangeListener {

    private final RelationshipTables tables;
    private final RelationshipEvaluation evaluation;
    private final RelationshipNews news;

    RelationshipListener(RelationshipTables tables, RelationshipEvaluation evaluation, RelationshipNews news) {
        this.tables = tables;
        this.evaluation = evaluation;
        this.news = news;
    }

    @Override
    public void changed(List<CustomerChange> changes) {
        tables.current().ifPresent(current -> {
            Map<String, Priority> loud = new HashMap<>();
            changes.stream()
                    .filter(change -> change.kind() != ChangeKind.FIRST)
                    .forEach(change -> loud.put(
                            change.customerId(), change.kind() == ChangeKind.LIVE ? Priority.LIVE : Priority.BULK));
            List<RelationshipMove> moves = evaluation.evaluate(
                    current, changes.stream().map(CustomerChange::customerId).toList());
            news.tell(
                    moves.stream()
                            .filter(move -> loud.containsKey(move.customerId()))
                            .toList(),
                    loud);
        });
    }

    @Override
    public void erased(Collection<String> customerIds) {
        news.forget(customerIds);
    }
}
