package io.rapport.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.app.start.DemoLogins;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does tasks in the name of staff, over HTTP, as from the Tasklist. */
final class TaskClient {

    private static final Logger log = LoggerFactory.getLogger(TaskClient.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final URI server;
    private final String login;

    /**
     * @param server such as {@code http://localhost:8080}
     * @param login in whose name
     */
    TaskClient(URI server, String login) {
        this.server = server;
        this.login = login;
    }

    /**
     * @param about what the task's journey is about, such as {@code complaint:C91}
     * @param task its id in the model
     * @return the id of the open task; empty if there is none that this login sees
     */
    Optional<String> find(String about, String task) throws IOException, InterruptedException {
        ObjectNode search =
                JSON.createObjectNode().put("processInstanceBusinessKey", about).put("taskDefinitionKey", task);
        JsonNode found = JSON.readTree(post("/task", search));
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(found.get(0).get("id").asText());
    }

    void claim(String task) throws IOException, InterruptedException {
        post("/task/" + task + "/claim", JSON.createObjectNode().put("userId", login));
    }

    /**
     * Completes a task.
     *
     * @param answers what is filled in, by field
     */
    void submit(String task, JsonNode answers) throws IOException, InterruptedException {
        ObjectNode form = JSON.createObjectNode();
        ObjectNode variables = form.putObject("variables");
        answers.properties().forEach(answer -> variables
                .putObject(answer.getKey())
                .put("type", "String")
                .put("value", answer.getValue().asText()));
        post("/task/" + task + "/submit-form", form);
    }

    private String post(String path, JsonNode body) throws IOException, InterruptedException {
        String user = Base64.getEncoder()
                .encodeToString((login + ":" + DemoLogins.PASSWORD).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/engine-rest" + path))
                .timeout(PATIENCE)
                .header("Authorization", "Basic " + user)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            log.warn("The demo's {} could not do {}: {} {}", login, path, answer.statusCode(), answer.body());
            return "[]";
        }
        return answer.body();
    }
}
