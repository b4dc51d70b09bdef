package io.rapport.app.releases;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.release.ReleaseFiles;
import io.rapport.release.ReleaseFinding;
import io.rapport.release.Releases;
import io.rapport.testing.Models;
import io.rapport.testing.OverHttp;
import io.rapport.testing.RapportTest;
import io.rapport.testing.ReleaseOfStart;
import io.rapport.testing.StaffBrowser;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@RapportTest
@DisplayName("Releases by command, over HTTP and on the page")
class ReleasesOverHttpTest {

    private static final String MESSAGE = "messages/usage-tips/en.mjml";

    @Autowired
    private Releases releases;

    @Autowired
    private RepositoryService repository;

    @LocalServerPort
    private int port;

    @AfterEach
    void asAtTheStart() {
        ReleaseOfStart.again(releases);
    }

    private record Said(int exit, String text) {}

    private Said command(String user, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--server", "http://localhost:" + port, "--user", user));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int exit =
                ReleaseCommandsTest.run(new PrintStream(out, true, StandardCharsets.UTF_8), all.toArray(String[]::new));
        return new Said(exit, out.toString(StandardCharsets.UTF_8));
    }

    private static void change(Path directory, String more) throws Exception {
        Files.createDirectories(directory.resolve(MESSAGE).getParent());
        Files.writeString(directory.resolve(MESSAGE), Files.readString(Path.of(MESSAGE)) + more);
    }

    @Test
    @DisplayName("a designer deploys a directory: what it changes is listed, and once more there is nothing to do")
    void deploy(@TempDir Path directory) throws Exception {
        change(directory, "<!-- by command -->");
        Said first = command("dana", "deploy", directory.toString(), "--message", "another word");
        assertThat(first.exit()).as(first.text()).isZero();
        assertThat(first.text()).contains("changed  " + MESSAGE).contains("is live.");
        assertThat(releases.latest(1).get(0).by()).isEqualTo("dana");
        assertThat(releases.latest(1).get(0).message()).isEqualTo("another word");
        assertThat(command("dana", "deploy", directory.toString(), "--message", "again")
                        .text())
                .contains("Nothing has changed");
    }

    @Test
    @DisplayName("what is refused is printed with each finding; who may not is told; what is asked wrongly, too")
    void refused(@TempDir Path directory) throws Exception {
        Files.createDirectories(directory.resolve("processes"));
        Files.writeString(directory.resolve("processes/test-broken.bpmn"), "<definitions");
        Said broken = command("dana", "deploy", directory.toString(), "--message", "broken");
        assertThat(broken.exit()).isEqualTo(1);
        assertThat(broken.text()).contains("Nothing is deployed").contains("processes/test-broken.bpmn");
        Said staff = command("clara", "deploy", directory.toString(), "--message", "mine");
        assertThat(staff.exit()).isEqualTo(1);
        assertThat(staff.text()).contains("must be a designer or an administrator");
        assertThat(command("dana", "deploy", directory.toString()).text()).contains("deploy needs --message WHY");
        assertThat(command("dana", "deploy", directory.resolve("nowhere").toString(), "--message", "x")
                        .exit())
                .isEqualTo(2);
        assertThat(command("dana", "rollback", "first", "--message", "x").exit())
                .isEqualTo(2);
    }

    @Test
    @DisplayName("what somebody changed since the start is as the program ships it again by take-shipped")
    void takeShipped(@TempDir Path directory) throws Exception {
        change(directory, "<!-- by command -->");
        command("dana", "deploy", directory.toString(), "--message", "another word");
        Said taken = command("dana", "take-shipped", MESSAGE, "--message", "the program's", "--yes");
        assertThat(taken.text()).contains("changed  " + MESSAGE).contains("is live.");
        assertThat(releases.files(releases.latest(1).get(0).number())
                        .at(MESSAGE)
                        .orElseThrow()
                        .text())
                .isEqualTo(Files.readString(Path.of(MESSAGE)));
    }

