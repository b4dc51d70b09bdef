package io.rapport.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The texts of a model")
class ModelTextsTest {

    private static final String MODEL =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
                xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="all">
              <bpmn:message id="m" name="order.placed" />
              <bpmn:process id="delivery" name="Delivery">
                <bpmn:documentation>For designers.</bpmn:documentation>
                <bpmn:startEvent id="start" name="Order placed" />
                <bpmn:userTask id="chase" name="Chase delivery">
                  <bpmn:documentation>Ask the carrier.</bpmn:documentation>
                  <bpmn:extensionElements><camunda:properties>
                    <camunda:property name="title-zh" value="催办配送" />
                    <camunda:property name="why" value="Order {orderId} is late." />
                  </camunda:properties></bpmn:extensionElements>
                </bpmn:userTask>
                <bpmn:sequenceFlow id="f" name="4–5" sourceRef="start" targetRef="chase" />
                <bpmn:textAnnotation id="note"><bpmn:text>Twice a day</bpmn:text></bpmn:textAnnotation>
              </bpmn:process>
            </bpmn:definitions>""";

    private static ModelTexts model() {
        return ModelTexts.of(MODEL.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    @DisplayName("are names, what user tasks explain, why they are there, and annotations; not names of messages")
    void words() {
        assertThat(model().words().without(Texts.none()))
                .containsExactly(
                        "delivery.name", "start.name", "chase.name", "chase.documentation", "chase.why", "note.text");
        assertThat(model().texts().get("f", "name")).contains("4–5");
        assertThat(model().properties("title-zh")).isEqualTo(Map.of("chase", "催办配送"));
    }

    @Test
    @DisplayName("take the place of the English ones, and nothing else changes")
    void replaced() {
        String chinese = model().in(new Texts(Map.of(
                "delivery", Map.of("name", "配送"),
                "chase", Map.of("name", "催办 <配送>", "documentation", "请询问承运商。", "why", "不在图中"),
                "note", Map.of("text", "每天两次"),
                "m", Map.of("name", "其他消息"))));

        ModelTexts read = ModelTexts.of(chinese.getBytes(StandardCharsets.UTF_8));
        assertThat(read.texts().get("delivery", "name")).contains("配送");
        assertThat(read.texts().get("chase", "name")).contains("催办 <配送>");
        assertThat(read.texts().get("chase", "documentation")).contains("请询问承运商。");
        assertThat(read.texts().get("note", "text")).contains("每天两次");
        assertThat(read.texts().get("start", "name")).contains("Order placed");
        assertThat(chinese).contains("order.placed", "For designers.").doesNotContain("不在图中", "其他消息");
        assertThat(model().texts().get("delivery", "name")).contains("Delivery");
    }

    @Test
    @DisplayName("are not read from a file with a document type")
    void documentType() {
        String hostile = "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>";
        assertThatThrownBy(() -> ModelTexts.of(hostile.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
