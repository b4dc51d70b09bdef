package io.rapport.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.rapport.testing.Journeys;
import io.rapport.testing.Models;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Ungated;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The second wall: the models here are written into the engine's tables behind the back of whatever checks deployments,
 * as somebody would who found a way past it.
 */
@RapportTest
@DisplayName("A hostile model that is in the engine already runs no code")
@Tag("slow")
class ClosedModelsTest {

    private static final String HARMLESS = "second-wall";
    private static final String TABLE = "second-wall-table";

    /** What an attacker would run. */
    public static final class Attack implements JavaDelegate, ExecutionListener, TaskListener {

        static volatile boolean succeeded;

        public Attack() {
            succeeded = true;
        }

        @Override
        public void execute(DelegateExecution execution) {
            succeeded = true;
        }

        @Override
        public void notify(DelegateExecution execution) {
            succeeded = true;
        }

        @Override
        public void notify(DelegateTask task) {
            succeeded = true;
        }
    }

    private static final String NEW_INSTANCE = "''.getClass().forName('" + Attack.class.getName() + "').newInstance()";
    private static final String MEMBERSHIP =
            "execution.processEngineServices.identityService.createMembership('dana','camunda-admin')";

    private static final String REASONS = "values have no methods|is not run|is not taken|are not allowed";

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private RepositoryService repository;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private TaskService tasks;

    @Autowired
    private IdentityService identity;

    @Autowired
    private Journeys journeys;

    @Autowired
    private JdbcClient jdbc;

    private String deployment;

    @BeforeEach
    void nothingHappened() {
        Attack.succeeded = false;
    }

    @AfterEach
    void takeAway() {
        if (deployment != null) {
            repository.deleteDeployment(deployment, true);
        }
        journeys.now();
    }

