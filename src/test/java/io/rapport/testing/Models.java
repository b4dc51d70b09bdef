package io.rapport.testing;

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
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
                    xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
                    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="urn:test">
                  <message id="start-message" name="%2$s" />
                  <message id="caught-message" name="%3$s" />
                  <process id="%1$s" name="%1$s" isExecutable="true" camunda:historyTimeToLive="P30D">
                    <extensionElements>
                      <camunda:properties>
                        <camunda:property name="owner" value="Test" />
                        <camunda:property name="about" value="customer" />
                        <camunda:property name="reentry" value="%4$s" />
                      </camunda:properties>
                    </extensionElements>
                    <startEvent id="started" name="Started">
                      <messageEventDefinition messageRef="start-message" />
                    </startEvent>
                    <sequenceFlow id="to-wait" sourceRef="started" targetRef="what-comes" />
                    <eventBasedGateway id="what-comes" />
                    <sequenceFlow id="to-caught" sourceRef="what-comes" targetRef="caught" />
                    <intermediateCatchEvent id="caught" name="Heard">
                      <messageEventDefinition messageRef="caught-message" />
                    </intermediateCatchEvent>
                    <sequenceFlow id="to-heard" sourceRef="caught" targetRef="heard" />
                    <endEvent id="heard" name="Heard">
                      <extensionElements>
                        <camunda:properties><camunda:property name="outcome" value="heard" /></camunda:properties>
                      </extensionElements>
                    </endEvent>
                    <sequenceFlow id="to-timeout" sourceRef="what-comes" targetRef="three-days" />
                    <intermediateCatchEvent id="three-days" name="3 days passed">
                      <timerEventDefinition>
                        <timeDuration xsi:type="tFormalExpression">P3D</timeDuration>
                      </timerEventDefinition>
                    </intermediateCatchEvent>
                    <sequenceFlow id="to-unheard" sourceRef="three-days" targetRef="unheard" />
                    <endEvent id="unheard" name="Unheard">
                      <extensionElements>
                        <camunda:properties><camunda:property name="outcome" value="unheard" /></camunda:properties>
                      </extensionElements>
                    </endEvent>
                  </process>
                </definitions>
                """
                .formatted(key, start, caught, reentry);
    }

    /**
     * A journey about a customer that ends as soon as it has started, with the outcome {@code done}.
     *
     * @param key its process key
     * @param start the event type that starts it
     * @return the file's text
     */
    public static String brief(String key, String start) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
                    xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="urn:test">
                  <message id="start-message" name="%2$s" />
                  <process id="%1$s" name="%1$s" isExecutable="true" camunda:historyTimeToLive="P30D">
                    <extensionElements>
                      <camunda:properties>
                        <camunda:property name="owner" value="Test" />
                        <camunda:property name="about" value="customer" />
                        <camunda:property name="reentry" value="while-not-running" />
                      </camunda:properties>
                    </extensionElements>
                    <startEvent id="started" name="Started">
                      <messageEventDefinition messageRef="start-message" />
                    </startEvent>
                    <sequenceFlow id="to-done" sourceRef="started" targetRef="done" />
                    <endEvent id="done" name="Done">
                      <extensionElements>
                        <camunda:properties><camunda:property name="outcome" value="done" /></camunda:properties>
                      </extensionElements>
                    </endEvent>
                  </process>
                </definitions>
                """
                .formatted(key, start);
    }
}
