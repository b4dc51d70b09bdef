package io.rapport.testing;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Small journeys for tests, as a designer would draw them: with an owner, an exit and an end to each wait. */
public final class Models {

    private Models() {}

    /**
     * A journey about a customer that starts on one event and waits for another, three days at the most.
     *
     * @param key its process key
     * @param start the event type that starts it
     * @param caught the event type that it waits for; its outcome is then {@code heard}, and otherwise {@code unheard}
     * @param reentry such as {@code once}
     * @return the file's text
     */
    public static String waiting(String key, String start, String caught, String reentry) {
        return journey(
                key,
                reentry,
                start,
                List.of(caught),
                """
                <sequenceFlow id="to-wait" sourceRef="started" targetRef="what-comes" />
                <eventBasedGateway id="what-comes" />
                <sequenceFlow id="to-caught" sourceRef="what-comes" targetRef="caught" />
                <intermediateCatchEvent id="caught" name="Heard">
                  <messageEventDefinition messageRef="%s" />
                </intermediateCatchEvent>
                <sequenceFlow id="to-heard" sourceRef="caught" targetRef="heard" />
                %s
                <sequenceFlow id="to-timeout" sourceRef="what-comes" targetRef="three-days" />
                %s
                <sequenceFlow id="to-unheard" sourceRef="three-days" targetRef="unheard" />
                %s"""
                        .formatted(caught, end("heard"), timer("three-days", "P3D"), end("unheard")));
    }

    /**
     * A journey about a customer that waits for {@code customer.confirmed}, three days at the most, and then sends a message.
     *
     * @param key its process key
     * @param start the event type that starts it
     * @param message that it sends
     * @return the file's text
     */
    public static String sendingOnceConfirmed(String key, String start, String message) {
        return journey(
                key,
                "once",
                start,
                List.of("customer.confirmed"),
                """
                <sequenceFlow id="to-wait" sourceRef="started" targetRef="what-comes" />
                <eventBasedGateway id="what-comes" />
                <sequenceFlow id="to-caught" sourceRef="what-comes" targetRef="caught" />
                <intermediateCatchEvent id="caught" name="Confirmed">
                  <messageEventDefinition messageRef="customer.confirmed" />
                </intermediateCatchEvent>
                <sequenceFlow id="to-send" sourceRef="caught" targetRef="send" />
                %s
                <sequenceFlow id="to-end" sourceRef="send" targetRef="sent" />
                %s
                <sequenceFlow id="to-timeout" sourceRef="what-comes" targetRef="three-days" />
                %s
                <sequenceFlow id="to-unconfirmed" sourceRef="three-days" targetRef="unconfirmed" />
                %s"""
                        .formatted(send("send", message), end("sent"), timer("three-days", "P3D"), end("unconfirmed")));
    }

    /**
     * A journey about a customer that ends as soon as it has started, with the outcome {@code done}.
     *
     * @param key its process key
     * @param start the event type that starts it
     * @return the file's text
     */
    public static String brief(String key, String start) {
        return journey(
                key,
                "while-not-running",
                start,
                List.of(),
                "<sequenceFlow id=\"to-done\" sourceRef=\"started\" targetRef=\"done\" />" + end("done"));
    }

    /**
     * A journey about a customer.
     *
     * @param key its process key
     * @param reentry such as {@code once}
     * @param start the event type that starts it
     * @param others further event types; each is the id of its message, as {@code start} is
     * @param content what comes after its start event {@code started}, flows included
     * @return the file's text
     */
    public static String journey(String key, String reentry, String start, List<String> others, String content) {
        return process(
                key,
                Stream.concat(Stream.of(start), others.stream())
                        .distinct()
                        .map(Models::message)
                        .collect(Collectors.joining()),
                """
                <extensionElements>
                  <camunda:properties>
                    <camunda:property name="owner" value="Test" />
                    <camunda:property name="about" value="customer" />
                    <camunda:property name="reentry" value="%s" />
                  </camunda:properties>
                </extensionElements>
                <startEvent id="started" name="Started"><messageEventDefinition messageRef="%s" /></startEvent>
                %s"""
                        .formatted(reentry, start, content));
    }