    /** Deploys a harmless model, then puts another in its place. */
    private void slipIn(String elements) {
        slipIn(
                "processes/" + HARMLESS + ".bpmn",
                Models.waiting(HARMLESS, "customer.lapsed", "customer.erased", "once"),
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
                    xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
                    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="urn:test">
                  <process id="%s" isExecutable="true" camunda:historyTimeToLive="P1D">
                    <startEvent id="start" />
                    %s
                  </process>
                </definitions>
                """
                        .formatted(HARMLESS, elements));
    }

    private void slipIn(String name, String harmless, String hostile) {
        deployment =
                repository.createDeployment().addString(name, harmless).deploy().getId();
        int replaced = jdbc.sql("update rapport.act_ge_bytearray set bytes_ = ? where deployment_id_ = ? and name_ = ?")
                .params(hostile.getBytes(StandardCharsets.UTF_8), deployment, name)
                .update();
        assertThat(replaced).isEqualTo(1);
        forgetWhatWasRead();
    }

    private void forgetWhatWasRead() {
        ProcessEngineConfigurationImpl configuration =
                (ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration();
        configuration.getDeploymentCache().discardProcessDefinitionCache();
        configuration.getDeploymentCache().discardDecisionDefinitionCache();
    }

    private static String task(String element) {
        Matcher id = Pattern.compile(" id=\"([a-z-]+)\"").matcher(element);
        assertThat(id.find()).isTrue();
        return """
                <sequenceFlow id="to" sourceRef="start" targetRef="%1$s" />
                %2$s
                <sequenceFlow id="from" sourceRef="%1$s" targetRef="end" />
                <endEvent id="end" />"""
                .formatted(id.group(1), element);
    }

    private Throwable run() {
        return catchThrowable(() -> {
            runtime.startProcessInstanceByKey(HARMLESS, "customer:attacker", Map.of("customerId", "attacker"));
            for (Task open :
                    tasks.createTaskQuery().processDefinitionKey(HARMLESS).list()) {
                engine.getFormService().getTaskFormData(open.getId());
                tasks.complete(open.getId());
            }
            journeys.pass(Duration.ofDays(2));
        });
    }

    private void assertNoHarm() {
        assertThat(Attack.succeeded).isFalse();
        assertThat(identity.createGroupQuery()
                        .groupMember("dana")
                        .groupId("camunda-admin")
                        .count())
                .isZero();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            expression of a task      | <serviceTask id="act" camunda:expression="${EVIL}" />
            deferred expression       | <serviceTask id="act" camunda:expression="#{EVIL}" />
            delegate expression       | <serviceTask id="act" camunda:delegateExpression="${EVIL}" />
            class of a task           | <serviceTask id="act" camunda:class="CLASS" />
            class of a send task      | <sendTask id="act" camunda:class="CLASS" />
            script task               | <scriptTask id="act" scriptFormat="juel"><script>${EVIL}</script></scriptTask>
            script of another engine  | <scriptTask id="act" scriptFormat="javascript"><script>1</script></scriptTask>
            script in an input        | <serviceTask id="act" camunda:delegateExpression="${sendMessage}"><extensionElements><camunda:inputOutput><camunda:inputParameter name="message"><camunda:script scriptFormat="juel">${EVIL}</camunda:script></camunda:inputParameter></camunda:inputOutput></extensionElements></serviceTask>
            expression in an input    | <serviceTask id="act" camunda:delegateExpression="${sendMessage}"><extensionElements><camunda:inputOutput><camunda:inputParameter name="message">${EVIL}</camunda:inputParameter></camunda:inputOutput></extensionElements></serviceTask>
            expression in a list      | <serviceTask id="act" camunda:delegateExpression="${sendMessage}"><extensionElements><camunda:inputOutput><camunda:inputParameter name="message"><camunda:list><camunda:value>${EVIL}</camunda:value></camunda:list></camunda:inputParameter></camunda:inputOutput></extensionElements></serviceTask>
            listener's expression     | <manualTask id="act"><extensionElements><camunda:executionListener event="start" expression="${EVIL}" /></extensionElements></manualTask>
            listener's class          | <manualTask id="act"><extensionElements><camunda:executionListener event="start" class="CLASS" /></extensionElements></manualTask>
            listener's script         | <manualTask id="act"><extensionElements><camunda:executionListener event="start"><camunda:script scriptFormat="juel">${EVIL}</camunda:script></camunda:executionListener></extensionElements></manualTask>
            task listener's class     | <userTask id="welcome-call"><extensionElements><camunda:taskListener event="create" class="CLASS" /></extensionElements></userTask>
            task listener's text      | <userTask id="welcome-call"><extensionElements><camunda:taskListener event="create" expression="${EVIL}" /></extensionElements></userTask>
            task's assignee           | <userTask id="welcome-call" camunda:assignee="${EVIL}" />
            task's name               | <userTask id="welcome-call" name="call ${EVIL}" />
            task's documentation      | <userTask id="welcome-call"><documentation>${EVIL}</documentation></userTask>
            task's priority           | <userTask id="welcome-call" camunda:priority="${EVIL}" />
            task's due date           | <userTask id="welcome-call" camunda:dueDate="${EVIL}" />
            form default              | <userTask id="welcome-call"><extensionElements><camunda:formData><camunda:formField id="f" type="string" defaultValue="${EVIL}" /></camunda:formData></extensionElements></userTask>
            form's handler            | <userTask id="welcome-call" camunda:formHandlerClass="CLASS" />
            form's validator          | <userTask id="welcome-call"><extensionElements><camunda:formData><camunda:formField id="f" type="string"><camunda:validation><camunda:constraint name="validator" config="CLASS" /></camunda:validation></camunda:formField></camunda:formData></extensionElements></userTask>
            timer's date              | <intermediateCatchEvent id="three-days"><timerEventDefinition><timeDate xsi:type="tFormalExpression">${EVIL}</timeDate></timerEventDefinition></intermediateCatchEvent>
            timer's duration          | <intermediateCatchEvent id="three-days"><timerEventDefinition><timeDuration xsi:type="tFormalExpression">${EVIL}</timeDuration></timerEventDefinition></intermediateCatchEvent>
            multi-instance            | <manualTask id="act"><multiInstanceLoopCharacteristics camunda:collection="${EVIL}" camunda:elementVariable="x" /></manualTask>
            repetitions               | <manualTask id="act"><multiInstanceLoopCharacteristics><loopCardinality xsi:type="tFormalExpression">${EVIL}</loopCardinality></multiInstanceLoopCharacteristics></manualTask>
            end of repetitions        | <manualTask id="act"><multiInstanceLoopCharacteristics><loopCardinality xsi:type="tFormalExpression">2</loopCardinality><completionCondition xsi:type="tFormalExpression">${EVIL}</completionCondition></multiInstanceLoopCharacteristics></manualTask>
            called journey            | <callActivity id="act" calledElement="${EVIL}" />
            mapping's class           | <callActivity id="act" calledElement="staff-contact" camunda:variableMappingClass="CLASS" />
            handed to a called one    | <callActivity id="act" calledElement="staff-contact"><extensionElements><camunda:in sourceExpression="${EVIL}" target="x" /></extensionElements></callActivity>
            decision                  | <businessRuleTask id="act" camunda:decisionRef="${EVIL}" />
            external topic            | <serviceTask id="act" camunda:type="external" camunda:topic="${EVIL}" />
            """)
    @DisplayName("whatever the place that it stands in")
    void places(String place, String element) {
        String file = task(element.replace("CLASS", Attack.class.getName()));
        slipIn(file.replace("EVIL", NEW_INSTANCE));
        assertThat(run()).as(place).satisfies(failure -> assertThat(text(failure))
                .containsPattern(REASONS));
        assertNoHarm();
    }

    private static String text(Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            text.append(cause.getMessage()).append('\n');
        }
        return text.toString();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            service task | <serviceTask id="act" camunda:expression="${EVIL}" />
            listener     | <manualTask id="act"><extensionElements><camunda:executionListener event="end" expression="${EVIL}" /></extensionElements></manualTask>
            """)
    @DisplayName("nobody becomes an administrator by a model")
    void membership(String place, String element) {
        slipIn(task(element.replace("EVIL", MEMBERSHIP)));
        assertThat(run()).as(place).hasMessageContaining("'execution' cannot be used in a model");
        assertNoHarm();
    }

    @Test
    @DisplayName("a condition neither by expression nor by script")
    void conditions() {
        for (String condition : new String[] {
            "<conditionExpression xsi:type=\"tFormalExpression\">${EVIL}</conditionExpression>",
            "<conditionExpression xsi:type=\"tFormalExpression\" language=\"juel\">${EVIL}</conditionExpression>"
        }) {
            slipIn(
                    """
                    <sequenceFlow id="to" sourceRef="start" targetRef="which" />
                    <exclusiveGateway id="which" />
                    <sequenceFlow id="one" sourceRef="which" targetRef="end">%s</sequenceFlow>
                    <sequenceFlow id="two" sourceRef="which" targetRef="end" />
                    <endEvent id="end" />"""
                            .formatted(condition.replace("EVIL", NEW_INSTANCE)));
            assertThat(run()).isNotNull();
            assertNoHarm();
            repository.deleteDeployment(deployment, true);
            deployment = null;
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            timer's date  | <startEvent id="s"><timerEventDefinition><timeDate xsi:type="tFormalExpression">${EVIL}</timeDate></timerEventDefinition></startEvent>
            timer's cycle | <startEvent id="s"><timerEventDefinition><timeCycle xsi:type="tFormalExpression">${EVIL}</timeCycle></timerEventDefinition></startEvent>
            message name  | <startEvent id="s"><messageEventDefinition messageRef="m" /></startEvent>
            signal name   | <startEvent id="s"><signalEventDefinition signalRef="g" /></startEvent>
            """)
    @DisplayName("nor while it is deployed, where the gate did not check")
    void whileDeploying(String place, String start) {
        String model =
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
                    xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
                    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="urn:test">
                  <message id="m" name="${EVIL}" /><signal id="g" name="${EVIL}" />
                  <process id="%s" isExecutable="true" camunda:historyTimeToLive="P1D">
                    %s
                  </process>
                </definitions>
                """
                        .formatted(HARMLESS, start)
                        .replace("EVIL", NEW_INSTANCE);
        Throwable failure = catchThrowable(() -> deployment = Ungated.deploy(
                repository, repository.createDeployment().addString("processes/" + HARMLESS + ".bpmn", model)));
        assertThat(text(failure)).as(place).containsPattern(REASONS);
        assertNoHarm();
    }

    @Test
    @DisplayName("while one that was deployed before, and reads variables and tables as one had to, goes on")
    void longAgo() {
        slipIn(
                """
                <sequenceFlow id="to" sourceRef="start" targetRef="decide" />
                <businessRuleTask id="decide" camunda:decisionRef="win-back-offer" camunda:decisionRefBinding="deployment">
                  <extensionElements><camunda:inputOutput>
                    <camunda:inputParameter name="value">${100}</camunda:inputParameter>
                    <camunda:inputParameter name="reasonKnown">${false}</camunda:inputParameter>
                    <camunda:outputParameter name="percent">${decisionResult.getSingleResult().percent}</camunda:outputParameter>
                  </camunda:inputOutput></extensionElements>
                </businessRuleTask>
                <sequenceFlow id="from" sourceRef="decide" targetRef="which" />
                <exclusiveGateway id="which" default="other" />
                <sequenceFlow id="other" sourceRef="which" targetRef="wrong" />
                <sequenceFlow id="one" sourceRef="which" targetRef="right"><conditionExpression
                  xsi:type="tFormalExpression">${execution.getVariable('never') == null &amp;&amp;
                    execution.getVariable('percent') &gt; 0 &amp;&amp; execution.getVariable('customerId') == 'attacker'}</conditionExpression>
                </sequenceFlow>
                <endEvent id="wrong" /><endEvent id="right" />""");
        assertThat(run()).isNull();
        assertThat(engine.getHistoryService()
                        .createHistoricActivityInstanceQuery()
                        .activityId("right")
                        .processDefinitionId(repository
                                .createProcessDefinitionQuery()
                                .deploymentId(deployment)
                                .singleResult()
                                .getId())
                        .count())
                .isEqualTo(1);
    }

    @Test
    @DisplayName("no field of a step is written: it runs as it always does, and misses its input")
    void fields() {
        slipIn(task(
                """
                <serviceTask id="act" camunda:delegateExpression="${sendMessage}"><extensionElements>
                  <camunda:field name="outbox" expression="${EVIL}" />
                </extensionElements></serviceTask>"""
                        .replace("EVIL", NEW_INSTANCE)));
        assertThat(run()).hasMessageContaining("needs the input 'message'");
        assertNoHarm();
    }

    @Test
    @DisplayName("nor by a listener that pretends to be one of the engine's own tasks")
    void fieldsOfListeners() {
        slipIn(
                task(
                        """
                <manualTask id="act"><extensionElements>
                  <camunda:executionListener event="start" camunda:type="shell" delegateExpression="${sendMessage}">
                    <camunda:field name="outbox" stringValue="x" />
                  </camunda:executionListener>
                </extensionElements></manualTask>"""));
        assertThat(run()).hasMessageContaining("needs the input 'message'");
    }

    @Test
    @DisplayName("a job's priority that cannot be found out is the usual one")
    void priorities() {
        slipIn(task("<manualTask id=\"three-days\" camunda:asyncBefore=\"true\" camunda:jobPriority=\"${EVIL}\" />"
                .replace("EVIL", NEW_INSTANCE)));
        assertThat(run()).isNull();
        assertNoHarm();
    }

    @Test
    @DisplayName("no command of the shell: it fails where it stands, and not before")
    void shell(@TempDir Path folder) {
        Path proof = folder.resolve("proof");
        slipIn(task(
                """
                <serviceTask id="act" camunda:type="shell"><extensionElements>
                  <camunda:field name="command" stringValue="touch" />
                  <camunda:field name="arg1" stringValue="%s" />
                </extensionElements></serviceTask>"""
                        .formatted(proof)));
        assertThat(run()).hasMessageContaining("is not run: a model uses the steps of the vocabulary");
        assertThat(proof).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"juel", "JUEL", "javascript", "groovy", "camunda-script"})
    @DisplayName("no table by another language than FEEL")
    void tables(String language) {
        String text =
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:test"
                    xmlns:camunda="http://camunda.org/schema/1.0/dmn">
                  <decision id="%s" name="Second wall" camunda:historyTimeToLive="P1D"><decisionTable id="t">
                    <input id="i"><inputExpression id="ie" typeRef="string"%s><text>%s</text></inputExpression></input>
                    <output id="o" name="o" typeRef="string" />
                    <rule id="r"><inputEntry id="e"><text></text></inputEntry>
                      <outputEntry id="oe"><text>"x"</text></outputEntry></rule>
                  </decisionTable></decision>
                </definitions>
                """;
        slipIn(
                "processes/" + TABLE + ".dmn",
                text.formatted(TABLE, "", "1"),
                text.formatted(TABLE, " expressionLanguage=\"" + language + "\"", NEW_INSTANCE));
        Throwable failure = catchThrowable(() -> engine.getDecisionService()
                .evaluateDecisionTableByKey(TABLE)
                .variables(Map.of("customerId", "42"))
                .evaluate());
        assertThat(failure).hasStackTraceContaining("is not run");
        assertNoHarm();
    }

    @Test
    @DisplayName("FEEL reaches no Java either")
    void feelFunctions() {
        String text =
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:test"
                    xmlns:camunda="http://camunda.org/schema/1.0/dmn">
                  <decision id="%s" name="Second wall" camunda:historyTimeToLive="P1D"><variable id="v" name="v" />
                    <literalExpression id="l"><text>%s</text></literalExpression></decision>
                </definitions>
                """;
        slipIn(
                "processes/" + TABLE + ".dmn",
                text.formatted(TABLE, "1"),
                text.formatted(
                        TABLE,
                        "{f: function(x) external {java: {class: \"" + Attack.class.getName()
                                + "\", method signature: \"<init>()\"}}, g: function(x) external {java: {class: "
                                + "\"java.lang.System\", method signature: \"setProperty(java.lang.String, java.lang.String)\"}},"
                                + " y: g(\"second-wall\", \"x\"), z: f(1)}"));
        catchThrowable(() -> engine.getDecisionService()
                .evaluateDecisionByKey(TABLE)
                .variables(Map.of("customerId", "42"))
                .evaluate());
        assertThat(System.getProperty("second-wall")).isNull();
        assertNoHarm();
    }
}
