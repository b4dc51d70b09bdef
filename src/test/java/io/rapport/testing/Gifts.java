package io.rapport.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A directory as a designer releases it: a journey with an event type, a table, a queue with the row that routes to it, a
 * form, texts, a message in two languages and a date of its own. Somebody chose a gift; the table names its box; staff pack it;
 * once the customer has confirmed, or the day has come, a message says that it is on its way.
 */
public final class Gifts {

    /** The key of the journey. */
    public static final String JOURNEY = "test-gift";

    /** The event type that starts it; its data have the integer {@code size}, which is a variable of the journey. */
    public static final String CHOSEN = "test.gift.chosen";

    /** The queue that packs gifts. */
    public static final String QUEUE = "test-gifts";

    private static final String ROUTING = "processes/staff-routing.dmn";
    private static final String NEXT_RULE = "      <rule id=\"staff-routing-rule-welcome-call\">";

    private Gifts() {}

    /**
     * Writes the files; those that are shipped, too, are as shipped, with more in them.
     *
     * @param directory that exists
     */
    public static void write(Path directory) throws IOException {
        for (String folder : List.of("processes", "forms", "messages/test-gift")) {
            Files.createDirectories(directory.resolve(folder));
        }
        for (String file : List.of("message.yaml", "en.mjml", "zh-CN.mjml")) {
            Files.copy(Path.of("messages/welcome", file), directory.resolve("messages/test-gift/" + file));
        }
        write(directory, "processes/test-gifts.asyncapi.yaml", EVENTS);
        write(directory, "processes/test-gift.bpmn", journey());
        write(directory, "processes/test-gift.zh.yaml", "test-gift: 礼品\npack-gift: {name: 包装礼品}\n");
        write(directory, "processes/test-gift-box.dmn", TABLE);
        write(directory, "forms/test-pack-gift.form", FORM);
        write(directory, "forms/test-pack-gift.zh.yaml", "packed: {label: 礼品已包装}\n");
        write(directory, "processes/staff.yaml", shipped("processes/staff.yaml", "  retention:\n", QUEUES));
        write(directory, "processes/dates.yaml", shipped("processes/dates.yaml", "  birthday:\n", DATES));
        write(
                directory,
                ROUTING,
                shipped(ROUTING, NEXT_RULE, RULE).replace("\"care\",", "\"" + QUEUE + "\",\"care\","));
    }

    private static void write(Path directory, String file, String text) throws IOException {
        Files.writeString(directory.resolve(file), text);
    }

    /** @return a shipped file with more before some text of it */
    private static String shipped(String file, String before, String more) throws IOException {
        String text = Files.readString(Path.of(file));
        if (!text.contains(before)) {
            throw new AssertionError(file + " has no '" + before + "'");
        }
        return text.replace(before, more + before);
    }

    private static final String EVENTS =
            """
            asyncapi: 3.0.0
            info: {title: Gifts, version: 1.0.0}
            components:
              messages:
                testGiftChosen:
                  name: test.gift.chosen
                  title: A gift was chosen
                  x-rapport: {unmatched: done, ordering: loose}
                  payload:
                    type: object
                    additionalProperties: false
                    properties: {size: {type: integer, x-journey-variable: true}}
            """;

    private static final String QUEUES =
            "  test-gifts:\n    title: {en: Gifts, zh: 礼品}\n    for: {en: Gifts to pack, zh: 待包装的礼品}\n";

    private static final String DATES =
            """
              test-gift-day:
                title: The day of the gift
                of: birthday
                repeat: yearly
                days: -7
                at: '10:00'
                after-downtime: let-go
            """;

