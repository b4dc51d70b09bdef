package io.rapport.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.calendar.BusinessClock;
import io.rapport.release.Release;
import io.rapport.release.Releases;
import io.rapport.testing.OverHttp;
import io.rapport.testing.RapportTest;
import io.rapport.testing.ReleaseOfStart;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.Deployment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@RapportTest
@DisplayName("A designer who deploys from the Modeler is answered by the gate, and never by a 500")
@Tag("slow")
class DeploymentOverRestTest {

    private static final Path MODELS = Path.of("src/test/resources/models");

    @Autowired
    private RepositoryService repository;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private Releases releases;

    @LocalServerPort
    private int port;

    private final ObjectMapper json = new ObjectMapper();

    @AfterEach
    void asAtTheStart() {
        ReleaseOfStart.again(releases);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "attacks/class-delegate.bpmn",
                "attacks/expression-task.bpmn",
                "attacks/make-me-administrator.bpmn",
                "attacks/shell-task.bpmn",
                "attacks/script-in-input.bpmn",
                "attacks/execution-listener.bpmn",
                "attacks/table-in-juel.dmn",
                "attacks/external-entity.bpmn",
                "attacks/page.html",
                "broken/not-closed.bpmn",
                "broken/empty.bpmn",
                "broken/feel-that-is-none.dmn",
                "broken/spreadsheet.dmn",
                "broken/written-in-dmn-1-5.dmn",
                "broken/table-of-priorities.dmn",
                "broken/engine-refuses.bpmn",
                "broken/schema-broken.bpmn",
                "broken/owner-empty.bpmn",
                "broken/two-journeys.bpmn",
                "broken/message-misspelt.bpmn",
                "broken/time-to-live-missing.bpmn",
                "broken/staff-routing-without-rules.dmn",
                "broken/contact-policy-without-consent.dmn",
                "broken/not-json.form",
                "broken/too-long-names.bpmn",
                "broken/too-long-names.dmn",
                "broken/control-character.form",
                "broken/condition-too-long.bpmn",
                "broken/condition-of-brackets.bpmn",
                "broken/timer-of-a-sum.bpmn",
                "broken/feel-of-thousands.dmn",
                "broken/feel-nested.dmn",
                "broken/nested.form",
                "attacks/start-timer-date.bpmn",
                "attacks/condition-expression.bpmn",
                "foreign/plain-drawing.bpmn",
                "foreign/camunda-7-invoice.bpmn",
                "foreign/camunda-8-order.bpmn"
            })
    @DisplayName(
            "What does not pass is answered with 400 in the engine's form, a line for each finding; nothing is deployed")
    void refused(String model) throws Exception {
        long before = repository.createDeploymentQuery().count();
        Path file = MODELS.resolve(model);
        HttpResponse<String> answer = deploy(Map.of(file.getFileName().toString(), Files.readAllBytes(file)), Map.of());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        JsonNode said = json.readTree(answer.body());
        assertThat(said.path("type").asText()).isEqualTo("ParseException");
        JsonNode errors =
                said.path("details").path(file.getFileName().toString()).path("errors");
        assertThat(errors).isNotEmpty().allSatisfy(error -> {
            assertThat(error.path("rule").asText()).isNotBlank();
            assertThat(error.path("problem").asText()).isNotBlank();
            assertThat(error.path("fix").asText()).isNotBlank();
            assertThat(said.path("message").asText().lines())
                    .contains(error.path("message").asText());
        });
        assertThat(repository.createDeploymentQuery().count()).isEqualTo(before);
    }

    @Test
    @DisplayName("A model of Camunda 8 is answered with that one thing, and what to do about it")
    void camunda8() throws Exception {
        Path file = MODELS.resolve("foreign/camunda-8-plain.bpmn");
        HttpResponse<String> answer = deploy(Map.of(file.getFileName().toString(), Files.readAllBytes(file)), Map.of());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json.readTree(answer.body()).path("message").asText().lines())
                .containsExactly(
                        "Nothing is deployed: one thing is to fix.",
                        "camunda-8-plain.bpmn: the file is made for Camunda 8, and Camunda Platform 7 runs it here. Draw it"
                                + " in Camunda Modeler as a new diagram for Camunda Platform 7, since what is set for another"
                                + " engine means nothing here. [platform]");
    }

    @Test
    @DisplayName("Its date is the real one, also while the demo's clock stands in the past")
    void dated() throws Exception {
        clock.moveTo(clock.realInstant().minus(Duration.ofDays(45)));
        try {
            HttpResponse<String> answer = deploy(changed("processes/loyalty-level.dmn"), Map.of());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            String id = json.readTree(answer.body()).path("id").asText();
            Deployment made =
                    repository.createDeploymentQuery().deploymentId(id).singleResult();
            assertThat(made.getDeploymentTime().toInstant())
                    .isCloseTo(clock.realInstant(), within(1, ChronoUnit.MINUTES));
            assertThat(releases.latest(1).get(0).at()).isCloseTo(clock.realInstant(), within(1, ChronoUnit.MINUTES));
        } finally {
            clock.moveTo(clock.realInstant());
        }
    }

    @Test
    @DisplayName("A tenant id is refused with a word of why: the Modeler's dialog has that field")
    void tenant() throws Exception {
        HttpResponse<String> answer = deploy(
                Map.of("staff-routing.dmn", Files.readAllBytes(Path.of("processes/staff-routing.dmn"))),
                Map.of("tenant-id", "north"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(json.readTree(answer.body()).path("message").asText())
                .contains("the tenant 'north' is named, and there are no tenants here");
    }

    @Test
    @DisplayName("A tenant id that is sent empty is no tenant: some clients send each field of their form")
    void emptyTenant() throws Exception {
        for (String tenant : List.of("", " ")) {
            HttpResponse<String> answer = deploy(
                    Map.of("loyalty-level.dmn", Files.readAllBytes(Path.of("processes/loyalty-level.dmn"))),
                    Map.of("tenant-id", tenant));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            JsonNode said = json.readTree(answer.body());
            assertThat(said.path("tenantId").isNull()).isTrue();
            assertThat(said.path("deployedDecisionDefinitions").findValuesAsText("tenantId"))
                    .containsOnly("null");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "deployment-activation-time, tomorrow, an activation time is given",
        "deployment-activation-time, 300000-01-01T00:00:00, an activation time is given",
        "deployment-name, %300, the deployment's name has 300 characters; at most 255 are taken",
        "deployment-name, %0, the deployment's name has a control character (U+0000)",
        "deployment-source, %300, the deployment's source has 300 characters; at most 255 are taken"
    })
    @DisplayName("A field that cannot be read or kept is refused with a word of what to write")
    void fields(String field, String value, String problem) throws Exception {
        String sent = value.equals("%0") ? "a\0b" : value.equals("%300") ? "n".repeat(300) : value;
        HttpResponse<String> answer = deploy(
                Map.of("loyalty-level.dmn", Files.readAllBytes(Path.of("processes/loyalty-level.dmn"))),
                Map.of(field, sent));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        JsonNode said = json.readTree(answer.body());
        assertThat(said.path("type").asText()).isEqualTo("ParseException");
        assertThat(said.path("message").asText()).contains(problem);
        assertThat(said.at("/details/the deployment/errors/0/fix").asText()).isNotBlank();
    }

    @Test
    @DisplayName("No files, and too much, are refused with a word of why")
    void noneAndTooMuch() throws Exception {
        HttpResponse<String> none = deploy(Map.of(), Map.of());
        assertThat(none.statusCode()).isEqualTo(400);
        assertThat(json.readTree(none.body()).path("message").asText()).contains("the deployment: it has no files");
        String large = Files.readString(Path.of("processes/loyalty-level.dmn"))
                .replace("</definitions>", "<!--" + "x".repeat(5 * 1024 * 1024) + "--></definitions>");
        HttpResponse<String> answer =
                deploy(Map.of("loyalty-level.dmn", large.getBytes(StandardCharsets.UTF_8)), Map.of());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json.readTree(answer.body()).path("message").asText()).contains("at most 5 MB are taken");
    }

    @ParameterizedTest
    @CsvSource({
        "../../loyalty-level.dmn, the file's name has a folder in it",
        "models/loyalty-level.dmn, the file's name has a folder in it",
        "%260, the file's name has 264 characters; at most 255 are taken",
        "%2000, 'each file with a name of at most 255 characters'",
        "loyalty\u202Elevel.dmn, the file's name has a control character (U+202E)"
    })
    @DisplayName(
            "A file's name that cannot be kept, or means more than a name, is refused with a word of what to write")
    void fileNames(String name, String problem) throws Exception {
        String sent = name.startsWith("%") ? "n".repeat(Integer.parseInt(name.substring(1))) + ".dmn" : name;
        HttpResponse<String> answer =
                deploy(Map.of(sent, Files.readAllBytes(Path.of("processes/loyalty-level.dmn"))), Map.of());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(json.readTree(answer.body()).path("message").asText()).contains(problem);
    }

    @Test
    @DisplayName("What passes is answered as the engine does, with its warnings beside")
    void passes() throws Exception {
        HttpResponse<String> answer = deploy(
                Map.of("loyalty-level.dmn", Files.readAllBytes(Path.of("processes/loyalty-level.dmn"))), Map.of());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode said = json.readTree(answer.body());
        assertThat(said.path("deployedDecisionDefinitions")).isNotEmpty();
        assertThat(said.path("links")).isNotEmpty();
        assertThat(said.path("warnings").isArray()).isTrue();
    }

    @Test
    @DisplayName("Warnings of what passes stand in the answer, each with the element, what is unwise and what to do")
    void warned() throws Exception {
        HttpResponse<String> answer = deploy(
                Map.of("says-little.bpmn", Files.readAllBytes(MODELS.resolve("broken/says-little.bpmn"))), Map.of());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode said = json.readTree(answer.body());
        assertThat(said.path("warnings").findValuesAsText("rule"))
                .containsExactlyInAnyOrder(
                        "process-name",
                        "property-unknown",
                        "owner-missing",
                        "reentry-missing",
                        "outcome-missing",
                        "text-missing");
        assertThat(said.path("warnings").get(0).path("file").asText()).isEqualTo("says-little.bpmn");
    }

    @Test
    @DisplayName(
            "Another start for a known journey, or another thing that it is about, needs a word; so nothing is lost"
                    + " in silence")
    void replaced() throws Exception {
        String first =
                Files.readString(MODELS.resolve("broken/says-little.bpmn")).replace("says-little", "to-be-replaced");
        String other = first.replace("customer.registered", "customer.lapsed");
        assertThat(deploy(model("to-be-replaced.bpmn", first), Map.of()).statusCode())
                .isEqualTo(200);
        HttpResponse<String> refused = deploy(model("to-be-replaced.bpmn", other), Map.of());
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(json.readTree(refused.body()).path("message").asText())
                .contains("the journey 'to-be-replaced' that is deployed starts on the event customer.registered, and"
                        + " this one no longer does")
                .contains("'replaces' with the value customer.registered");

        String meant = other.replace(
                "<camunda:property name=\"about\"",
                "<camunda:property name=\"replaces\" value=\"customer.registered\" /><camunda:property"
                        + " name=\"about\"");
        HttpResponse<String> taken = deploy(model("to-be-replaced.bpmn", meant), Map.of());
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
    }

    @Test
    @DisplayName(
            "One file is what is live with this file changed; going back deploys it again, whatever the Modeler filters")
    void backToAnEarlierVersion() throws Exception {
        byte[] first = Files.readAllBytes(Path.of("processes/loyalty-level.dmn"));
        Map<String, String> mine = Map.of("deployment-name", "back-and-forth");
        List<String> made = new ArrayList<>();
        made.add(
                deployed(deploy(changed("processes/loyalty-level.dmn"), Map.of("deployment-name", "somebody else's"))));
        made.add(deployed(deploy(Map.of("loyalty-level.dmn", first), mine)));
        made.add(deployed(deploy(changed("processes/loyalty-level.dmn"), mine)));
        made.add(deployed(deploy(Map.of("loyalty-level.dmn", first), mine)));
        assertThat(made).doesNotHaveDuplicates();
        assertThat(inForce("loyalty-level")).isEqualTo(first);
        Release live = releases.latest(1).get(0);
        assertThat(live.by()).isEqualTo("dana");
        assertThat(live.message()).isEqualTo("back-and-forth: loyalty-level.dmn");
    }

    @Test
    @DisplayName("What has not changed is answered with the definitions that are live, and no release is made")
    void unchanged() throws Exception {
        long before = releases.latest(1).get(0).number();
        HttpResponse<String> answer = deploy(
                Map.of(
                        "onboarding.bpmn", Files.readAllBytes(Path.of("processes/onboarding.bpmn")),
                        "loyalty-level.dmn", Files.readAllBytes(Path.of("processes/loyalty-level.dmn"))),
                Map.of());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode said = json.readTree(answer.body());
        assertThat(said.path("release").asLong()).isEqualTo(before);
        assertThat(said.path("id").asText()).isNotBlank();
        assertThat(said.path("deployedProcessDefinitions").findValuesAsText("key"))
                .containsExactly("onboarding");
        assertThat(said.path("deployedDecisionDefinitions").findValuesAsText("key"))
                .containsExactly("loyalty-level");
    }

    @Test
    @DisplayName("A message's file without its folder is refused with the command that does it")
    void messageFile() throws Exception {
        HttpResponse<String> answer =
                deploy(Map.of("en.mjml", Files.readAllBytes(Path.of("messages/welcome/en.mjml"))), Map.of());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(json.readTree(answer.body()).path("message").asText())
                .contains("belongs to the message's folder")
                .contains("java -jar rapport.jar deploy DIR");
    }

    @Test
    @DisplayName("An activation time is refused: what is released is live at once")
    void later() throws Exception {
        HttpResponse<String> answer = deploy(
                changed("processes/loyalty-level.dmn"),
                Map.of("deployment-activation-time", "2030-01-31T08:00:00.000+0000"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(json.readTree(answer.body()).path("message").asText()).contains("is live at once");
    }

    @Test
    @DisplayName(
            "A changed model is answered on a warm node within the two seconds that the Modeler's five leave room for")
    void soon() throws Exception {
        for (int round = 0; round < 3; round++) {
            deployed(deploy(changed("processes/onboarding.bpmn", "<!-- " + round + " -->"), Map.of()));
        }
        long begun = System.nanoTime();
        deployed(deploy(changed("processes/onboarding.bpmn", "<!-- now -->"), Map.of()));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
    }

    private static Map<String, byte[]> changed(String path) throws Exception {
        return changed(path, "<!-- another -->");
    }

    private static Map<String, byte[]> changed(String path, String more) throws Exception {
        Path file = Path.of(path);
        return Map.of(file.getFileName().toString(), (Files.readString(file) + more).getBytes(StandardCharsets.UTF_8));
    }

    private String deployed(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json.readTree(answer.body()).path("id").asText();
    }

    private byte[] inForce(String decision) throws Exception {
        return repository
                .getDecisionModel(repository
                        .createDecisionDefinitionQuery()
                        .decisionDefinitionKey(decision)
                        .latestVersion()
                        .singleResult()
                        .getId())
                .readAllBytes();
    }

    private static Map<String, byte[]> model(String name, String xml) {
        return Map.of(name, xml.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    @DisplayName("A form that lacks what a running journey reads of it is refused, with the journey's element")
    void breaksWhatRuns() throws Exception {
        String form = Files.readString(Path.of("forms/contact-customer.form")).replace("contactOutcome", "result");
        HttpResponse<String> answer =
                deploy(Map.of("contact-customer.form", form.getBytes(StandardCharsets.UTF_8)), Map.of());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(json.readTree(answer.body())
                        .path("details")
                        .path("processes/staff-contact.bpmn")
                        .path("errors"))
                .isNotEmpty();
    }

    /** As the Modeler sends it. */
    private HttpResponse<String> deploy(Map<String, byte[]> files, Map<String, String> more) throws Exception {
        String boundary = "----modeler-boundary";
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        Map<String, String> fields = new LinkedHashMap<>(Map.of(
                "deployment-name", "a designer's",
                "enable-duplicate-filtering", "true",
                "deployment-source", "Camunda Modeler"));
        fields.putAll(more);
        fields.forEach((name, value) -> write(
                body,
                "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value
                        + "\r\n"));
        files.forEach((name, content) -> {
            write(
                    body,
                    "--" + boundary + "\r\nContent-Disposition: form-data; name=\"data-"
                            + Integer.toHexString(name.hashCode()) + "\"; filename=\"" + name
                            + "\"\r\nContent-Type: application/octet-stream\r\n\r\n");
            body.writeBytes(content);
            write(body, "\r\n");
        });
        write(body, "--" + boundary + "--\r\n");
        OverHttp http = new OverHttp(port);
        return http.send(http.as("dana", "/engine-rest/deployment/create")
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(BodyPublishers.ofByteArray(body.toByteArray())));
    }

    private static void write(ByteArrayOutputStream body, String text) {
        body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
