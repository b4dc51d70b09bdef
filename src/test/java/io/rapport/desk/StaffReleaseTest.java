package io.rapport.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.release.Author;
import io.rapport.release.Release;
import io.rapport.release.ReleaseFile;
import io.rapport.release.ReleaseFinding;
import io.rapport.release.ReleaseOutcome;
import io.rapport.release.ReleaseRefused;
import io.rapport.release.Releases;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import io.rapport.testing.Ungated;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@RapportTest
@DisplayName("A release with processes/staff.yaml")
@Tag("slow")
class StaffReleaseTest {

    private static final Author DESIGNER = new Author("dana", false);
    private static final Author ADMINISTRATOR = new Author("demo", true);
    private static final String ROUTING = "processes/staff-routing.dmn";
    private static final String VIP = "  vip:\n    title: {en: Important customers, zh: 重要客户}\n";
    private static final String MEMBERS = "members:\n  vera: {groups: [vip]}\n";

    @LocalServerPort
    private int port;

    @Autowired
    private Releases releases;

    @Autowired
    private LiveStaff live;

    @Autowired
    private IdentityService identity;

    @Autowired
    private FilterService filters;

    @Autowired
    private TaskService tasks;

    @Autowired
    private UnroutedTasks unrouted;

    @Autowired
    private Shop shop;

    @Autowired
    private Journeys journeys;

    @Autowired
    private RepositoryService repository;

    private String deployment;
    private String staff;
    private String routing;

    @BeforeEach
    void shipped() throws IOException {
        staff = Files.readString(Path.of(StaffFile.PATH));
        routing = Files.readString(Path.of(ROUTING));
    }

    @AfterEach
    void asItWas() {
        if (deployment != null) {
            repository.deleteDeployment(deployment, true);
        }
        release(ADMINISTRATOR, file(StaffFile.PATH, staff), file(ROUTING, routing));
        identity.deleteUser("vera");
    }

    @Test
    @DisplayName("brings a queue and the row that routes to it, by a designer, without a restart")
    void queueAndRow() {
        release(DESIGNER, file(StaffFile.PATH, staff + VIP), file(ROUTING, toVip()));

        assertThat(live.queues()).extracting(StaffQueue::id).contains("vip");
        assertThat(filters.createTaskFilterQuery().list())
                .extracting(Filter::getName)
                .anyMatch(name -> name.startsWith("Important customers"));
        assertThat(identity.createGroupQuery().groupId("vip").count()).isOne();
    }

    @Test
    @DisplayName("takes the file by its name alone, as the Modeler sends it")
    void byName() {
        release(DESIGNER, file("staff.yaml", staff + VIP));

        assertThat(live.isQueue("vip")).isTrue();
    }

    @Test
    @DisplayName("is refused where a row routes to a queue that is not there")
    void unknownQueue() {
        assertThatThrownBy(() -> release(DESIGNER, file(ROUTING, toVip())))
                .isInstanceOf(ReleaseRefused.class)
                .hasMessageContaining("names the queue 'vip', which is not there")
                .hasMessageContaining("Name one of the queues");
    }

    @Test
    @DisplayName(
            "fails no task where a row works out a queue that is not there: the fallback queue gets it, and the page says why")
    void workedOutQueue() throws Exception {
        release(DESIGNER, file(StaffFile.PATH, staff.replace("fallback: care", "fallback: retention")));
        // the gate asks a table for each case that its rules name; what it cannot see comes past it
        deployment = Ungated.deploy(
                repository,
                repository
                        .createDeployment()
                        .addString(
                                "staff-routing.dmn",
                                routing.replace("<text>\"complaints\"</text>", "<text>\"com\" + \"plaint\"</text>")));
        String customer = shop.customer();
        String complaint = shop.complaint(customer, "email", "The lid is broken.", shop.order(customer, 40));
        Task task = journeys.task("complaint:" + complaint, "investigate");

        assertThat(tasks.getIdentityLinksForTask(task.getId()))
                .extracting(IdentityLink::getGroupId)
                .containsExactly("retention");
        assertThat(task.getDueDate()).isNotNull();
        assertThat(unrouted.open())
                .filteredOn(one -> one.task().equals("investigate"))
                .extracting(UnroutedTasks.Unrouted::problem)
                .contains("the table staff-routing gives the queue 'complaint', which is not there");
        HttpResponse<String> page = get("/operations/staff", "en");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("the queue &#39;complaint&#39;, which is not there", "id=\"unrouted\"");
        assertThat(get("/operations/staff", "zh-CN").body())
                .contains("决策表 staff-routing 给出：不存在的队列“complaint”")
                .doesNotContain("which is not there");
    }

