package io.rapport.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built jar with a directory of texts and a directory of models beside it, and nothing else. */
@DisplayName("A third language is a set of files")
class ThirdLanguageIT {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String FRENCH = "fr-FR, fr;q=0.9";

    @TempDir
    static Path folder;

    private static RapportProcess rapport;
    private static String task;

    @BeforeAll
    static void start() throws IOException {
        Path languages = folder.resolve("languages");
        write(
                languages.resolve("desk/texts_fr.properties"),
                """
                task.gone = Cette t\u00e2che est termin\u00e9e ou n'existe pas.
                filter.mine = Mes t\u00e2ches
                """);
        write(languages.resolve("journey/texts_fr.properties"), "remedy.refund = Remboursement\n");
        write(languages.resolve("operations/messages_fr.properties"), "lang = fr\noperations = Exploitation\n");
        write(languages.resolve("io/rapport/app/studio/texts_fr.properties"), "lang = fr\ntitle = Courriels\n");
        write(
                languages.resolve("META-INF/resources/webjars/camunda/app/tasklist/locales/fr.json"),
                "{\"labels\": {\"ADD_COMMENT\": \"Ajouter un commentaire\"}}");
        Path models = folder.resolve("models");
        write(
                models.resolve("processes/complaint-investigation.fr.yaml"),
                "complaint-investigation: Enqu\u00eate\ninvestigate: Examiner la r\u00e9clamation\n");
        write(
                models.resolve("forms/investigate.fr.yaml"),
                "findings: {label: Constatations}\nremedy: {label: Solution, values: {refund: Rembourser}}\n");
        write(
                models.resolve("processes/staff.yaml"),
                Files.readString(Path.of("processes/staff.yaml"))
                        .replace("{en: Complaints, zh:", "{en: Complaints, fr: R\u00e9clamations, zh:"));
        messagesInFrench(models.resolve("messages"));
        rapport = new RapportProcess(
                        folder,
                        Map.of(),
                        "--rapport.demo=false",
                        "--rapport.models=" + models.toAbsolutePath(),
                        "--rapport.data-dir=" + folder.resolve("data").toAbsolutePath())
                .asShipped()
                .java("-Dloader.path=" + languages.toAbsolutePath());
        rapport.start();
        complain();
    }

    @AfterAll
    static void stop() {
        rapport.close();
    }

    private static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    /** Each message as it is in English, but for the welcome's subject: that they are translated is not the point here. */
    private static void messagesInFrench(Path target) throws IOException {
        Path shipped = Path.of("messages");
        List<Path> files;
        try (Stream<Path> all = Files.walk(shipped)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Path to = target.resolve(shipped.relativize(file).toString());
            String name = file.getFileName().toString();
            Files.createDirectories(to.getParent());
            if (name.endsWith(".yaml")) {
                JsonNode root = YAML.readTree(file.toFile());
                if (name.equals("brand.yaml")) {
                    ((ArrayNode) root.path("locales")).add("fr");
                }
                addFrench(root);
                YAML.writeValue(to.toFile(), root);
            } else {
                Files.copy(file, to);
                if (name.matches("(.*\\.)?en\\.(mjml|txt)")) {
                    String content = Files.readString(file).replace("Welcome \u2013 please", "Bienvenue \u2013 please");
                    Files.writeString(to.resolveSibling(name.replaceFirst("en\\.(mjml|txt)$", "fr.$1")), content);
                }
            }
        }
    }

    private static void addFrench(JsonNode node) {
        List<JsonNode> children = new ArrayList<>();
        node.forEach(children::add);
        children.forEach(ThirdLanguageIT::addFrench);
        if (node instanceof ObjectNode texts && texts.has("en")) {
            texts.set("fr", texts.get("en").deepCopy());
        }
    }

    private static void complain() throws IOException {
        send(
                "customer.registered",
                """
                {"firstName": "Amélie", "lastName": "Roux", "email": "amelie@example.com", "locale": "fr-FR",
                 "timeZone": "Europe/Paris"}""");
        send(
                "order.placed",
                """
                {"orderId": "F1", "currency": "EUR", "total": 39.5,
                 "items": [{"sku": "POT", "name": "Teapot", "quantity": 1, "price": 39.5}]}""");
        send(
                "complaint.opened",
                "{\"complaintId\": \"FC1\", \"orderId\": \"F1\", \"channel\": \"email\", \"text\": \"Le couvercle est cassé.\"}");
        rapport.await("the complaint is to be investigated", () -> !tasks().isEmpty());
        task = tasks().get(0).path("id").asText();
    }

    private static void send(String type, String data) {
        assertThat(rapport.event(
                        """
                        {"specversion": "1.0", "id": "%1$s", "source": "urn:shop", "type": "%1$s",
                         "subject": "customer:amelie", "data": %2$s}"""
                                .formatted(type, data)))
                .isEqualTo(202);
    }

    private static JsonNode tasks() {
        return json("/engine-rest/task?taskDefinitionKey=investigate");
    }

    private static JsonNode json(String path) {
        HttpResponse<String> answer = rapport.get(path, "conny", FRENCH);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        try {
            return new ObjectMapper().readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("The Tasklist speaks it: its configuration, its own words, tasks, filters, forms, and what is refused")
    void tasklist() {
        assertThat(rapport.get("/camunda/app/tasklist/scripts/config.js", "conny", FRENCH)
                        .body())
                .contains("\"availableLocales\":[\"fr\"]", "\"fallbackLocale\":\"fr\"");
        assertThat(rapport.get("/camunda/app/tasklist/locales/fr.json", "conny", FRENCH)
                        .body())
                .contains("Ajouter un commentaire");
        assertThat(tasks().get(0).path("name").asText()).startsWith("Examiner la réclamation · ");
        assertThat(json("/engine-rest/filter?resourceType=Task").findValuesAsText("name"))
                .containsExactlyInAnyOrder("Réclamations", "Mes tâches");
        assertThat(json("/engine-rest/task/" + task + "/deployed-form").findValuesAsText("label"))
                .contains("Constatations", "Solution", "Rembourser")
                .as("what has no text is English")
                .contains("Root cause");
        HttpResponse<String> gone = rapport.get("/engine-rest/task/nothing", "conny", FRENCH);
        assertThat(gone.body()).contains("Cette tâche est terminée ou n'existe pas.");
        assertThat(rapport.get("/engine-rest/task/" + task, "conny", "en").body())
                .contains("Investigate · ");
    }

    @Test
    @DisplayName("So do the operators' pages and the studio; what they lack is English")
    void pages() {
        assertThat(rapport.get("/operations", "demo", FRENCH).body())
                .contains("<html lang=\"fr\"", "Exploitation", "Dead letters");
        assertThat(rapport.get("/studio/messages", "demo", FRENCH).body()).contains("<html lang=\"fr\"", "Courriels");
    }

    @Test
    @DisplayName("So do mails, and the release has no finding about a language that nobody reads")
    void mails() throws IOException {
        rapport.await(
                "the welcome is in the mailbox", () -> rapport.json("/mailbox/messages.json?to=amelie@example.com")
                        .toString()
                        .contains("Bienvenue"));
        JsonNode live = new ObjectMapper()
                .readTree(rapport.get("/releases/live", "demo", FRENCH).body());
        assertThat(live.toString()).contains("forms/investigate.fr.yaml").doesNotContain("nobody reads it: 'fr'");
    }
}
