package io.rapport.desk.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.desk.StaffQueue;
import io.rapport.desk.internal.StaffRouting.Route;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.camunda.bpm.dmn.engine.DmnDecisionTableResult;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionResultEntriesImpl;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionResultImpl;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionTableResultImpl;
import org.camunda.bpm.engine.variable.Variables;
import org.junit.jupiter.api.Test;

/** The table says where a task goes; a table that says nothing sensible is named together with the task. */
class StaffRouteTest {

    private static final StaffQueue CARE = queue("care");
    private static final StaffQueue LEAD = queue("complaints-lead");

    @Test
    void readsQueuePriorityAndBusinessTime() {
        Route route = read(Map.of("queue", "complaints-lead", "priority", 90, "workingHours", 4.5));

        assertThat(route).isEqualTo(new Route(LEAD, 90, Duration.ofMinutes(270)));
    }

    @Test
    void saysWhichTaskHasNoRuleInWhichTable() {
        assertThatThrownBy(() -> Route.read("repair-order", answer(List.of()), StaffRouteTest::find))
                .hasMessage("Task 'repair-order' cannot be routed: decision table 'staff-routing' has no rule for it");
    }

    @Test
    void refusesTwoRulesAtOnce() {
        Map<String, Object> rule = Map.of("queue", "care", "priority", 1, "workingHours", 1);

        assertThatThrownBy(() -> Route.read("welcome-call", answer(List.of(rule, rule)), StaffRouteTest::find))
                .hasMessageContaining("Task 'welcome-call'")
                .hasMessageContaining("has 2 rules for it");
    }

    @Test
    void refusesQueuesThatDoNotExistAndIncompleteRules() {
        assertThatThrownBy(() -> read(Map.of("queue", "nobody", "priority", 1, "workingHours", 1)))
                .hasMessageContaining("names no queue of the desk, but nobody");
        assertThatThrownBy(() -> read(Map.of("queue", "care", "workingHours", 1)))
                .hasMessageContaining("gives no number for priority");
        assertThatThrownBy(() -> read(Map.of("queue", "care", "priority", 101, "workingHours", 1)))
                .hasMessageContaining("priority 101");
        assertThatThrownBy(() -> read(Map.of("queue", "care", "priority", 1, "workingHours", -1)))
                .hasMessageContaining("negative workingHours");
    }

    private static Route read(Map<String, Object> rule) {
        return Route.read("welcome-call", answer(List.of(rule)), StaffRouteTest::find);
    }

    private static Optional<StaffQueue> find(String id) {
        return Stream.of(CARE, LEAD).filter(queue -> queue.id().equals(id)).findFirst();
    }

    private static StaffQueue queue(String id) {
        return new StaffQueue(id, Map.of("en", id), Map.of(), null, null, 1, List.of());
    }

    private static DmnDecisionTableResult answer(List<Map<String, Object>> rules) {
        return DmnDecisionTableResultImpl.wrap(new DmnDecisionResultImpl(rules.stream()
                .map(rule -> {
                    DmnDecisionResultEntriesImpl entries = new DmnDecisionResultEntriesImpl();
                    rule.forEach((name, value) -> entries.putValue(name, Variables.untypedValue(value)));
                    return (org.camunda.bpm.dmn.engine.DmnDecisionResultEntries) entries;
                })
                .toList()));
    }
}