    @Test
    @DisplayName("what lies astray is named and left out; the file of exchange rates beside the models is no fault")
    void astray(@TempDir Path directory) throws Exception {
        change(directory, "<!-- astray -->");
        Files.writeString(Files.createDirectories(directory.resolve("Forms")).resolve("check.form"), "{}");
        Files.writeString(directory.resolve("top.bpmn"), "<definitions/>");
        Files.writeString(
                Files.createDirectories(directory.resolve("processes")).resolve("exchange-rates.csv"),
                "day,currency\n");
        Said said = command("dana", "deploy", directory.toString(), "--message", "astray");
        assertThat(said.text())
                .contains("left out  processes/exchange-rates.csv", "left out  Forms/check.form", "left out  top.bpmn")
                .contains("is live.");
    }

    @Test
    @DisplayName("a name that nothing live has is refused with the command that lists the names")
    void names() {
        Said wrong = command("dana", "retire", "no-such-thing", "--message", "gone", "--yes");
        assertThat(wrong.exit()).isEqualTo(1);
        assertThat(wrong.text())
                .contains("nothing that is live has this name")
                .contains("'releases live'")
                .doesNotContain("GET ");
        assertThat(command("dana", "releases", "live").text())
                .contains("process onboarding  processes/onboarding.bpmn")
                .contains("message usage-tips/en.mjml  " + MESSAGE);
        assertThat(command("dana", "releases", "1").text()).contains("process onboarding");
        assertThat(command("dana", "releases", "yesterday").exit()).isEqualTo(2);
    }

    @Test
    @DisplayName("what goes is shown first, and needs a yes")
    void retire() {
        long before = releases.latest(1).get(0).number();
        Said asked = command("dana", "retire", "message usage-tips", "--message", "no tips");
        assertThat(asked.exit()).isNotZero();
        assertThat(releases.latest(1).get(0).number()).isEqualTo(before);
        assertThat(asked.text()).contains("usage-tips");
    }

    @Test
    @DisplayName("a directory that takes a queue away says so and asks first; one that takes none away asks nobody")
    void queueLeaves(@TempDir Path directory) throws Exception {
        String staff = Files.readString(Path.of("processes/staff.yaml"));
        Path file = Files.createDirectories(directory.resolve("processes")).resolve("staff.yaml");
        Files.writeString(file, staff + "  night:\n    title: {en: Night, zh: 夜班}\n");
        Said came = command("dana", "deploy", directory.toString(), "--message", "night");
        assertThat(came.exit()).as(came.text()).isZero();

        Files.writeString(file, staff);
        Said asked = command("dana", "deploy", directory.toString(), "--message", "no night");
        assertThat(asked.exit()).as("nobody was asked").isEqualTo(2);
        assertThat(asked.text())
                .contains("changed  processes/staff.yaml", "queues.night: the queue leaves", "add --yes")
                .doesNotContain("is live");
        Said left = command("dana", "deploy", directory.toString(), "--message", "no night", "--yes");
        assertThat(left.exit()).isZero();
        assertThat(left.text()).contains("queues.night: the queue leaves", "is live.");
        assertThat(releases.latest(1).get(0).warnings()).anyMatch(ReleaseFinding::asksFirst);
    }

    @Test
    @DisplayName(
            "the page takes of the program's files those that are ticked; without a tick it releases nothing and says so")
    void tick(@TempDir Path directory) throws Exception {
        change(directory, "<!-- for the tick -->");
        Files.createDirectories(directory.resolve("processes"));
        Files.writeString(
                directory.resolve("processes/birthday.bpmn"),
                Files.readString(Path.of("processes/birthday.bpmn"))
                        .replace("</bpmn:definitions>", "<!-- changed --></bpmn:definitions>"));
        assertThat(command("dana", "deploy", directory.toString(), "--message", "two files")
                        .exit())
                .isZero();
        long before = releases.latest(1).get(0).number();

        HttpResponse<String> without = take("note=the+program%27s");
        assertThat(without.statusCode()).isEqualTo(400);
        assertThat(Jsoup.parse(without.body()).select("#fault").text()).isEqualTo("Choose at least one file.");
        assertThat(releases.latest(1).get(0).number()).isEqualTo(before);

        assertThat(take("note=the+program%27s&path=" + MESSAGE).statusCode()).isEqualTo(303);
        ReleaseFiles live = releases.files(releases.latest(1).get(0).number());
        assertThat(live.at(MESSAGE).orElseThrow().text()).isEqualTo(Files.readString(Path.of(MESSAGE)));
        assertThat(live.at("processes/birthday.bpmn").orElseThrow().text()).contains("<!-- changed -->");
    }

