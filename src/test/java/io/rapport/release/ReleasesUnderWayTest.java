package io.rapport.release;

import static io.rapport.testing.ReleaseOfStart.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.desk.LiveStaff;
import io.rapport.desk.StaffUpdate;
import io.rapport.testing.Journeys;
import io.rapport.testing.Models;
import io.rapport.testing.RapportTest;
import io.rapport.testing.ReleaseOfStart;
import io.rapport.testing.Shop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@RapportTest
@DisplayName("What is under way keeps what it needs, whatever is released:")
class ReleasesUnderWayTest {

    private static final String JOURNEY = "test-graded";
    private static final String TABLE = "processes/test-grade.dmn";
    private static final String NO_REGION = "if region = null then \"none\" else region";

    @Autowired
    private Releases releases;

    @Autowired
    private NodeRelease node;

    @Autowired
    private LiveStaff staff;

    @Autowired
    private StaffUpdate update;

    @Autowired
    private IdentityService identity;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private RuntimeService runtime;

    @AfterEach
    void asAtTheStart() {
        runtime.createProcessInstanceQuery().list().stream()
                .filter(instance -> instance.getProcessDefinitionId().startsWith("test-"))
                .filter(instance -> instance.getRootProcessInstanceId().equals(instance.getId()))
                .forEach(instance -> runtime.deleteProcessInstance(instance.getId(), "end of test"));
        ReleaseOfStart.again(releases);
        update.cleanUp();
        identity.deleteUser("vera");
    }

    private ReleaseOutcome put(ReleaseFile... files) {
        return releases.put(wish("test"), List.of(files), false);
    }

    /** A journey that asks the table once the customer has confirmed. */
    private static ReleaseFile journey(String... inputs) {
        StringBuilder parameters = new StringBuilder();
        for (String input : inputs) {
            parameters.append("<camunda:inputParameter name=\"%s\">north</camunda:inputParameter>".formatted(input));
        }
        return ReleaseFile.of(
                "processes/" + JOURNEY + ".bpmn",
                onceConfirmed(
                        JOURNEY,
                        """
                        <businessRuleTask id="grade" name="Grade" camunda:decisionRef="test-grade">
                          <extensionElements><camunda:inputOutput>
                            <camunda:inputParameter name="orders">${customerFacts.orderCount(customerId)}</camunda:inputParameter>
                            %s
                            <camunda:outputParameter name="grade">${decisionResult.grade}</camunda:outputParameter>
                          </camunda:inputOutput></extensionElements>
                        </businessRuleTask>
                        <sequenceFlow id="to-is-good" sourceRef="grade" targetRef="is-good" />
                        <exclusiveGateway id="is-good" name="Is it good?" default="to-poor" />
                        <sequenceFlow id="to-good" name="yes" sourceRef="is-good" targetRef="good">
                          <conditionExpression xsi:type="tFormalExpression">${grade == 'good'}</conditionExpression>
                        </sequenceFlow>
                        %s
                        <sequenceFlow id="to-poor" name="no" sourceRef="is-good" targetRef="poor" />
                        %s"""
                                .formatted(parameters, Models.end("good"), Models.end("poor")),
                        "grade"));
    }

    private static String onceConfirmed(String key, String content, String first) {
        return Models.journey(
                key,
                "while-not-running",
                "customer.updated",
                List.of("customer.confirmed"),
                """
                <sequenceFlow id="to-wait" sourceRef="started" targetRef="what-comes" />
                <eventBasedGateway id="what-comes" />
                <sequenceFlow id="to-caught" sourceRef="what-comes" targetRef="caught" />
                <intermediateCatchEvent id="caught" name="Confirmed">
                  <messageEventDefinition messageRef="customer.confirmed" />
                </intermediateCatchEvent>
                <sequenceFlow id="to-first" sourceRef="caught" targetRef="%s" />
                <sequenceFlow id="to-timeout" sourceRef="what-comes" targetRef="three-days" />
                %s
                <sequenceFlow id="to-unconfirmed" sourceRef="three-days" targetRef="unconfirmed" />
                %s
                %s"""
                        .formatted(first, Models.timer("three-days", "P3D"), Models.end("unconfirmed"), content));
    }