    /**
     * A journey about a customer that a test starts itself.
     *
     * @param key its process key
     * @param caught the event types that it waits for; each is the id of its message
     * @param content what comes after its start event {@code started}, flows included
     * @return the file's text
     */
    public static String startedByTest(String key, List<String> caught, String content) {
        return process(
                key,
                caught.stream().map(Models::message).collect(Collectors.joining()),
                """
                <extensionElements>
                  <camunda:properties><camunda:property name="about" value="customer" /></camunda:properties>
                </extensionElements>
                <startEvent id="started" />
                %s"""
                        .formatted(content));
    }

    /**
     * A message after an hour, then a coupon, which fails as long as the variable {@code percent} is 0.
     *
     * @param key its process key
     * @return the file's text
     */
    public static String couponAfterAnHour(String key) {
        return startedByTest(
                key,
                List.of(),
                """
                <sequenceFlow id="f1" sourceRef="started" targetRef="an-hour-passed" />
                %s
                <sequenceFlow id="f2" sourceRef="an-hour-passed" targetRef="send-welcome" />
                %s
                <sequenceFlow id="f3" sourceRef="send-welcome" targetRef="issue-coupon" />
                <serviceTask id="issue-coupon" camunda:delegateExpression="${issueCoupon}">
                  <extensionElements>
                    <camunda:inputOutput>
                      <camunda:inputParameter name="percent">${percent}</camunda:inputParameter>
                      <camunda:inputParameter name="validDays">14</camunda:inputParameter>
                    </camunda:inputOutput>
                  </extensionElements>
                </serviceTask>
                <sequenceFlow id="f4" sourceRef="issue-coupon" targetRef="done" />
                <endEvent id="done" />"""
                        .formatted(timer("an-hour-passed", "PT1H"), send("send-welcome", "welcome")));
    }

    /** @return a task that sends a message, by its name or an expression for it */
    public static String send(String id, String message) {
        return """
                <sendTask id="%s" camunda:delegateExpression="${sendMessage}">
                  <extensionElements>
                    <camunda:inputOutput><camunda:inputParameter name="message">%s</camunda:inputParameter></camunda:inputOutput>
                  </extensionElements>
                </sendTask>"""
                .formatted(id, message);
    }

    /** @return an event that waits for an event of a type */
    public static String caught(String id, String eventType) {
        return "<intermediateCatchEvent id=\"%s\"><messageEventDefinition messageRef=\"%s\" /></intermediateCatchEvent>"
                .formatted(id, eventType);
    }

    /**
     * A process that nothing starts but a call.
     *
     * @param key its process key
     * @param content its elements
     * @return the file's text
     */
    public static String process(String key, String content) {
        return process(key, "", content);
    }

    private static String process(String key, String messages, String content) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
                    xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
                    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="urn:test">
                  %2$s
                  <process id="%1$s" name="%1$s" isExecutable="true" camunda:historyTimeToLive="P30D">
                  %3$s
                  </process>
                </definitions>
                """
                .formatted(key, messages, content);
    }

    private static String message(String eventType) {
        return "<message id=\"%1$s\" name=\"%1$s\" />".formatted(eventType);
    }

    /** @return an end event whose outcome is its id */
    public static String end(String id) {
        return """
                <endEvent id="%1$s" name="%1$s">
                  <extensionElements>
                    <camunda:properties><camunda:property name="outcome" value="%1$s" /></camunda:properties>
                  </extensionElements>
                </endEvent>"""
                .formatted(id);
    }

    /** @return an event that waits for some time, such as {@code P3D} */
    public static String timer(String id, String time) {
        return """
                <intermediateCatchEvent id="%1$s" name="%2$s passed">
                  <timerEventDefinition>
                    <timeDuration xsi:type="tFormalExpression">%2$s</timeDuration>
                  </timerEventDefinition>
                </intermediateCatchEvent>"""
                .formatted(id, time);
    }

    /** @return a way that is taken where the customer has ordered */
    public static String ifOrdered(String id, String from, String to) {
        return """
                <sequenceFlow id="%s" name="yes" sourceRef="%s" targetRef="%s">
                  <conditionExpression xsi:type="tFormalExpression">${customerFacts.ordered(customerId)}</conditionExpression>
                </sequenceFlow>"""
                .formatted(id, from, to);
    }
}