    private HttpResponse<String> take(String form) {
        OverHttp http = new OverHttp(port);
        HttpResponse<String> page = http.send(http.as("demo", "/operations/releases"));
        String token = Jsoup.parse(page.body()).select("input[name=_csrf]").val();
        String base = Jsoup.parse(page.body())
                .select("form[action$=/shipped] input[name=base]")
                .val();
        String cookie = page.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
        return http.send(http.as("demo", "/operations/releases/shipped")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Cookie", cookie)
                .POST(HttpRequest.BodyPublishers.ofString(
                        form + "&base=" + base + "&_csrf=" + URLEncoder.encode(token, StandardCharsets.UTF_8))));
    }

    @Test
    @DisplayName(
            "with --prune a directory is live over the program's files, and nothing else: what somebody had changed is as"
                    + " the program ships it")
    void prune(@TempDir Path first, @TempDir Path second) throws Exception {
        change(first, "<!-- by command -->");
        Files.createDirectories(first.resolve("processes"));
        Files.writeString(first.resolve("processes/test-pruned.bpmn"), Models.brief("test-pruned", "customer.updated"));
        assertThat(command("dana", "deploy", first.toString(), "--message", "two files")
                        .exit())
                .isZero();
        Files.createDirectories(second.resolve("forms"));
        Files.copy(Path.of("forms/welcome-call.form"), second.resolve("forms/welcome-call.form"));

        Said asked = command("dana", "deploy", second.toString(), "--message", "alone", "--prune");
        assertThat(asked.exit()).as("nobody was asked").isEqualTo(2);
        Said pruned = command("dana", "deploy", second.toString(), "--message", "alone", "--prune", "--yes");
        assertThat(pruned.text())
                .contains("changed  " + MESSAGE)
                .contains("removed  processes/test-pruned.bpmn")
                .contains("is live.");
        ReleaseFiles live = releases.files(releases.latest(1).get(0).number());
        assertThat(live.at(MESSAGE).orElseThrow().text()).isEqualTo(Files.readString(Path.of(MESSAGE)));
        assertThat(live.at("processes/onboarding.bpmn")).isPresent();
    }

    @Test
    @DisplayName("programs read what is live, was live, and each file of it")
    void read() {
        OverHttp http = new OverHttp(port);
        assertThat(http.send(http.as("dana", "/releases")).body())
                .contains("\"number\":1")
                .contains("\"live\":true");
        assertThat(http.send(http.as("dana", "/releases/live")).body())
                .contains("process onboarding")
                .contains("step sendMessage");
        assertThat(http.send(http.as("dana", "/releases/1/file?path=processes/onboarding.bpmn"))
                        .body())
                .contains("<bpmn:process id=\"onboarding\"");
        assertThat(http.send(http.as("dana", "/releases/999999")).statusCode()).isEqualTo(404);
        assertThat(http.send(http.as("clara", "/releases")).statusCode()).isEqualTo(403);
        HttpResponse<String> path = http.send(
                http.json("dana", "POST", "/releases", "{\"message\":\"x\",\"files\":{\"../processes/x.bpmn\":\"\"}}"));
        assertThat(path.statusCode()).isEqualTo(400);
    }

