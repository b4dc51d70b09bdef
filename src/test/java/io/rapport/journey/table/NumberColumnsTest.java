package io.rapport.journey.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineException;
import org.camunda.bpm.engine.variable.Variables;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A column of the type number, as DMN itself calls it and most tools write it, is one of numbers")
class NumberColumnsTest {

    private static final DmnEngine ENGINE = FeelOnly.dmnEngine();

    private static Object answer(String type, Object amount, String answer) {
        String table =
                """
                <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="D" namespace="http://example.com/d">
                  <decision id="t" name="T">
                    <decisionTable id="tt" hitPolicy="FIRST">
                      <input id="i"><inputExpression id="e" typeRef="%1$s"><text>amount</text></inputExpression></input>
                      <output id="o" name="answer" typeRef="%1$s" />
                      <rule id="r"><inputEntry id="c"><text>&gt;= 5</text></inputEntry><outputEntry id="a"><text>%2$s</text></outputEntry></rule>
                      <rule id="s"><inputEntry id="f"><text>-</text></inputEntry><outputEntry id="b"><text>0</text></outputEntry></rule>
                    </decisionTable>
                  </decision>
                </definitions>
                """
                        .formatted(type, answer);
        DmnDecision decision =
                ENGINE.parseDecision("t", new ByteArrayInputStream(table.getBytes(StandardCharsets.UTF_8)));
        return ENGINE.evaluateDecisionTable(decision, Variables.putValue("amount", amount))
                .getSingleResult()
                .getSingleEntry();
    }

    @Test
    @DisplayName("whatever kind of number comes, or a text that says one; nothing is below no limit")
    void inputs() {
        for (Object amount : List.of(5, 5L, 7.5, new BigDecimal("5.0"), "5", "5.5", "1E1")) {
            assertThat(answer("number", amount, "1")).as("%s", amount).isEqualTo(1L);
        }
        for (Object amount : List.of(4, 4.99, "4.99", "-7")) {
            assertThat(answer("number", amount, "1")).as("%s", amount).isEqualTo(0L);
        }
        assertThat(answer("Number", null, "1")).isEqualTo(0L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            12    | 12
            12.5  | 12.5
            "12"  | 12
            "2.5" | 2.5
            """)
    @DisplayName("a whole answer is written without a fraction, so that a duration such as P12D can be made of it")
    void answers(String answer, String said) {
        assertThat(answer("number", 5, answer)).isInstanceOf(Number.class).hasToString(said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"number", "double"})
    @DisplayName("and what is none is refused, as in a column of the type double")
    void none(String type) {
        for (Object amount : List.of("many", "", true)) {
            assertThatThrownBy(() -> answer(type, amount, "1"))
                    .as("%s", amount)
                    .isInstanceOf(DmnEngineException.class)
                    .hasMessageContaining("Invalid value");
        }
    }
}