    private static final String RULE =
            """
                  <rule id="staff-routing-rule-pack-gift">
                    <inputEntry id="staff-routing-rule-pack-gift-if-task"><text>"pack-gift"</text></inputEntry>
                    <inputEntry id="staff-routing-rule-pack-gift-if-severity"><text></text></inputEntry>
                    <inputEntry id="staff-routing-rule-pack-gift-if-reopened"><text></text></inputEntry>
                    <inputEntry id="staff-routing-rule-pack-gift-if-value"><text></text></inputEntry>
                    <inputEntry id="staff-routing-rule-pack-gift-if-tier"><text></text></inputEntry>
                    <outputEntry id="staff-routing-rule-pack-gift-then-queue"><text>"test-gifts"</text></outputEntry>
                    <outputEntry id="staff-routing-rule-pack-gift-then-priority"><text>50</text></outputEntry>
                    <outputEntry id="staff-routing-rule-pack-gift-then-workingHours"><text>8</text></outputEntry>
                    <outputEntry id="staff-routing-rule-pack-gift-then-escalationHours"><text></text></outputEntry>
                  </rule>
            """;

    private static final String FORM =
            """
            {
              "type": "default", "id": "test-pack-gift", "schemaVersion": 16,
              "executionPlatform": "Camunda Platform", "executionPlatformVersion": "7.24.0",
              "components": [
                {"type": "checkbox", "id": "packed", "key": "giftPacked", "label": "The gift is packed"}
              ]
            }
            """;

    private static final String TABLE =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
                xmlns:camunda="http://camunda.org/schema/1.0/dmn" id="gift-box" name="Box" namespace="urn:test">
              <decision id="test-gift-box" name="Box of a gift" camunda:historyTimeToLive="P30D">
                <decisionTable id="table" hitPolicy="FIRST">
                  <input id="size" label="Size">
                    <inputExpression id="size-expression" typeRef="integer"><text>size</text></inputExpression>
                  </input>
                  <output id="box" label="Box" name="box" typeRef="string" />
                  <rule id="large">
                    <inputEntry id="if-large"><text>&gt;= 3</text></inputEntry>
                    <outputEntry id="then-large"><text>"large"</text></outputEntry>
                  </rule>
                  <rule id="small">
                    <inputEntry id="if-small"><text></text></inputEntry>
                    <outputEntry id="then-small"><text>"small"</text></outputEntry>
                  </rule>
                </decisionTable>
              </decision>
            </definitions>
            """;

    private static String journey() {
        return Models.journey(
                JOURNEY,
                "once",
                CHOSEN,
                List.of("customer.confirmed", "date.test-gift-day"),
                """
                <sequenceFlow id="to-box" sourceRef="started" targetRef="choose-box" />
                <businessRuleTask id="choose-box" name="Choose box" camunda:decisionRef="test-gift-box">
                  <extensionElements><camunda:inputOutput>
                    <camunda:outputParameter name="box">${decisionResult.box}</camunda:outputParameter>
                  </camunda:inputOutput></extensionElements>
                </businessRuleTask>
                <sequenceFlow id="to-pack" sourceRef="choose-box" targetRef="pack-gift" />
                <userTask id="pack-gift" name="Pack gift" camunda:formRef="test-pack-gift" camunda:formRefBinding="latest" />
                <sequenceFlow id="to-wait" sourceRef="pack-gift" targetRef="what-comes" />
                <eventBasedGateway id="what-comes" />
                <sequenceFlow id="to-confirmed" sourceRef="what-comes" targetRef="confirmed" />
                %s
                <sequenceFlow id="to-day" sourceRef="what-comes" targetRef="the-day" />
                %s
                <sequenceFlow id="to-timeout" sourceRef="what-comes" targetRef="thirty-days" />
                %s
                <sequenceFlow id="from-confirmed" sourceRef="confirmed" targetRef="send-it" />
                <sequenceFlow id="from-day" sourceRef="the-day" targetRef="send-it" />
                <exclusiveGateway id="send-it" />
                <sequenceFlow id="to-send" sourceRef="send-it" targetRef="send" />
                %s
                <sequenceFlow id="to-sent" sourceRef="send" targetRef="sent" />
                %s
                <sequenceFlow id="to-kept" sourceRef="thirty-days" targetRef="kept" />
                %s"""
                        .formatted(
                                Models.caught("confirmed", "customer.confirmed"),
                                Models.caught("the-day", "date.test-gift-day"),
                                Models.timer("thirty-days", "P30D"),
                                Models.send("send", "test-gift"),
                                Models.end("sent"),
                                Models.end("kept")));
    }
}
