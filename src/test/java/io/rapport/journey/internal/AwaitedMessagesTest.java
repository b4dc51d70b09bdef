package io.rapport.journey.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.testing.Models;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A wait gets the outcome of the messages that the model sends right before it")
class AwaitedMessagesTest {

    private static BpmnModelInstance model(String nodes, String... flows) {
        StringBuilder all = new StringBuilder(nodes);
        for (int i = 0; i < flows.length; i++) {
            String[] ends = flows[i].split(" > ");
            all.append("<sequenceFlow id=\"f%d\" sourceRef=\"%s\" targetRef=\"%s\" />".formatted(i, ends[0], ends[1]));
        }
        String text = Models.startedByTest("awaited", List.of("message.withheld"), all.toString());
        return Bpmn.readModelFromStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static final String WAIT = Models.caught("wait", "message.withheld") + "<endEvent id=\"end\" />";

    @Test
    @DisplayName("Not of those before it")
    void last() {
        BpmnModelInstance model = model(
                Models.send("first", "welcome") + Models.send("second", "order-thanks") + WAIT,
                "started > first",
                "first > second",
                "second > wait",
                "wait > end");
        assertThat(AwaitedMessages.at(model, "wait")).containsExactly("order-thanks");
    }

    @Test
    @DisplayName("Of one on each way that leads there, gateways and loops between")
    void eachWay() {
        BpmnModelInstance model = model(
                "<exclusiveGateway id=\"which\" /><exclusiveGateway id=\"join\" /><eventBasedGateway id=\"outcome\" />"
                        + Models.send("first", "welcome")
                        + Models.send("second", "order-thanks")
                        + Models.timer("later", "P1D")
                        + WAIT,
                "started > which",
                "which > first",
                "which > second",
                "first > join",
                "second > join",
                "join > outcome",
                "outcome > wait",
                "outcome > later",
                "later > join",
                "wait > end");
        assertThat(AwaitedMessages.at(model, "wait")).containsExactlyInAnyOrder("welcome", "order-thanks");
    }

    @Test
    @DisplayName("Of any where the name is an expression, a process is called before, or nothing was sent")
    void any() {
        assertThat(AwaitedMessages.at(
                        model(Models.send("first", "${which}") + WAIT, "started > first", "first > wait", "wait > end"),
                        "wait"))
                .isEmpty();
        assertThat(AwaitedMessages.at(
                        model(
                                Models.send("first", "welcome") + "<callActivity id=\"part\" calledElement=\"x\" />"
                                        + WAIT,
                                "started > first",
                                "first > part",
                                "part > wait",
                                "wait > end"),
                        "wait"))
                .isEmpty();
        assertThat(AwaitedMessages.at(model(WAIT, "started > wait", "wait > end"), "wait"))
                .isEmpty();
        assertThat(AwaitedMessages.at(model(WAIT, "started > wait", "wait > end"), "no such place"))
                .isEmpty();
    }

    @Test
    @DisplayName("On the border of a task, of what comes before it; on that of a subprocess, of what it sends itself")
    void borders() {
        BpmnModelInstance shipped =
                Bpmn.readModelFromFile(Path.of("processes/data-request.bpmn").toFile());
        assertThat(AwaitedMessages.at(shipped, "answer-withheld"))
                .containsExactlyInAnyOrder("data-export", "data-request-done", "data-request-refused");
        BpmnModelInstance model = model(
                Models.send("before", "welcome")
                        + "<subProcess id=\"part\"><startEvent id=\"begins\" />"
                        + Models.send("within", "order-thanks")
                        + Models.caught("inside", "message.withheld")
                        + "<sequenceFlow id=\"p1\" sourceRef=\"begins\" targetRef=\"inside\" />"
                        + "<sequenceFlow id=\"p2\" sourceRef=\"inside\" targetRef=\"within\" /></subProcess>"
                        + "<boundaryEvent id=\"border\" attachedToRef=\"part\"><messageEventDefinition /></boundaryEvent>"
                        + WAIT,
                "started > before",
                "before > part",
                "part > wait",
                "wait > end");
        assertThat(AwaitedMessages.at(model, "border")).containsExactly("order-thanks");
        assertThat(AwaitedMessages.at(model, "inside")).containsExactly("welcome");
        assertThat(AwaitedMessages.at(model, "wait")).containsExactly("order-thanks");
    }
}
