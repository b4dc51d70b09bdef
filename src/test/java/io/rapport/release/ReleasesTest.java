package io.rapport.release;

import static io.rapport.testing.Eventually.eventually;
import static io.rapport.testing.ReleaseOfStart.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.template.MessageTypes;
import io.rapport.testing.Journeys;
import io.rapport.testing.Models;
import io.rapport.testing.OverHttp;
import io.rapport.testing.RapportTest;
import io.rapport.testing.ReleaseOfStart;
import io.rapport.testing.Shop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.FormService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("A release")
@Tag("slow")
class ReleasesTest {

    @Autowired
    private Releases releases;

    @Autowired
    private ReleaseStart start;

    @Autowired
    private NodeRelease node;

    @Autowired
    private RepositoryService repository;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private FormService forms;

    @Autowired
    private MessageTypes messages;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private JdbcClient jdbc;

    @LocalServerPort
    private int port;

    @AfterEach
    void asAtTheStart() {
        ReleaseOfStart.again(releases);
    }

    private static ReleaseFile shipped(String path, String old, String now) {
        try {
            String text = Files.readString(Path.of(path));
            assertThat(text).contains(old);
            return ReleaseFile.of(path, text.replace(old, now));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessDefinition newest(String key) {
        return repository
                .createProcessDefinitionQuery()
                .processDefinitionKey(key)
                .latestVersion()
                .singleResult();
    }

    private ReleaseOutcome put(ReleaseFile... files) {
        return releases.put(wish("test"), List.of(files), false);
    }

    @Test
    @DisplayName("is made of the shipped files at the first start")
    void first() {
        Release one = releases.find(1).orElseThrow();
        assertThat(one.source()).isEqualTo(Release.JAR);
        assertThat(one.needs()).contains("step sendMessage", "files: messages", "fact customerFacts.ordered");
        assertThat(releases.files(1).all())
                .extracting(ReleaseFile::path)
                .contains("processes/onboarding.bpmn", "forms/welcome-call.form", "messages/welcome/en.mjml");
        assertThat(start.refused().findings()).isEmpty();
    }

    @Test
    @DisplayName("that changes what the program ships is shown at once, and taken back file by file, or all of it")
    void differsFromShipped() {
        asAtTheStart();
        assertThat(start.notTaken()).isEmpty();

        String changed = "processes/onboarding.bpmn";
        put(shipped(changed, "name=\"Welcome call\"", "name=\"Call\""));
        put(shipped("messages/welcome/en.mjml", "</mjml>", "</mjml><!-- mine -->"));
        assertThat(start.notTaken().keySet())
                .extracting(ReleaseFile::path)
                .containsExactlyInAnyOrder(changed, "messages/welcome/en.mjml");

        assertThatThrownBy(() -> start.take(wish("the program's"), List.of(changed, "win-bakc")))
                .isInstanceOf(ReleaseRefused.class)
                .hasMessageContaining("win-bakc: it is no file of the program that differs");
        assertThat(start.notTaken()).hasSize(2);
        start.take(wish("the program's"), List.of(changed));
        assertThat(start.notTaken().keySet()).extracting(ReleaseFile::path).containsExactly("messages/welcome/en.mjml");
        start.take(wish("the program's"), List.of());
        assertThat(start.notTaken()).isEmpty();
    }

    @Test
    @DisplayName("that changes nothing is none, and the one that is live is told")
    void nothing() {
        long before = node.number();
        ReleaseOutcome outcome = put(shipped("processes/onboarding.bpmn", "Onboarding", "Onboarding"));
        assertThat(outcome.made()).isFalse();
        assertThat(outcome.live().number()).isEqualTo(before);
    }

    @Test
    @DisplayName("deploys what it changes, with what that is bound to, and nothing else")
    void difference() {
        String onboarding = newest("onboarding").getId();
        String winBack = newest("win-back").getId();
        ReleaseOutcome outcome = put(shipped("processes/onboarding.bpmn", "name=\"Welcome call\"", "name=\"Call\""));
        assertThat(outcome.changes())
                .containsExactly(new ReleaseOutcome.Difference("processes/onboarding.bpmn", "changed"));
        assertThat(newest("onboarding").getId()).isNotEqualTo(onboarding);
        assertThat(newest("win-back").getId()).isEqualTo(winBack);
        assertThat(repository.getDeploymentResourceNames(newest("onboarding").getDeploymentId()))
                .contains("processes/onboarding.bpmn", "forms/welcome-call.form");
    }

    @Test
    @DisplayName("of a form alone is what the next start shows, and not the open task")
    void form() {
        String earlier = customerWithWelcomeCall();
        put(shipped("forms/welcome-call.form", "Outcome of the call", "How the call went"));
        String later = customerWithWelcomeCall();
        assertThat(form(later)).contains("How the call went");
        assertThat(form(earlier)).contains("Outcome of the call").doesNotContain("How the call went");
    }

    @Test
    @DisplayName("of texts alone is what staff read of the next start, and not of the open task")
    void texts() {
        String earlier = customerWithWelcomeCall();
        put(
                shipped("processes/onboarding.zh.yaml", "欢迎致电", "致电新客户"),
                shipped("forms/welcome-call.zh.yaml", "通话结果", "致电情况"));
        String later = customerWithWelcomeCall();
        assertThat(inChinese(later)).contains("致电新客户 · " + later, "致电情况");
        assertThat(inChinese(earlier)).contains("欢迎致电 · " + earlier, "通话结果").doesNotContain("致电新客户", "致电情况");
    }

    @Test
    @DisplayName("of texts is refused if they cannot be read, and warns of what they have too much or too little")
    void textsAreChecked() {
        assertThatThrownBy(() -> put(ReleaseFile.of("forms/welcome-call.zh.yaml", "purpose: [a]\n")))
                .isInstanceOf(ReleaseRefused.class)
                .hasMessageContaining("forms/welcome-call.zh.yaml")
                .hasMessageContaining("text-file");
        ReleaseOutcome outcome = put(ReleaseFile.of("welcome-call.zh.yaml", "nobody: {label: 无人}\n"));
        assertThat(outcome.changes())
                .containsExactly(new ReleaseOutcome.Difference("forms/welcome-call.zh.yaml", "changed"));
        assertThat(outcome.findings())
                .extracting(ReleaseFinding::rule)
                .containsExactlyInAnyOrder("text-unknown", "text-missing");
    }

    /** What who reads Chinese gets of the task and its form. */
    private String inChinese(String customer) {
        OverHttp http = new OverHttp(port);
        String task = "/engine-rest/task/"
                + journeys.task("customer:" + customer, "welcome-call").getId();
        return http.send(http.as("clara", task).header("Accept-Language", "zh-CN"))
                        .body()
                + http.send(http.as("clara", task + "/deployed-form").header("Accept-Language", "zh-CN"))
                        .body();
    }

    private String customerWithWelcomeCall() {
        String customer = Journeys.newId("c");
        journeys.event(
                "customer.registered",
                customer,
                Map.of(
                        "firstName", "Ann",
                        "lastName", "Lee",
                        "email", customer + "@example.com",
                        "phone", "+44 20 7946 0000",
                        "locale", "en-GB",
                        "timeZone", "Europe/London",
                        "attributes", Map.of("segment", "vip")));
        journeys.event("customer.confirmed", customer, Map.of());
        return customer;
    }

    private String form(String customer) {
        Task task = journeys.task("customer:" + customer, "welcome-call");
        try {
            return new String(forms.getDeployedTaskForm(task.getId()).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @DisplayName("of a called journey alone is what the next start calls, through all that lies between")
    void called() {
        String customer = shop.customer();
        String earlier = shop.complaint(customer, "email", "The cup came without its handle", null);
        ProcessDefinition callerBefore = newest("complaint");
        put(shipped("processes/complaint-investigation.bpmn", "name=\"Investigate\"", "name=\"Look into it\""));
        assertThat(newest("complaint").getVersion()).isGreaterThan(callerBefore.getVersion());
        assertThat(newest("complaint-reopening").getDeploymentId())
                .isEqualTo(newest("complaint").getDeploymentId());

        String later = shop.complaint(shop.customer(), "email", "The saucer, too", null);
        assertThat(journeys.task("complaint:" + later, "investigate").getName()).startsWith("Look into it");
        assertThat(journeys.task("complaint:" + earlier, "investigate").getName())
                .startsWith("Investigate");
        for (String complaint : List.of(earlier, later)) {
            runtime.deleteProcessInstance(
                    journeys.instance("complaint", "complaint:" + complaint).getId(), "end of test");
        }
    }

    @Test
    @DisplayName("is not made where a copy kept the id of the journey that it was made from")
    void copyWithTheSameId() throws IOException {
        byte[] copy = Files.readAllBytes(Path.of("processes/onboarding.bpmn"));
        assertThatThrownBy(() -> put(ReleaseFile.of("processes/my-own.bpmn", copy)))
                .isInstanceOf(ReleaseRefused.class)
                .hasMessageContaining("the process 'onboarding' is deployed already from the file onboarding.bpmn");
        assertThatThrownBy(() -> put(ReleaseFile.of("complaint.bpmn", copy)))
                .isInstanceOf(ReleaseRefused.class)
                .hasMessageContaining("processes/complaint.bpmn is 'process complaint'");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            processes/care-gift.dmn    | ''          | the file is empty
            processes/care-gift.dmn    | percent;15  | the file is no XML that can be read
            processes/care-gift.dmn    | cut         | the file is no XML that can be read
            processes/onboarding.bpmn  | cut         | the file is no XML that can be read
            processes/onboarding.bpmn  | <a/>        | it is no BPMN but 'a'
            forms/welcome-call.form    | cut         | the file is no form
            forms/welcome-call.form    | {}          | the file is no form
            """)
    @DisplayName("of a damaged file says what is wrong with the file, and nothing of what hangs on it")
    void damaged(String path, String content, String problem) throws IOException {
        String whole = Files.readString(Path.of(path));
        String damaged = content.equals("cut") ? whole.substring(0, whole.length() / 2) : content;
        assertThatThrownBy(() -> put(ReleaseFile.of(path, damaged)))
                .isInstanceOfSatisfying(ReleaseRefused.class, refused -> assertThat(
                                refused.findings().stream().filter(ReleaseFinding::error))
                        .singleElement()
                        .satisfies(finding -> {
                            assertThat(finding.file()).isEqualTo(path);
                            assertThat(finding.problem()).contains(problem);
                        }));
    }

    @Test
    @DisplayName("that something keeps out changes nothing, and says every finding")
    void refused() {
        long before = node.number();
        long deployments = repository.createDeploymentQuery().count();
        assertThatThrownBy(() -> put(
                        shipped("forms/contact-customer.form", "contactOutcome", "result"),
                        shipped("messages/welcome/en.mjml", "It is good to have you here", "{{ customer.nickname }}")))
                .isInstanceOf(ReleaseRefused.class)
                .hasMessageContaining("messages/welcome/en.mjml, line ")
                .hasMessageContaining("More may be found then");
        assertThat(node.number()).isEqualTo(before);
        assertThat(repository.createDeploymentQuery().count()).isEqualTo(deployments);
    }

    @Test
    @DisplayName("that fails half way changes nothing: neither the engine nor what is live")
    void halfWay() throws IOException {
        long before = node.number();
        long deployments = repository.createDeploymentQuery().count();
        Path model = Path.of("src/test/resources/models/broken/engine-refuses.bpmn");
        assertThatThrownBy(() -> put(
                        shipped("processes/onboarding.bpmn", "name=\"Welcome call\"", "name=\"Call\""),
                        ReleaseFile.of("processes/engine-refuses.bpmn", Files.readAllBytes(model))))
                .isInstanceOf(ReleaseRefused.class)
                .hasMessageContaining("[engine]");
        assertThat(releases.latest(1).get(0).number()).isEqualTo(before);
        assertThat(repository.createDeploymentQuery().count()).isEqualTo(deployments);
        assertThat(node.files().at("processes/engine-refuses.bpmn")).isEmpty();
        assertThat(put(shipped("processes/onboarding.bpmn", "name=\"Welcome call\"", "name=\"Call\""))
                        .made())
                .isTrue();
    }

    @Test
    @DisplayName("that another one overtakes is not made, and its author is told")
    void overtaken() {
        long before = node.number();
        ReleaseFile mine = shipped("processes/onboarding.bpmn", "name=\"Welcome call\"", "name=\"Mine\"");
        ReleaseFile others = shipped("processes/onboarding.bpmn", "name=\"Welcome call\"", "name=\"Another's\"");
        assertThatThrownBy(() -> releases.release(wish("mine"), edit -> {
                    put(others);
                    edit.put(List.of(mine));
                }))
                .isInstanceOf(ReleaseOvertaken.class)
                .hasMessageContaining("release " + (before + 1));
        assertThat(node.number()).isEqualTo(before + 1);
        assertThat(node.files().at("processes/onboarding.bpmn").orElseThrow().text())
                .contains("Another's");
    }

    @Test
    @DisplayName("that was previewed is made on what its author saw alone: what somebody else released since stays")
    void base() {
        long seen = node.number();
        ReleaseFile mine = shipped("processes/onboarding.bpmn", "name=\"Welcome call\"", "name=\"Mine\"");
        Releases.Wish meant =
                new Releases.Wish(new Author("tester", true), Release.COMMAND, "as I saw it", false, false, seen);
        put(shipped("processes/onboarding.bpmn", "name=\"Welcome call\"", "name=\"Hers\""));

        assertThatThrownBy(() -> releases.put(meant, List.of(mine), false))
                .isInstanceOf(ReleaseOvertaken.class)
                .hasMessageContaining("release " + (seen + 1))
                .hasMessageContaining("Look at what it changed");
        assertThatThrownBy(() -> releases.again(meant, 1)).isInstanceOf(ReleaseOvertaken.class);
        assertThatThrownBy(() -> releases.retire(meant, List.of("process win-back")))
                .isInstanceOf(ReleaseOvertaken.class);
        assertThat(node.number()).isEqualTo(seen + 1);

        Releases.Wish anew =
                new Releases.Wish(new Author("tester", true), Release.COMMAND, "seen anew", false, false, seen + 1);
        assertThat(releases.put(anew, List.of(mine), false).made()).isTrue();
    }

    @Test
    @DisplayName(
            "lets a journey go: it starts no more, what is under way goes on, and it comes back when it is released")
    void retired() {
        ReleaseFile model = ReleaseFile.of(
                "processes/test-retired.bpmn",
                Models.waiting("test-retired", "customer.updated", "customer.confirmed", "while-not-running"));
        put(model);
        String under = shop.customer();
        journeys.event("customer.updated", under, Map.of());
        assertThat(journeys.isRunning("test-retired", "customer:" + under)).isTrue();

        releases.retire(wish("no longer"), List.of("process test-retired"));
        String other = shop.customer();
        journeys.event("customer.updated", other, Map.of());
        assertThat(journeys.isRunning("test-retired", "customer:" + other)).isFalse();
        journeys.event("customer.confirmed", under, Map.of());
        assertThat(journeys.outcome("test-retired", "customer:" + under)).isEqualTo("heard");

        put(model);
        journeys.event("customer.updated", other, Map.of());
        assertThat(journeys.isRunning("test-retired", "customer:" + other)).isTrue();
        runtime.deleteProcessInstance(
                journeys.instance("test-retired", "customer:" + other).getId(), "end of test");
    }

    @Test
    @DisplayName(
            "that lets a journey go warns of the event that starts nothing any more, and of texts that stay without it")
    void retiredAlone() {
        asAtTheStart();
        Releases.Wish preview = new Releases.Wish(new Author("tester", true), Release.COMMAND, "gone", true);
        assertThat(releases.retire(preview, List.of("process win-back")).findings())
                .extracting(ReleaseFinding::text)
                .anySatisfy(text -> assertThat(text)
                        .contains("processes/win-back.bpmn", "no journey starts on the event customer.lapsed any more"))
                .anySatisfy(text -> assertThat(text)
                        .contains(
                                "processes/win-back.zh.yaml",
                                "no process 'win-back'",
                                "or change or retire this file, too",
                                "[text-owner]"));
        assertThat(releases.retire(preview, List.of("process win-back", "processes/win-back.zh.yaml"))
                        .findings())
                .extracting(ReleaseFinding::rule)
                .contains("no-starter")
                .doesNotContain("text-owner");
    }

    @Test
    @DisplayName("that takes away what a journey names is refused with the journey's element")
    void stillNamed() {
        assertThatThrownBy(() -> releases.retire(wish("gone"), List.of("message welcome")))
                .isInstanceOf(ReleaseRefused.class)
                .hasMessageContaining("processes/onboarding.bpmn")
                .hasMessageContaining("welcome")
                .hasMessageContaining("Leave what it names, or change or retire this file, too");
        assertThat(messages.names()).contains("welcome");
    }

    @Test
    @DisplayName("brings a message with the journey that sends it, in one go")
    void messageAndJourney() {
        put(
                copyOfWelcome("message.yaml"),
                copyOfWelcome("en.mjml"),
                copyOfWelcome("zh-CN.mjml"),
                ReleaseFile.of(
                        "processes/test-sends.bpmn",
                        Models.journey(
                                "test-sends",
                                "once",
                                "customer.updated",
                                List.of(),
                                """
                                <sequenceFlow id="to-send" sourceRef="started" targetRef="send" />
                                <sendTask id="send" name="Send" camunda:delegateExpression="${sendMessage}">
                                  <extensionElements><camunda:inputOutput>
                                    <camunda:inputParameter name="message">test-welcome</camunda:inputParameter>
                                  </camunda:inputOutput></extensionElements>
                                </sendTask>
                                <sequenceFlow id="to-end" sourceRef="send" targetRef="sent" />"""
                                        + Models.end("sent"))));
        String customer = shop.customer();
        journeys.event("customer.updated", customer, Map.of());
        assertThat(journeys.messages(customer)).contains("test-welcome");
    }

    @Test
    @DisplayName(
            "takes no message from an instance that is about to send it: it is retired, and gone when nobody needs it")
    void neededByWork() {
        put(
                copyOfWelcome("message.yaml"),
                copyOfWelcome("en.mjml"),
                copyOfWelcome("zh-CN.mjml"),
                ReleaseFile.of(
                        "processes/test-sends-late.bpmn",
                        Models.sendingOnceConfirmed("test-sends-late", "customer.updated", "test-welcome")));
        String customer = shop.customer();
        journeys.event("customer.updated", customer, Map.of());

        releases.retire(wish("gone"), List.of("process test-sends-late", "message test-welcome"));
        assertThat(messages.names()).doesNotContain("test-welcome");
        assertThat(node.files().at("messages/test-welcome/en.mjml"))
                .hasValueSatisfying(file -> assertThat(file.retired()).isTrue());

        journeys.event("customer.confirmed", customer, Map.of());
        assertThat(journeys.outcome("test-sends-late", "customer:" + customer)).isEqualTo("sent");
        assertThat(journeys.messages(customer)).contains("test-welcome");
        eventually("it is sent, and gone", () -> {
            releases.tidy();
            return node.files().at("messages/test-welcome/en.mjml").isEmpty();
        });
    }

    @Test
    @DisplayName(
            "leaves no part of a message that an instance needs, nor brings a part back: the whole folder goes or comes")
    void messageIsOneFolder() {
        ReleaseFile english = copyOfWelcome("en.mjml");
        ReleaseFile journey = ReleaseFile.of(
                "processes/test-sends-whole.bpmn",
                Models.sendingOnceConfirmed("test-sends-whole", "customer.updated", "test-welcome"));
        put(copyOfWelcome("message.yaml"), english, copyOfWelcome("zh-CN.mjml"), journey);
        String customer = shop.customer();
        journeys.event("customer.updated", customer, Map.of());

        long before = node.number();
        assertThatThrownBy(() -> releases.put(wish("one file alone"), List.of(english), true))
                .isInstanceOf(ReleaseRefused.class)
                .hasMessageContaining("messages/test-welcome/message.yaml: there is none");
        assertThat(node.number()).isEqualTo(before);

        releases.retire(wish("gone"), List.of("process test-sends-whole", "message test-welcome"));
        assertThatThrownBy(() -> put(english))
                .isInstanceOf(ReleaseRefused.class)
                .hasMessageContaining("messages/test-welcome/message.yaml: there is none");
        assertThatThrownBy(() -> put(copyOfWelcome("message.yaml"), english))
                .isInstanceOf(ReleaseRefused.class)
                .hasMessageContaining("messages/test-welcome/zh-CN.mjml");
        put(copyOfWelcome("message.yaml"), english, copyOfWelcome("zh-CN.mjml"), journey);
        assertThat(messages.names()).contains("test-welcome");

        runtime.deleteProcessInstance(
                journeys.instance("test-sends-whole", "customer:" + customer).getId(), "end of test");
    }

    @Test
    @DisplayName("that lets a journey go closes what events still owe to it, and operators see why")
    void openDeliveries() {
        put(ReleaseFile.of("processes/test-owed.bpmn", Models.brief("test-owed", "customer.updated")));
        String customer = shop.customer();
        jdbc.sql(
                        """
                insert into rapport.inbox_delivery (event_seq, journey, customer_id, created_at, due_at)
                select max(seq), 'test-owed', customer_id, now(), now() + interval '1 day' from rapport.inbox_event
                where customer_id = :customer group by customer_id""")
                .param("customer", customer)
                .update();
        releases.retire(wish("gone"), List.of("process test-owed"));
        assertThat(jdbc.sql("select state || ': ' || reason from rapport.inbox_delivery where customer_id = :customer")
                        .param("customer", customer)
                        .query(String.class)
                        .single())
                .startsWith("dead: the journey has left with release ");
        jdbc.sql("delete from rapport.inbox_delivery where customer_id = :customer")
                .param("customer", customer)
                .update();
    }

    private static ReleaseFile copyOfWelcome(String file) {
        try {
            return ReleaseFile.of(
                    "messages/test-welcome/" + file, Files.readAllBytes(Path.of("messages/welcome", file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @DisplayName("goes back to an earlier set: the engine's newest is that set again, as a new version")
    void back() {
        long before = node.number();
        int version = newest("onboarding").getVersion();
        put(shipped("processes/onboarding.bpmn", "name=\"Welcome call\"", "name=\"Call\""));
        releases.again(wish("back"), before);
        assertThat(newest("onboarding").getVersion()).isEqualTo(version + 2);
        assertThat(node.number()).isEqualTo(before + 2);
        assertThat(node.files().isSameAs(releases.files(before))).isTrue();
    }

    @Test
    @DisplayName("is made, though no file changes, where the engine's newest is not what is live")
    void engineDiffers() throws IOException {
        String changed = Files.readString(Path.of("processes/onboarding.bpmn"))
                .replace("name=\"Welcome call\"", "name=\"Call\"");
        repository.createDeployment().addString("onboarding.bpmn", changed).deploy();
        ReleaseOutcome outcome = put(shipped("processes/onboarding.bpmn", "Onboarding", "Onboarding"));
        assertThat(outcome.made()).isTrue();
        assertThat(repository.getProcessModel(newest("onboarding").getId()).readAllBytes())
                .isEqualTo(Files.readAllBytes(Path.of("processes/onboarding.bpmn")));
    }

    @Test
    @DisplayName("can be tried: what it would change and what is found is said, and nothing is made")
    void preview() {
        long before = node.number();
        ReleaseOutcome outcome = releases.put(
                new Releases.Wish(new Author("tester", false), Release.COMMAND, "", true),
                List.of(shipped("processes/onboarding.bpmn", "name=\"Welcome call\"", "name=\"Call\"")),
                false);
        assertThat(outcome.made()).isFalse();
        assertThat(outcome.changes()).hasSize(1);
        assertThat(node.number()).isEqualTo(before);
    }
}
