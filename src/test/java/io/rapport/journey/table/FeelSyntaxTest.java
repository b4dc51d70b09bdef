package io.rapport.journey.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Map;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.engine.variable.context.VariableContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("FEEL in tables and forms takes time in proportion to its length")
class FeelSyntaxTest {

    private static VariableContext facts(Map<String, Object> facts) {
        return Variables.fromMap(facts).asVariableContext();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "contains(lower case(segment), \"tea\")",
                "starts with(segment, \"a\") and not(ends with(segment, \"b\"))",
                "if count([1, 2]) > 1 then decimal(total, 2) else max(1, total)",
                "[1, 2, 3][item > 1]",
                "date(\"2026-01-01\").year + 1",
                "string length(substring(segment, 1, 3)) * 2",
                "total between 1 and 2",
                "round half up(total, 0)"
            })
    @DisplayName("What tables need is evaluated")
    void evaluated(String feel) {
        assertThat(FeelSyntax.faultOfExpression(feel)).isEmpty();
        FeelOnly.feelEngine().evaluateSimpleExpression(feel, facts(Map.of("segment", "tea", "total", 3)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "matches(segment, \"^(a+)+$\")",
                "replace(segment, \"(a|a)*b\", \"\")",
                "split(segment, \"(a*)*b\")",
                "extract(segment, \"(a+)+b\")",
                "count({a: [1, 1], b: concatenate(a, a)}.b)",
                "some a in [1, 2], b in [1, 2] satisfies a + b > 5",
                "every a in [1, 2] satisfies a > 0",
                "for a in 1..1000000000 return a",
                "10 ** 999999999",
                "decimal(1, 999999999)",
                "decimal(1, total)",
                "decimal(n: 1, scale: 999999999)",
                "number(\"1e999999999\") + 1",
                "[1, 2][count([1, 2][item > 1]) > 0]"
            })
    @DisplayName("What may take longer than it looks is refused when it is deployed, and again when it is evaluated")
    void refused(String feel) {
        assertThat(FeelSyntax.faultOfExpression(feel)).isPresent();
        assertThatThrownBy(() -> assertTimeoutPreemptively(Duration.ofSeconds(10), () -> FeelOnly.feelEngine()
                        .evaluateSimpleExpression(feel, facts(Map.of("segment", "a".repeat(50) + "!", "total", 3)))))
                .hasMessageContaining("is not evaluated");
    }

    @Test
    @DisplayName("The same holds for the conditions of a rule")
    void conditions() {
        String regular = "matches(?, \"^(a+)+$\")";
        assertThat(FeelSyntax.faultOfTest(regular))
                .hasValueSatisfying(
                        fault -> assertThat(fault).contains("matches()").contains("contains(), starts with()"));
        assertThatThrownBy(() -> FeelOnly.feelEngine()
                        .evaluateSimpleUnaryTests(
                                regular, "cellInput", facts(Map.of("cellInput", "a".repeat(50) + "!"))))
                .hasMessageContaining("matches()");
        assertThat(FeelOnly.feelEngine()
                        .evaluateSimpleUnaryTests(
                                "contains(?, \"a\"), \"b\"", "cellInput", facts(Map.of("cellInput", "xay"))))
                .isTrue();
    }
}
