package io.rapport.journey;

import static io.rapport.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.release.Releases;
import io.rapport.testing.Curl;
import io.rapport.testing.Journeys;
import io.rapport.testing.OverHttp;
import io.rapport.testing.RapportTest;
import io.rapport.testing.ReleaseOfStart;
import io.rapport.testing.Shop;
import io.rapport.testing.Ungated;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@RapportTest
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@DisplayName("The six steps of the README, over HTTP as they stand there")
@Tag("slow")
class ReadmeStepsTest {

    private static final Path README = Path.of("README.md");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern LINK = Pattern.compile("/p/[A-Za-z0-9_-]+");

    @LocalServerPort
    private int port;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private RepositoryService repository;

    @Autowired
    private Releases releases;

    @Autowired
    private RuntimeService runtime;

    private final Set<JsonNode> mailsOfOthers = new HashSet<>();

    private final List<String> customers = new ArrayList<>();

    @AfterEach
    void asShipped() {
        customers.forEach(customer -> runtime.createProcessInstanceQuery()
                .processInstanceBusinessKey("customer:" + customer)
                .list()
                .forEach(instance -> runtime.deleteProcessInstance(instance.getId(), "end of test")));
        ReleaseOfStart.again(releases);
    }

    private static String step(String containing) {
        return Curl.commands(README).stream()
                .filter(command -> command.contains(containing))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the README has no curl with " + containing));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return new OverHttp(port).send(request);
    }

    private HttpRequest.Builder as(String user, String path) {
        return new OverHttp(port).as(user, path);
    }

    private JsonNode get(String user, String path) {
        HttpResponse<String> answer = send(as(user, path));
        assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
        return json(answer.body());
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }

