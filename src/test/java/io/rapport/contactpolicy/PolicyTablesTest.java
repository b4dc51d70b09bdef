package io.rapport.contactpolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.contactpolicy.PolicyDecisionService.Limit;
import io.rapport.contactpolicy.PolicyDecisionService.PolicyTableException;
import io.rapport.contactpolicy.PolicyDecisionService.RuleResult;
import io.rapport.contactpolicy.PolicyTables.TableEvaluator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The tables of the contact policy")
class PolicyTablesTest {

    private static final Map<String, Object> CARE = Map.of("category", "care");

    private final List<String> asked = new ArrayList<>();
    private final Map<String, List<Map<String, Object>>> answers = new HashMap<>();
    private final PolicyTables tables = new PolicyTables(new TableEvaluator() {
        @Override
        public List<Map<String, Object>> evaluate(String key, Map<String, Object> facts) {
            asked.add(key);
            if (!answers.containsKey(key)) {
                throw new IllegalStateException("it is broken");
            }
            return answers.get(key);
        }

        @Override
        public String version(String key) {
            return key + ":7";
        }
    });

    @Test
    @DisplayName("answer by the first, and by the second for what the first lets go")
    void both() {
        answers.put("contact-policy", List.of(Map.of("outcome", "MAY", "rule", "allowed")));
        answers.put(
                "contact-timing",
                List.of(Map.of("outcome", "DEFER", "waitFor", "quiet-hours", "rule", "quiet", "reason", "night")));

        assertThat(tables.decide(CARE))
                .isEqualTo(new RuleResult("DEFER", "quiet-hours", "quiet", "night", "contact-timing:7"));
        assertThat(asked).containsExactly("contact-policy", "contact-timing");
    }

    @Test
    @DisplayName("are asked once for each case, whatever becomes of the map that it was asked with")
    void remembered() {
        answers.put("contact-policy", List.of(Map.of("outcome", "WITHHOLD", "rule", "erased", "waitFor", " ")));
        Map<String, Object> facts = new HashMap<>(CARE);

        assertThat(tables.decide(facts))
                .isEqualTo(new RuleResult("WITHHOLD", null, "erased", null, "contact-policy:7"));
        facts.put("category", "service");
        tables.decide(CARE);
        assertThat(asked).hasSize(1);
        tables.decide(facts);
        assertThat(asked).hasSize(2);
    }

    @Test
    @DisplayName(
            "are asked with what they ask for alone, so that nothing else makes another case; not in a segment is said")
    void reads() {
        List<Map<String, Object>> cases = new ArrayList<>();
        PolicyTables reading = new PolicyTables(new TableEvaluator() {
            @Override
            public List<Map<String, Object>> evaluate(String key, Map<String, Object> facts) {
                cases.add(facts);
                return List.of(Map.of("outcome", "WITHHOLD", "rule", "r"));
            }

            @Override
            public String version(String key) {
                return key;
            }

            @Override
            public Set<String> reads() {
                return Set.of("category", "segment_a_b", "?");
            }
        });

        reading.decide(Map.of("category", "care", "tier", "brand", "segment_z", true));
        reading.decide(Map.of("category", "care", "tier", "intimate"));
        reading.decide(Map.of("category", "care", "segment_a_b", true));

        assertThat(cases)
                .containsExactly(
                        Map.of("category", "care", "segment_a_b", false),
                        Map.of("category", "care", "segment_a_b", true));
        assertThat(reading.reads()).contains("segment_a_b");
    }

    @Test
    @DisplayName("that have no rule for a case, or fail, say so each time")
    void faults() {
        assertThatThrownBy(() -> tables.decide(CARE))
                .isInstanceOf(PolicyTableException.class)
                .hasMessageContaining("the table contact-policy fails")
                .hasMessageContaining("it is broken");
        answers.put("contact-policy", List.of());
        assertThatThrownBy(() -> tables.decide(Map.of("category", "service")))
                .isInstanceOf(PolicyTableException.class)
                .hasMessageContaining("has no rule for {category=service}");
        assertThatThrownBy(() -> tables.decide(CARE)).hasMessageContaining("it is broken");
        assertThatThrownBy(() -> tables.limits("care", "normal"))
                .isInstanceOf(PolicyTableException.class)
                .hasMessageContaining("fails for care, normal: it is broken");
    }

    @Test
    @DisplayName("say how many messages are enough: none, so many, or no number for what only counts")
    void limits() {
        Map<String, Object> countsOnly = new HashMap<>(Map.of("counts", "total", "days", 1));
        countsOnly.put("most", null);
        answers.put(
                "contact-limits",
                List.of(
                        Map.of("counts", "category", "most", 2, "days", 7),
                        Map.of("counts", "total", "most", 0, "days", 366),
                        countsOnly));

        assertThat(tables.limits("care", "less"))
                .containsExactly(new Limit("category", 2, 7), new Limit("total", 0, 366), new Limit("total", null, 1));
        assertThat(tables.limits("care", "less")).hasSize(3);
        assertThat(asked).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "customer, 1,   7,   counts 'customer'",
        "total,    -1,  7,   allows '-1' messages",
        "total,    many, 7,  allows 'many' messages",
        "total,    1,   0,   a window of '0' days",
        "total,    1,   367, a window of '367' days",
        "total,    1,   week, a window of 'week' days",
    })
    @DisplayName("whose limits are no limits name the fault")
    void limitFaults(String counts, String most, String days, String fault) {
        answers.put("contact-limits", List.of(Map.of("counts", counts, "most", number(most), "days", number(days))));

        assertThatThrownBy(() -> tables.limits("care", "normal"))
                .isInstanceOf(PolicyTableException.class)
                .hasMessageContaining(fault);
    }

    private static Object number(String text) {
        return text.matches("-?\\d+") ? (Object) Integer.valueOf(text) : text;
    }
}