    private HttpResponse<String> get(String path, String language) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                                .header("Accept-Language", language)
                                .header(
                                        "Authorization",
                                        "Basic "
                                                + Base64.getEncoder()
                                                        .encodeToString("demo:demo".getBytes(StandardCharsets.UTF_8)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    @DisplayName("is refused where it takes away a queue to which a row still routes, and where a step names it")
    void queueStillNamed() {
        release(DESIGNER, file(StaffFile.PATH, staff + VIP), file(ROUTING, toVip()));

        assertThatThrownBy(() -> release(DESIGNER, file(StaffFile.PATH, staff)))
                .isInstanceOf(ReleaseRefused.class)
                .hasMessageContaining(ROUTING)
                .hasMessageContaining("names the queue 'vip', which is not there");
        assertThatThrownBy(() -> release(
                        ADMINISTRATOR,
                        file(StaffFile.PATH, staff.replace("complaints-lead", "heads") + VIP),
                        file(ROUTING, toVip().replace("complaints-lead", "heads"))))
                .isInstanceOf(ReleaseRefused.class)
                .hasMessageContaining("there is no queue 'complaints-lead'");
        assertThat(live.isQueue("vip")).isTrue();
    }

    @Test
    @DisplayName("is refused where a designer changes who is who, and taken from an administrator")
    void members() {
        assertThatThrownBy(() -> release(DESIGNER, file(StaffFile.PATH, staff + VIP + MEMBERS)))
                .isInstanceOf(ReleaseRefused.class)
                .hasMessageContaining("members.vera: only an administrator changes members and their deputies");
        assertThat(live.isQueue("vip")).isFalse();

        release(ADMINISTRATOR, file(StaffFile.PATH, staff + VIP + MEMBERS));
        assertThat(identity.createGroupQuery()
                        .groupMember("vera")
                        .groupId("vip")
                        .count())
                .isOne();

        // what a designer leaves as it is may come along
        release(DESIGNER, file(StaffFile.PATH, staff + VIP.replace("Important", "Best") + MEMBERS));
        assertThat(live.queue("vip").orElseThrow().titles()).containsEntry("en", "Best customers");
    }

    @Test
    @DisplayName("warns where the table loses the row of a task that a journey still has, so that its last row decides")
    void taskWithoutARow() {
        String fewer = routing.replace("\"welcome-call\"", "\"no-such-task\"");
        assertThat(fewer).isNotEqualTo(routing);

        assertThat(release(DESIGNER, file(ROUTING, fewer)).findings())
                .extracting(ReleaseFinding::file, ReleaseFinding::rule, ReleaseFinding::element)
                .contains(tuple("processes/onboarding.bpmn", "routing-unnamed", "welcome-call"));
    }

    @Test
    @DisplayName("says who and what leaves, and with how many open tasks a queue is retired")
    void departures() {
        String people = "groups:\n  team:\n    title: {en: Team, zh: 团队}\n";
        release(
                ADMINISTRATOR,
                file(
                        StaffFile.PATH,
                        staff + VIP + people + "members:\n  vera: {first-name: Vera, groups: [vip, team]}\n"));
        String customer = shop.customer();
        String complaint = shop.complaint(customer, "email", "The lid is broken.", shop.order(customer, 40));
        Task task = journeys.task("complaint:" + complaint, "investigate");
        tasks.addCandidateGroup(task.getId(), "vip");

        ReleaseOutcome asked = releases.put(
                new Releases.Wish(ADMINISTRATOR, Release.COMMAND, "a test", false, true),
                List.of(file(StaffFile.PATH, staff)),
                false);
        assertThat(asked.made()).as("somebody is to be asked first").isFalse();
        assertThat(live.isQueue("vip")).isTrue();

        ReleaseOutcome outcome = release(ADMINISTRATOR, file(StaffFile.PATH, staff));
        assertThat(outcome.made()).isTrue();
        assertThat(outcome.findings())
                .isEqualTo(asked.findings())
                .filteredOn(ReleaseFinding::asksFirst)
                .extracting(ReleaseFinding::place, ReleaseFinding::problem)
                .containsExactly(
                        tuple(
                                "queues.vip",
                                "the queue is retired, with 1 open task: its members finish it, and no new one comes"),
                        tuple("groups.team", "the group leaves"),
                        tuple("members.vera", "'vera' is a member no longer, and leaves team"));
        tasks.deleteCandidateGroup(task.getId(), "vip");

        // one that takes nothing away asks nobody
        assertThat(releases.put(
                                new Releases.Wish(DESIGNER, Release.COMMAND, "a test", false, true),
                                List.of(file(StaffFile.PATH, staff + VIP)),
                                false)
                        .made())
                .isTrue();
    }

    @Test
    @DisplayName("is refused with each fault of the file, its line and its fix")
    void faults() {
        assertThatThrownBy(() -> release(
                        ADMINISTRATOR, file(StaffFile.PATH, staff + VIP + "    lead: nobody\n    colour: red\n")))
                .isInstanceOf(ReleaseRefused.class)
                .hasMessageContaining("queues.vip: the lead 'nobody' is neither a queue nor a group of this file")
                .hasMessageContaining("there is no key 'colour' here");
    }

    @Test
    @DisplayName("is refused where a queue is to get a message that is not there, or is for customers")
    void notices() {
        assertThatThrownBy(() -> release(
                        DESIGNER, file(StaffFile.PATH, staff + VIP + "    notices: [complaint-refuse, welcome]\n")))
                .isInstanceOf(ReleaseRefused.class)
                .hasMessageContaining("queues.vip.notices: there is no message 'complaint-refuse' (did you mean"
                        + " 'complaint-refused'?)")
                .hasMessageContaining("the message 'welcome' is for customers");
    }

    @Test
    @DisplayName("is refused without the file: queues leave by leaving it")
    void withoutTheFile() {
        assertThatThrownBy(() -> releases.retire(
                        new Releases.Wish(ADMINISTRATOR, Release.COMMAND, "a test", false), List.of(StaffFile.PATH)))
                .isInstanceOf(ReleaseRefused.class)
                .hasMessageContaining("without this file there is no queue");
    }

    @Test
    @DisplayName("goes back by a release of the earlier set")
    void again() {
        long before = releases.latest(1).get(0).number();
        release(DESIGNER, file(StaffFile.PATH, staff + VIP));

        releases.again(new Releases.Wish(DESIGNER, Release.COMMAND, "back", false), before);

        assertThat(live.isQueue("vip")).isFalse();
        assertThat(identity.createGroupQuery().groupId("vip").count()).isZero();
    }

    @Test
    @DisplayName(
            "goes back by a designer over an administrator's change of people: queues go back, people stay, and it says so")
    void againOverPeople() {
        release(DESIGNER, file(StaffFile.PATH, staff + VIP.replace("Important", "Early")));
        long before = releases.latest(1).get(0).number();
        release(
                ADMINISTRATOR,
                file(
                        StaffFile.PATH,
                        staff + VIP + "  night:\n    title: {en: Night, zh: 夜班}\n"
                                + "members:\n  vera: {first-name: Vera, groups: [vip, night]}\n"));

        ReleaseOutcome outcome = releases.again(new Releases.Wish(DESIGNER, Release.COMMAND, "back", false), before);

        assertThat(outcome.made()).isTrue();
        assertThat(live.queue("vip").orElseThrow().titles()).containsEntry("en", "Early customers");
        assertThat(live.member("vera").orElseThrow().groups()).containsExactlyInAnyOrder("vip", "night");
        assertThat(identity.createGroupQuery().groupMember("vera").count()).isEqualTo(2);
        assertThat(outcome.findings()).extracting(ReleaseFinding::text).anySatisfy(text -> assertThat(text)
                .contains(
                        "queues and skills are the earlier ones; groups, members and who leads a queue stay",
                        "and with them the queues night",
                        "Let an administrator bring back the earlier ones"));

        releases.again(new Releases.Wish(ADMINISTRATOR, Release.COMMAND, "all of it", false), before);
        assertThat(live.member("vera")).isEmpty();
        assertThat(live.isQueue("night")).isFalse();
    }

    @Test
    @DisplayName("warns where the file does not say which queue gets what cannot be routed")
    void withoutFallback() {
        ReleaseOutcome outcome = release(DESIGNER, file(StaffFile.PATH, staff.replace("fallback: care\n", "")));

        assertThat(outcome.findings()).extracting(ReleaseFinding::text).anySatisfy(text -> assertThat(text)
                .contains("a task that cannot be routed goes to the first queue, care", "Write fallback: "));
        assertThat(live.fallback().map(StaffQueue::id)).contains("care");
    }

    @Test
    @DisplayName("warns where an administrator is made a member")
    void administratorsAmongMembers() {
        ReleaseOutcome outcome = release(
                ADMINISTRATOR, file(StaffFile.PATH, staff + "members:\n  demo: {first-name: Demo, groups: [care]}\n"));

        assertThat(outcome.findings()).extracting(ReleaseFinding::text).anySatisfy(text -> assertThat(text)
                .contains("members.demo: 'demo' is an administrator"));
    }

    @Test
    @DisplayName("comes over REST as the Modeler sends it: a designer's queue is taken, a lead of theirs is not")
    void overRest() throws Exception {
        HttpResponse<String> refused = deploy("dana", staff + VIP + "    lead: designers\n");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body())
                .contains("the lead 'designers' is neither a queue nor a group of this file", "staff.yaml");
        HttpResponse<String> ownLead = deploy("dana", staff + VIP + "    lead: care\n");
        assertThat(ownLead.statusCode()).isEqualTo(400);
        assertThat(ownLead.body()).contains("only an administrator changes who leads a queue");

        HttpResponse<String> taken = deploy("dana", staff + VIP);
        assertThat(taken.statusCode()).isEqualTo(200);
        assertThat(live.isQueue("vip")).isTrue();
        JsonNode answer = new ObjectMapper().readTree(taken.body());
        assertThat(answer.path("id").asText())
                .as("no deployment of the engine, and none of another release")
                .isEqualTo("release-" + answer.path("release").asLong());
        assertThat(answer.path("name").asText())
                .isEqualTo("Release " + answer.path("release").asLong());
        assertThat(deploy("demo", staff + VIP + "    lead: care\n").statusCode())
                .isEqualTo(200);
        assertThat(live.isLead("care")).isTrue();
        // clara works a queue and releases nothing
        assertThat(deploy("clara", staff).statusCode()).isEqualTo(403);
    }

    private HttpResponse<String> deploy(String login, String content) throws Exception {
        String body = "--b\r\nContent-Disposition: form-data; name=\"deployment-name\"\r\n\r\nqueues\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"data\"; filename=\"staff.yaml\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n" + content + "\r\n--b--\r\n";
        String basic = Base64.getEncoder().encodeToString((login + ":demo").getBytes(StandardCharsets.UTF_8));
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create("http://localhost:" + port + "/engine-rest/deployment/create"))
                                .header("Authorization", "Basic " + basic)
                                .header("Content-Type", "multipart/form-data; boundary=b")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private String toVip() {
        String rule = "staff-routing-rule-welcome-call-then-queue\">";
        int at = routing.indexOf("\"care\"", routing.indexOf(rule));
        String routed = routing.substring(0, at) + "\"vip\"" + routing.substring(at + "\"care\"".length());
        return routed.replace("\"care\",", "\"vip\",\"care\",");
    }

    private ReleaseOutcome release(Author author, ReleaseFile... files) {
        return releases.put(new Releases.Wish(author, Release.COMMAND, "a test", false), List.of(files), false);
    }

    private static ReleaseFile file(String path, String content) {
        return ReleaseFile.of(path, content.getBytes(StandardCharsets.UTF_8));
    }
}