    /** Everything is good, as long as the inputs can be read. */
    private static ReleaseFile table(String output, String... inputs) {
        StringBuilder columns = new StringBuilder();
        StringBuilder entries = new StringBuilder();
        List<String> all = new ArrayList<>(List.of("orders"));
        all.addAll(List.of(inputs));
        for (int i = 0; i < all.size(); i++) {
            columns.append(
                    """
                    <input id="input-%1$d" label="Input %1$d">
                      <inputExpression id="expression-%1$d" typeRef="%2$s"><text>%3$s</text></inputExpression>
                    </input>"""
                            .formatted(i, i == 0 ? "integer" : "string", all.get(i)));
            entries.append("<inputEntry id=\"entry-%1$d\"><text>%2$s</text></inputEntry>"
                    .formatted(i, i == 0 ? "&gt;= 0" : "\"none\",\"north\""));
        }
        return ReleaseFile.of(
                TABLE,
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
                    xmlns:camunda="http://camunda.org/schema/1.0/dmn" id="d" name="Grade" namespace="urn:test">
                  <decision id="test-grade" name="Grade" camunda:historyTimeToLive="P30D">
                    <decisionTable id="table" hitPolicy="FIRST">
                      %s
                      <output id="output" label="Grade" name="%s" typeRef="string" />
                      <rule id="rule">%s<outputEntry id="answer"><text>"good"</text></outputEntry></rule>
                    </decisionTable>
                  </decision>
                </definitions>
                """
                        .formatted(columns, output, entries));
    }

    private String underWay() {
        String customer = shop.customer();
        journeys.event("customer.updated", customer, Map.of());
        return customer;
    }

    private String outcome(String journey, String customer) {
        journeys.event("customer.confirmed", customer, Map.of());
        return journeys.outcome(journey, "customer:" + customer);
    }

    @Test
    @DisplayName("a table may not ask for what a running version does not give, and may where it does without")
    void inputOfATable() {
        put(table("grade"), journey());
        String earlier = underWay();
        assertThatThrownBy(() -> put(table("grade", "region"), journey("region")))
                .isInstanceOf(ReleaseRefused.class)
                .hasMessageContaining("processes/test-graded.bpmn, \"Grade\" (grade)")
                .hasMessageContaining("instances go on by version ")
                .hasMessageContaining(
                        ", and for them the decision 'test-grade' asks for 'region', which the journey does not"
                                + " know")
                .hasMessageContaining("if region = null")
                .hasMessageContaining("[running-version]");

        put(table("grade", NO_REGION), journey("region"));
        String later = underWay();
        assertThat(outcome(JOURNEY, earlier)).isEqualTo("good");
        assertThat(outcome(JOURNEY, later)).isEqualTo("good");
        // nobody goes on by the first version
        put(table("grade", "region"), journey("region"));
        assertThat(outcome(JOURNEY, underWay())).isEqualTo("good");
    }

    @Test
    @DisplayName("a table may not lose an output that a running version reads; a journey that left keeps its table")
    void outputOfATable() {
        put(table("grade"), journey());
        String customer = underWay();
        releases.retire(wish("the journey goes"), List.of("process " + JOURNEY));
        assertThatThrownBy(() -> put(table("mark")))
                .isInstanceOf(ReleaseRefused.class)
                .hasMessageContaining("grade")
                .hasMessageContaining("Leave the table's output");
        releases.retire(wish("the table, too"), List.of("decision test-grade"));
        assertThat(outcome(JOURNEY, customer)).isEqualTo("good");
    }

    @Test
    @DisplayName("a rollback is warned of what it takes from a running version, and never refused for it")
    void rollback() {
        long before = put(table("grade"), journey()).live().number();
        put(
                table("mark"),
                ReleaseFile.of(
                        journey().path(), journey().text().replace("decisionResult.grade", "decisionResult.mark")));
        String customer = underWay();
        ReleaseOutcome outcome = releases.again(wish("back"), before);
        assertThat(outcome.made()).isTrue();
        assertThat(outcome.findings())
                .filteredOn(finding -> finding.rule().equals("running-version"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.error()).isFalse());
        assertThat(journeys.isRunning(JOURNEY, "customer:" + customer)).isTrue();
    }

    @Test
    @DisplayName("a rollback is not refused where the journey of before starts on another event")
    void rollbackOfAStart() {
        String path = "processes/test-started.bpmn";
        long before = put(ReleaseFile.of(path, Models.brief("test-started", "customer.updated")))
                .live()
                .number();
        ReleaseFile other = ReleaseFile.of(path, Models.brief("test-started", "customer.confirmed"));
        assertThatThrownBy(() -> put(other)).isInstanceOf(ReleaseRefused.class).hasMessageContaining("[replaces]");
        put(ReleaseFile.of(
                path,
                other.text()
                        .replace(
                                "<camunda:property name=\"about\"",
                                "<camunda:property name=\"replaces\" value=\"customer.updated\" />"
                                        + "<camunda:property name=\"about\"")));
        assertThat(releases.again(wish("back"), before).made()).isTrue();
    }

    @Test
    @DisplayName("a message and a queue stay, retired, for a journey that an instance has yet to call")
    void ofACalledJourney() {
        String staffFile = text("processes/staff.yaml");
        put(
                ReleaseFile.of(
                        "processes/staff.yaml",
                        staffFile + "  test-queue:\n    title: {en: Test queue, zh: 测试队列}\n"
                                + "members:\n  vera: {groups: [test-queue]}\n"),
                copyOf("message.yaml"),
                copyOf("en.mjml"),
                copyOf("zh-CN.mjml"),
                ReleaseFile.of(
                        "processes/test-called.bpmn",
                        Models.startedByTest("test-called", List.of(), called())
                                .replace(
                                        "<camunda:property name=\"about\" value=\"customer\" />",
                                        "<camunda:property name=\"about\" value=\"customer\" />"
                                                + "<camunda:property name=\"owner\" value=\"Test\" />")),
                ReleaseFile.of(
                        "processes/test-caller.bpmn",
                        onceConfirmed(
                                "test-caller",
                                """
                                <callActivity id="call" name="Call" calledElement="test-called">
                                  <extensionElements>
                                    <camunda:in businessKey="#{execution.processBusinessKey}" />
                                    <camunda:in source="customerId" target="customerId" />
                                  </extensionElements>
                                </callActivity>
                                <sequenceFlow id="to-called" sourceRef="call" targetRef="called" />
                                %s"""
                                        .formatted(Models.end("called")),
                                "call")));
        String customer = underWay();
        releases.release(wish("all of it goes"), edit -> {
            edit.retire(List.of("process test-caller", "process test-called", "message test-notice"));
            edit.put(List.of(ReleaseFile.of("processes/staff.yaml", staffFile)));
        });
        assertThat(node.files().at("messages/test-notice/en.mjml"))
                .hasValueSatisfying(file -> assertThat(file.retired()).isTrue());
        assertThat(staff.file().queues()).doesNotContainKey("test-queue");
        assertThat(staff.queue("test-queue")).isPresent();

        assertThat(outcome("test-caller", customer)).isEqualTo("called");
        assertThat(journeys.messages(customer)).contains("test-notice");
    }

    private static String called() {
        return """
                <sequenceFlow id="to-send" sourceRef="started" targetRef="send" />
                %s
                <sequenceFlow id="to-notify" sourceRef="send" targetRef="notify" />
                <serviceTask id="notify" name="Notify" camunda:delegateExpression="${notifyQueue}">
                  <extensionElements><camunda:inputOutput>
                    <camunda:inputParameter name="queue">test-queue</camunda:inputParameter>
                    <camunda:inputParameter name="message">complaint-overdue</camunda:inputParameter>
                  </camunda:inputOutput></extensionElements>
                </serviceTask>
                <sequenceFlow id="to-end" sourceRef="notify" targetRef="notified" />
                %s"""
                .formatted(Models.send("send", "test-notice"), Models.end("notified"));
    }

    private static ReleaseFile copyOf(String file) {
        return ReleaseFile.of("messages/test-notice/" + file, text("messages/welcome/" + file));
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
