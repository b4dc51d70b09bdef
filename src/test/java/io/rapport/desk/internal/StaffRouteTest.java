package io.rapport.desk.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.desk.StaffQueue;
import io.rapport.desk.internal.StaffRouting.Route;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.camunda.bpm.dmn.engine.DmnDecisionTableResult;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionResultEntriesImpl;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionResultImpl;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionTableResultImpl;
import org.camunda.bpm.engine.variable.Variables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table says where a task goes; what it does not say as it should is usual, and said to operators. */
class StaffRouteTest {

    private static final StaffQueue CARE = queue("care");
    private static final StaffQueue LEAD = queue("complaints-lead");

    @Test
    void readsQueuePriorityAndBusinessTime() {
        Route route = read(Map.of("queue", "complaints-lead", "priority", 90, "workingHours", 4.5));

        assertThat(route).isEqualTo(new Route(LEAD, 90, Duration.ofMinutes(270), null, null));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {"1.5, 90", "null, null", "0, null", "-1, null", "1e12, null"})
    void readsHowLongPastTheDueDateATaskComesBeforeTheLead(Double hours, Long minutes) {
        Map<String, Object> rule = new HashMap<>(Map.of("queue", "care", "priority", 1, "workingHours", 1));
        if (hours != null) {
            rule.put("escalationHours", hours);
        }

        assertThat(read(rule).overdue()).isEqualTo(minutes == null ? null : Duration.ofMinutes(minutes));
    }

    @Test
    void withoutARuleOrWithTwoATaskGoesToTheFallbackQueueAndSaysWhy() {
        Map<String, Object> rule = Map.of("queue", "complaints-lead", "priority", 1, "workingHours", 1);

        assertThat(Route.read(answer(List.of()), StaffRouteTest::find, CARE))
                .isEqualTo(
                        new Route(CARE, 50, Duration.ofHours(8), null, "the table staff-routing has no rule for it"));
        assertThat(Route.read(answer(List.of(rule, rule)), StaffRouteTest::find, CARE))
                .isEqualTo(
                        new Route(CARE, 50, Duration.ofHours(8), null, "the table staff-routing has 2 rules for it"));
    }

    @ParameterizedTest(name = "{0}, {1}, {2}")
    @CsvSource(
            nullValues = "null",
            delimiter = '|',
            value = {
                "nobody          | 1    | 1    | care            | 1  | 60  | the queue 'nobody', which is not there",
                "null            | 1    | 1    | care            | 1  | 60  | no queue",
                "complaints-lead | null | 1    | complaints-lead | 50 | 60  | no priority",
                "complaints-lead | 101  | 1    | complaints-lead | 50 | 60  | 101.0 for priority",
                "complaints-lead | -1   | 1    | complaints-lead | 50 | 60  | -1.0 for priority",
                "complaints-lead | 1    | -1   | complaints-lead | 1  | 480 | -1.0 for workingHours",
                "complaints-lead | 1    | 1e12 | complaints-lead | 1  | 480 | 1.0E12 for workingHours",
                "nobody | null | null | care | 50 | 480 | the queue 'nobody', which is not there, and no priority, and no workingHours"
            })
    void whatARuleDoesNotSayAsItShouldIsUsual(
            String queue, Double priority, Double hours, String goesTo, int with, int minutes, String problem) {
        Map<String, Object> rule = new HashMap<>();
        rule.put("queue", queue);
        rule.put("priority", priority);
        rule.put("workingHours", hours);
        rule.values().removeIf(Objects::isNull);

        Route route = read(rule);

        assertThat(route.queue().id()).isEqualTo(goesTo);
        assertThat(route.priority()).isEqualTo(with);
        assertThat(route.time()).isEqualTo(Duration.ofMinutes(minutes));
        assertThat(route.problem()).isEqualTo("the table staff-routing gives " + problem);
    }

    @Test
    void aTableOfBeforeThatAsksForLessStillDecides() throws IOException {
        DmnEngine engine =
                DmnEngineConfiguration.createDefaultDmnEngineConfiguration().buildEngine();
        try (InputStream before =
                Files.newInputStream(Path.of("src/test/resources/models/broken/staff-routing-row-never-reached.dmn"))) {
            DmnDecisionTableResult answer = engine.evaluateDecisionTable(
                    engine.parseDecision("staff-routing", before),
                    Variables.putValue("task", "investigate")
                            .putValue("severity", "critical")
                            .putValue("reopened", false)
                            .putValue("value", 0.0)
                            .putValue("tier", "intimate"));

            assertThat(Route.read(answer, StaffRouteTest::find, CARE))
                    .isEqualTo(new Route(LEAD, 90, Duration.ofHours(4), null, null));
        }
    }

    private static Route read(Map<String, Object> rule) {
        return Route.read(answer(List.of(rule)), StaffRouteTest::find, CARE);
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
