package io.rapport.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.testing.RapportTest;
import java.util.Map;
import org.camunda.bpm.engine.DecisionService;
import org.camunda.bpm.engine.RepositoryService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@RapportTest
@DisplayName("A table of a company's own, as other tools write it")
class NumbersOfTablesTest {

    private static final String TABLE = "numbers-of-tables";

    @Autowired
    private RepositoryService repository;

    @Autowired
    private DecisionService decisions;

    private String deployment;

    @AfterEach
    void takeAway() {
        repository.deleteDeployment(deployment, true);
    }

    @Test
    @DisplayName(
            "has columns of the type number, which take a number in quotes, and answer a whole one without a fraction")
    void numbers() {
        deployment = repository
                .createDeployment()
                .addString(
                        "processes/" + TABLE + ".dmn",
                        """
                        <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:test"
                            xmlns:camunda="http://camunda.org/schema/1.0/dmn">
                          <decision id="%s" name="Numbers" camunda:historyTimeToLive="P1D"><decisionTable id="t" hitPolicy="FIRST">
                            <input id="i"><inputExpression id="ie" typeRef="number"><text>amount</text></inputExpression></input>
                            <output id="o" name="days" typeRef="number" />
                            <rule id="r"><inputEntry id="e"><text>&gt;= 5.5</text></inputEntry>
                              <outputEntry id="oe"><text>12</text></outputEntry></rule>
                            <rule id="s"><inputEntry id="f"><text></text></inputEntry>
                              <outputEntry id="of"><text>0.5</text></outputEntry></rule>
                          </decisionTable></decision>
                        </definitions>
                        """
                                .formatted(TABLE))
                .deploy()
                .getId();
        assertThat(days("5.5")).isEqualTo(12L);
        assertThat(days(7)).isEqualTo(12L);
        assertThat(days(5.25)).isEqualTo(0.5);
    }

    private Object days(Object amount) {
        return decisions
                .evaluateDecisionTableByKey(TABLE)
                .variables(Map.of("amount", amount))
                .evaluate()
                .getSingleResult()
                .getSingleEntry();
    }
}