    private void post(String user, String path, Map<String, Object> body) {
        HttpResponse<String> answer = send(as(user, path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.valueToTree(body).toString())));
        assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isBetween(200, 204);
    }

    /** Step 1, as it stands there, for another customer. */
    private void register(String customer) {
        String command = step("customer.registered")
                .replace("customer:me", "customer:" + customer)
                .replace("\"id\": \"1\"", "\"id\": \"" + customer + "\"")
                .replace("ada@example.com", customer + "@example.com");
        assertThat(Curl.run(command, port).statusCode()).isEqualTo(202);
        customers.add(customer);
        journeys.settle();
    }

    /** Step 2: reads the mail, follows its link, presses the button. */
    private void confirm(String address) {
        Matcher link = LINK.matcher(mailTo(address).path("text").asText());
        assertThat(link.find()).isTrue();
        String page = "/p" + link.group().substring(2);
        HttpRequest.Builder ask = HttpRequest.newBuilder(URI.create("http://localhost:" + port + page));
        HttpResponse<String> question = send(ask.copy().GET());
        assertThat(question.statusCode()).isEqualTo(200);
        // the page only asks
        assertThat(question.body()).contains("<button").doesNotContain("is confirmed");
        String fields = Pattern.compile("<input[^>]*type=\"hidden\"[^>]*>")
                .matcher(question.body())
                .results()
                .map(field -> attribute(field.group(), "name") + "=" + attribute(field.group(), "value"))
                .collect(Collectors.joining("&"));
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        String said = "";
        while (!said.contains("is confirmed")) {
            assertThat(Instant.now()).as(said).isBefore(end);
            // a person takes a moment to read it
            pause();
            said = send(ask.copy()
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(BodyPublishers.ofString(fields)))
                    .body();
        }
        journeys.settle();
    }

    private static void pause() {
        try {
            Thread.sleep(1_600);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String attribute(String tag, String name) {
        Matcher attribute = Pattern.compile(name + "=\"([^\"]*)\"").matcher(tag);
        return attribute.find() ? attribute.group(1) : "";
    }

    private JsonNode mailTo(String address) {
        return eventually(
                        "a mail to " + address,
                        () -> StreamSupport.stream(
                                        get("demo", "/mailbox/messages.json?to=" + address)
                                                .spliterator(),
                                        false)
                                // the README's address is that of others, too
                                .filter(mail -> mail.path("to").asText().contains(address)
                                        && !mailsOfOthers.contains(mail)
                                        && LINK.matcher(mail.path("text").asText())
                                                .find())
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** Step 3: clara finds the task in her queue, claims it, is shown its form, fills it in, completes. */
    private void welcomeCall(String customer) {
        JsonNode task = eventually(
                        "the welcome call of " + customer,
                        () -> get("clara", "/engine-rest/task?processInstanceBusinessKey=customer:" + customer),
                        tasks -> tasks.size() > 0)
                .get(0);
        assertThat(task.path("name").asText()).startsWith("Welcome call · ").endsWith(" · " + customer);
        String path = "/engine-rest/task/" + task.path("id").asText();
        post("clara", path + "/claim", Map.of("userId", "clara"));
        assertThat(get("clara", path + "/deployed-form").path("id").asText()).isEqualTo("welcome-call");
        post(
                "clara",
                path + "/submit-form",
                Map.of("variables", Map.of("callOutcome", Map.of("value", "not-reached"))));
        journeys.settle();
        assertThat(journeys.openTasks("customer:" + customer)).isEmpty();
        assertThat(journeys.isRunning("onboarding", "customer:" + customer)).isTrue();
    }

    @Test
    @Order(1)
    @DisplayName("1 to 4: somebody registers, confirms, is called, and the event tells what became of it")
    void oneToFour() {
        String one = step("customer.registered");
        customers.add("me");
        get("demo", "/mailbox/messages.json?to=ada@example.com").forEach(mailsOfOthers::add);
        HttpResponse<String> answer = Curl.run(one, port);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(Curl.run(one, port).statusCode()).as("the same again").isEqualTo(202);
        answer = Curl.run(one.replace("\"id\": \"1\"", "\"id\": \"2\"").replace("ada@example.com", "ada"), port);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer.body()).path("errors").toString()).contains("/data/email");
        journeys.settle();

        confirm("ada@example.com");
        welcomeCall("me");

        answer = Curl.run(step("/api/events?source=urn:me&id=1"), port);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("onboarding");
    }

    @Test
    @Order(2)
    @DisplayName("5: one changed model, deployed alone as the Modeler does it, is taken by new customers to the end")
    void five() throws IOException {
        String waiting = Journeys.newId("w");
        register(waiting);

        String id = deploy(
                "onboarding.bpmn",
                Files.readString(Path.of("processes/onboarding.bpmn"))
                        .replace("name=\"Welcome call\"", "name=\"Welcome call \u00b7 changed\""));

        String fresh = Journeys.newId("f");
        register(fresh);
        confirm(fresh + "@example.com");
        assertThat(repository
                        .getProcessDefinition(journeys.instance("onboarding", "customer:" + fresh)
                                .getProcessDefinitionId())
                        .getDeploymentId())
                .isEqualTo(id);
        welcomeCall(fresh);

        // and anyone who was under way goes on
        journeys.event("customer.confirmed", waiting, Map.of());
        welcomeCall(waiting);
    }

    @ParameterizedTest
    @Order(3)
    @CsvSource({"deployment, true", "deployment, false", "none, true"})
    @DisplayName("5, with a model that binds to its deployment, now or long ago, or does not say what it binds to")
    void boundOtherwise(String binding, boolean gated) throws IOException {
        boolean none = binding.equals("none");
        String model = Files.readString(Path.of("processes/onboarding.bpmn"))
                .replace(" camunda:formRefBinding=\"latest\"", none ? "" : " camunda:formRefBinding=\"deployment\"")
                .replace(
                        "camunda:decisionRef=",
                        none
                                ? "camunda:decisionRef="
                                : "camunda:decisionRefBinding=\"deployment\" camunda:decisionRef=");
        assertThat(model.contains("RefBinding")).isEqualTo(!none);
        if (gated) {
            deploy("onboarding.bpmn", model);
        } else {
            Ungated.deploy(repository, repository.createDeployment().addString("onboarding.bpmn", model));
        }
        String customer = Journeys.newId("b");
        register(customer);
        journeys.event("customer.confirmed", customer, Map.of());
        welcomeCall(customer);
    }

    @Test
    @Order(4)
    @DisplayName(
            "5, with every model, table and form by itself: what they refer to is the newest, no matter who came along")
    void eachAlone() throws IOException {
        for (String folder : List.of("processes", "forms")) {
            try (Stream<Path> files = Files.list(Path.of(folder))) {
                for (Path file : files.filter(path -> path.toString().matches(".*\\.(bpmn|dmn|form)"))
                        .sorted()
                        .toList()) {
                    deploy(
                            file.getFileName().toString(),
                            Files.readString(file)
                                    .replace("Outcome of the call", "How the call went")
                                    .replace("<camunda:in businessKey=\"#{execution.processBusinessKey}\" />", ""));
                }
            }
        }
        String customer = Journeys.newId("e");
        register(customer);
        journeys.event("customer.confirmed", customer, Map.of());
        for (JsonNode task : get("clara", "/engine-rest/task?processInstanceBusinessKey=customer:" + customer)) {
            assertThat(get("clara", "/engine-rest/task/" + task.path("id").asText() + "/deployed-form")
                            .toString())
                    .as("the form as it is now")
                    .contains("How the call went");
        }
        welcomeCall(customer);

        String complaint = shop.complaint(customer, "email", "The cup came without its handle", null);
        Task task = journeys.task("complaint:" + complaint, "investigate");
        assertThat(runtime.createProcessInstanceQuery()
                        .processInstanceId(task.getProcessInstanceId())
                        .singleResult()
                        .getBusinessKey())
                .as("a called journey is about the same thing, without a word in the model")
                .isEqualTo("complaint:" + complaint);
        assertThat(get("conny", "/engine-rest/task/" + task.getId() + "/deployed-form")
                        .path("id")
                        .asText())
                .isEqualTo("investigate");
        runtime.deleteProcessInstance(
                journeys.instance("complaint", "complaint:" + complaint).getId(), "end of test");
    }

    @Test
    @Order(5)
    @DisplayName("6: the studio shows the message that is being changed")
    void six() {
        HttpResponse<String> answer = send(as("dana", "/studio/messages/welcome"));
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    /** As the Modeler sends it. */
    private String deploy(String file, String model) {
        String boundary = "----modeler";
        StringBuilder body = new StringBuilder();
        Map.of(
                        "deployment-name", file,
                        "enable-duplicate-filtering", "true",
                        "deploy-changed-only", "false",
                        "deployment-source", "Camunda Modeler")
                .forEach((name, value) -> body.append("--" + boundary + "\r\nContent-Disposition: form-data; name=\""
                        + name + "\"\r\n\r\n" + value + "\r\n"));
        body.append("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + file + "\"; filename=\"" + file
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n" + model + "\r\n--" + boundary + "--\r\n");
        HttpResponse<String> answer = send(as("demo", "/engine-rest/deployment/create")
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(BodyPublishers.ofString(body.toString())));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer.body()).path("id").asText();
    }
}