    @Test
    @DisplayName(
            "a program previews files, and releases them on the release that it previewed alone: not on what came between")
    void base(@TempDir Path directory) throws Exception {
        OverHttp http = new OverHttp(port);
        String files = "{\"" + MESSAGE + "\":\""
                + Base64.getEncoder()
                        .encodeToString(
                                (Files.readString(Path.of(MESSAGE)) + "<!-- mine -->").getBytes(StandardCharsets.UTF_8))
                + "\"}";
        HttpResponse<String> seen =
                http.send(http.json("dana", "POST", "/releases", "{\"preview\":true,\"files\":" + files + "}"));
        assertThat(seen.statusCode()).isEqualTo(200);
        long base = releases.latest(1).get(0).number();
        assertThat(seen.body()).contains("\"release\":" + base, "\"made\":false", MESSAGE);

        change(directory, "<!-- hers -->");
        command("dana", "deploy", directory.toString(), "--message", "another's");
        String meant = "{\"message\":\"mine\",\"files\":" + files + ",\"base\":";
        HttpResponse<String> refused = http.send(http.json("dana", "POST", "/releases", meant + base + "}"));
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("release " + (base + 1) + " was made while this one was checked");
        assertThat(releases.latest(1).get(0).message()).isEqualTo("another's");

        assertThat(http.send(http.json("dana", "POST", "/releases", meant + (base + 1) + "}"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(releases.latest(1).get(0).message()).isEqualTo("mine");
    }

    @Test
    @DisplayName("operators see who released what and why, and what comes with the program and differs")
    void page(@TempDir Path directory) throws Exception {
        change(directory, "<!-- for the page -->");
        command("dana", "deploy", directory.toString(), "--message", "for the page");
        OverHttp http = new OverHttp(port);
        Document page =
                Jsoup.parse(http.send(http.as("demo", "/operations/releases")).body());
        assertThat(page.select("#releases tbody tr")).as(page.text()).isNotEmpty();
        assertThat(page.select("#releases tbody tr").get(0).text())
                .contains("dana")
                .contains("for the page");
        assertThat(page.select("#unloaded")).isEmpty();
        assertThat(page.select("input[name=path]").eachAttr("value")).contains(MESSAGE);
        assertThat(page.select("form pre").text()).contains("for the page");
        assertThat(http.send(http.as("dana", "/operations/releases")).statusCode())
                .isEqualTo(403);
        Document chinese =
                Jsoup.parse(http.send(http.as("demo", "/operations/releases").header("Accept-Language", "zh-CN"))
                        .body());
        assertThat(chinese.select("h2").text()).contains("当前生效");
    }

    @Test
    @DisplayName(
            "a rollback and a retirement read otherwise than a deployment: on the page, in both languages, over REST, by command")
    void actions(@TempDir Path directory) throws Exception {
        long before = releases.latest(1).get(0).number();
        Files.createDirectories(directory.resolve("processes"));
        Files.writeString(
                directory.resolve("processes/test-action.bpmn"), Models.brief("test-action", "customer.updated"));
        command("dana", "deploy", directory.toString(), "--message", "comes");
        command("dana", "retire", "test-action", "--message", "goes", "--yes");
        command("dana", "rollback", String.valueOf(before + 1), "--message", "comes back", "--yes");

        String listed = command("dana", "releases").text();
        assertThat(listed)
                .containsPattern(
                        "\\* " + (before + 3) + " .* dana +command, rollback to " + (before + 1) + " +comes back");
        assertThat(listed).containsPattern(" " + (before + 2) + " .* dana +command, retired +goes");
        assertThat(listed).containsPattern(" " + (before + 1) + " .* dana +command, deployed +comes");
        OverHttp http = new OverHttp(port);
        assertThat(http.send(http.as("dana", "/releases/live")).body())
                .contains("\"action\":\"rollback\"", "\"rolledBackTo\":" + (before + 1));
        assertThat(sources(http, "en"))
                .startsWith("command · rollback to " + (before + 1), "command · retired", "command · deployed");
        assertThat(sources(http, "zh-CN")).startsWith("命令 · 回滚到 " + (before + 1), "命令 · 撤下", "命令 · 部署");
        command("dana", "retire", "test-action", "--message", "goes", "--yes");
    }

    private static List<String> sources(OverHttp http, String language) {
        return Jsoup.parse(http.send(http.as("demo", "/operations/releases").header("Accept-Language", language))
                        .body())
                .select("#releases tbody tr td:nth-child(4)")
                .eachText();
    }

    @Test
    @DisplayName(
            "the page says what came of a release to who made it, and not because a link says so; a slash behind is no fault")
    void again() {
        OverHttp http = new OverHttp(port);
        HttpResponse<String> slash = http.send(http.as("demo", "/operations/releases/"));
        assertThat(slash.statusCode()).isEqualTo(308);
        assertThat(slash.headers().firstValue("Location").orElse("")).endsWith("/operations/releases");
        assertThat(http.send(http.as("dana", "/operations/releases/")).statusCode())
                .isEqualTo(403);
        assertThat(Jsoup.parse(http.send(http.as("demo", "/operations/releases?outcome=made"))
                                .body())
                        .select(".outcome"))
                .isEmpty();
        StaffBrowser demo = new StaffBrowser(port, "demo", "en-GB");
        Document page = demo.page("/operations/releases");
        long live = Long.parseLong(page.select("#releases tbody tr td").first().text());
        String path = "/operations/releases/again";
        Map<String, String> again = Map.of(
                "number",
                String.valueOf(live),
                "base",
                String.valueOf(live),
                "note",
                "as it is",
                "form",
                UUID.randomUUID().toString());
        assertThat(demo.follow(demo.post(page, path, again)).select(".outcome").text())
                .isEqualTo("Nothing has changed.");
        assertThat(demo.follow(demo.post(page, path, again)).select(".outcome").text())
                .startsWith("This form was sent before");
    }

    @Test
    @DisplayName(
            "the page shows what an earlier release would change before it is released again, and refuses it once another one"
                    + " is live")
    void seenFirst(@TempDir Path directory) throws Exception {
        long earlier = releases.latest(1).get(0).number();
        change(directory, "<!-- later -->");
        command("dana", "deploy", directory.toString(), "--message", "later");
        StaffBrowser demo = new StaffBrowser(port, "demo", "en-GB");
        String address = demo.page("/operations/releases")
                .select("#releases a[href$=number=" + earlier + "]")
                .attr("href");
        Document seen = demo.page(address);
        assertThat(seen.select("#seen").text()).isEqualTo("Release " + earlier + " again");
        assertThat(seen.select("#changes li").eachText()).containsExactly("changed " + MESSAGE);
        assertThat(releases.latest(1).get(0).message()).as("nothing is made").isEqualTo("later");

        change(directory, "<!-- another's -->");
        command("dana", "deploy", directory.toString(), "--message", "another's");
        HttpResponse<String> late = demo.submit(seen, "form[action$=/again]", Map.of("note", "back to what it was"));
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(Jsoup.parse(late.body()).select("#fault").text())
                .contains("release " + (earlier + 2) + " was made while this one was checked");
        assertThat(releases.latest(1).get(0).message()).isEqualTo("another's");

        HttpResponse<String> made =
                demo.submit(demo.page(address), "form[action$=/again]", Map.of("note", "back to what it was"));
        assertThat(demo.follow(made).select(".outcome").text()).startsWith("Done");
        assertThat(releases.latest(1).get(0).rolledBackTo()).isEqualTo(earlier);
        assertThat(demo.page("/operations/releases/again?number=" + (earlier + 3))
                        .select("section:has(#seen) .empty")
                        .text())
                .startsWith("Nothing would change");
        assertThat(demo.get("/operations/releases/again?number=0").statusCode()).isEqualTo(404);
    }

    @Test
    @DisplayName("nobody deletes, redeploys or suspends what is live past a release, administrators included")
    void pastReleases() {
        OverHttp http = new OverHttp(port);
        ProcessDefinition onboarding = repository
                .createProcessDefinitionQuery()
                .processDefinitionKey("onboarding")
                .latestVersion()
                .singleResult();
        String deployment = "/engine-rest/deployment/" + onboarding.getDeploymentId();
        String suspended = "{\"suspended\": true}";
        for (HttpRequest.Builder request : List.of(
                http.as("demo", deployment + "?cascade=true").DELETE(),
                http.json("demo", "POST", deployment + "/redeploy", "{}"),
                http.json("demo", "PUT", "/engine-rest/process-definition/key/onboarding/suspended", suspended),
                http.json(
                        "demo",
                        "PUT",
                        "/engine-rest/process-definition/" + onboarding.getId() + "/suspended",
                        suspended))) {
            HttpResponse<String> answer = http.send(request);
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).containsAnyOf("the command retire", "the command rollback");
        }
        assertThat(http.send(http.json("demo", "POST", deployment + "/redeploy", "{}")
                                .header("Accept-Language", "zh-CN"))
                        .body())
                .as("in the reader's language, in Cockpit, too")
                .contains("请使用命令 rollback");
        assertThat(repository
                        .createProcessDefinitionQuery()
                        .processDefinitionId(onboarding.getId())
                        .active()
                        .count())
                .isOne();
    }

    @Test
    @DisplayName("a difference is told by the lines that differ")
    void difference() {
        assertThat(NotTakenFiles.difference("a\nb\nc\nd", "a\nB\nc\nd")).containsExactly("- b", "+ B");
        assertThat(NotTakenFiles.difference("a", "a\nb")).containsExactly("+ b");
    }
}
