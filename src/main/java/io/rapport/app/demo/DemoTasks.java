package io.rapport.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.calendar.WorkingTime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks that staff of the demo shop have done, {@code demo/tasks.jsonl}: each is claimed and completed in the name of who
 * does it, over HTTP, as from the Tasklist. What is not listed is left for who tries the demo.
 */
final class DemoTasks {

    private static final Logger log = LoggerFactory.getLogger(DemoTasks.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** That of all logins of the demo. */
    private static final String PASSWORD = "demo";

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<Work> works;
    private final WorkingTime desk;
    private final Set<Work> done = new HashSet<>();

    DemoTasks(WorkingTime desk) {
        this.desk = desk;
        this.works = load();
    }

    /**
     * A task that is done.
     *
     * @param at when it is taken up, before the start of the replay: negative; if the desk is closed then, when it opens
     * @param login who does it
     * @param about what its journey is about, such as {@code complaint:C91}
     * @param task its id in the model
     * @param answers what is filled in, by field
     */
    record Work(Duration at, String login, String about, String task, JsonNode answers) {

        Instant moment(Instant start, WorkingTime desk) {
            return DemoDay.whenOpen(start.plus(at), desk);
        }
    }

    static List<Work> load() {
        try (InputStream in = DemoTasks.class.getResourceAsStream("/demo/tasks.jsonl");
                BufferedReader text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            List<Work> works = new ArrayList<>();
            for (String line = text.readLine(); line != null; line = text.readLine()) {
                JsonNode read = JSON.readTree(line);
                works.add(new Work(
                        Duration.parse(read.get("at").asText()),
                        read.get("login").asText(),
                        read.get("about").asText(),
                        read.get("task").asText(),
                        read.get("answers")));
            }
            return List.copyOf(works);
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's tasks cannot be read", e);
        }
    }

    /**
     * @param start the moment from which the tasks count their times
     * @param reached how far the replay has come
     * @return when the next one is done; empty if all are
     */
    Optional<Instant> next(Instant start, Instant reached) {
        return works.stream()
                .map(work -> work.moment(start, desk))
                .filter(moment -> moment.isAfter(reached))
                .min(Comparator.naturalOrder());
    }

    /**
     * Does what is due by now. Once more changes nothing.
     *
     * @param server such as {@code http://localhost:8080}
     * @param start the moment from which the tasks count their times
     * @param reached how far the replay has come
     * @return whether anything was done
     */
    boolean reach(URI server, Instant start, Instant reached) throws IOException, InterruptedException {
        boolean any = false;
        for (Work work : works) {
            if (!work.moment(start, desk).isAfter(reached) && done.add(work)) {
                complete(server, work);
                any = true;
            }
        }
        return any;
    }

    private static void complete(URI server, Work work) throws IOException, InterruptedException {
        ObjectNode search = JSON.createObjectNode()
                .put("processInstanceBusinessKey", work.about())
                .put("taskDefinitionKey", work.task());
        JsonNode found = JSON.readTree(post(server, work.login(), "/task", search));
        if (found.isEmpty()) {
            log.debug("{} has no task {} about {}: it was done before", work.login(), work.task(), work.about());
            return;
        }
        String task = found.get(0).get("id").asText();
        post(
                server,
                work.login(),
                "/task/" + task + "/claim",
                JSON.createObjectNode().put("userId", work.login()));
        submit(server, work.login(), task, work.answers());
    }

    /**
     * Completes a task.
     *
     * @param login whose it is
     * @param answers what is filled in, by field
     */
    static void submit(URI server, String login, String task, JsonNode answers)
            throws IOException, InterruptedException {
        ObjectNode form = JSON.createObjectNode();
        ObjectNode variables = form.putObject("variables");
        answers.fields().forEachRemaining(answer -> variables
                .putObject(answer.getKey())
                .put("type", "String")
                .put("value", answer.getValue().asText()));
        post(server, login, "/task/" + task + "/submit-form", form);
    }

    private static String post(URI server, String login, String path, JsonNode body)
            throws IOException, InterruptedException {
        String user = Base64.getEncoder().encodeToString((login + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
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
