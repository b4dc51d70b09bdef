package io.rapport.release;

import static io.rapport.testing.Eventually.eventually;
import static io.rapport.testing.ReleaseOfStart.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.RapportApplication;
import io.rapport.app.CommandLine;
import io.rapport.calendar.BusinessClock;
import io.rapport.dates.DueEvents;
import io.rapport.desk.LiveStaff;
import io.rapport.desk.StaffUpdate;
import io.rapport.inbox.EventTypes;
import io.rapport.inbox.internal.EventProcessor;
import io.rapport.template.MessageTypes;
import io.rapport.testing.Gifts;
import io.rapport.testing.Journeys;
import io.rapport.testing.OverHttp;
import io.rapport.testing.RapportTest;
import io.rapport.testing.ReleaseOfStart;
import io.rapport.testing.Shop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.admin.Admin;
import org.camunda.bpm.admin.AdminRuntimeDelegate;
import org.camunda.bpm.cockpit.Cockpit;
import org.camunda.bpm.cockpit.CockpitRuntimeDelegate;
import org.camunda.bpm.engine.FormService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.tasklist.Tasklist;
import org.camunda.bpm.tasklist.TasklistRuntimeDelegate;
import org.camunda.bpm.welcome.Welcome;
import org.camunda.bpm.welcome.WelcomeRuntimeDelegate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.FileSystemUtils;

/** The second node is a newer program: it ships a message and a journey that differ. */
@RapportTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("Two nodes on one database")
@Tag("slow")
class NodesTest {

    private static final String MESSAGE = "messages/usage-tips/en.mjml";
    private static final String JOURNEY = "processes/win-back.bpmn";

    @Autowired
    private Releases releases;

    @Autowired
    private NodeRelease one;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private TaskService tasks;

    @Autowired
    private StaffUpdate staff;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private Environment environment;

    @LocalServerPort
    private int port;

    private ConfigurableApplicationContext other;
    private Runnable webAppsAgain = () -> {};
    private NodeRelease two;
    private long releaseOfUpgrade;

    @BeforeAll
    void start(@TempDir Path shipped) throws IOException {
        // somebody has changed the journey that the newer program changes, too
        releases.put(
                wish("a designer's"),
                List.of(ReleaseFile.of(JOURNEY, Files.readString(Path.of(JOURNEY)) + "<!-- a designer's -->")),
                false);
        for (String folder : ShippedFiles.FOLDERS) {
            FileSystemUtils.copyRecursively(Path.of(folder), shipped.resolve(folder));
        }
        for (String file : List.of(MESSAGE, JOURNEY)) {
            Files.writeString(shipped.resolve(file), Files.readString(Path.of(file)) + "<!-- newer -->");
        }
        webAppsAgain = webAppsOfThisNode();
        other = new SpringApplicationBuilder(RapportApplication.class)
                .run(
                        "--server.port=0",
                        "--spring.datasource.url=" + environment.getRequiredProperty("spring.datasource.url"),
                        "--spring.datasource.hikari.maximum-pool-size=6",
                        "--rapport.embedded=false",
                        "--rapport.mailbox.port=0",
                        "--rapport.link-secret=only-for-tests-0123456789abcdef0123456789abcdef",
                        "--rapport.link-secrets-before=only-for-tests-before-0123456789abcdef0123456789",
                        // SHA-256 of demo-key
                        "--rapport.api-keys.demo=c48a01f49fd0f2cc404bc3cbbc80e91457a3d41bb429a695243de4c61794155c",
                        "--rapport.shipped-models=file:" + shipped + "/",
                        "--rapport.inbox.workers=0",
                        "--rapport.messaging.workers=0",
                        "--rapport.dates.poll=0s",
                        "--rapport.segments.poll=0s",
                        "--rapport.panel.poll=0s",
                        "--rapport.loyalty.poll=0s",
                        "--rapport.relationship.poll=0s",
                        "--rapport.retention.from=00:00",
                        "--rapport.retention.until=00:00",
                        "--camunda.bpm.job-execution.enabled=false",
                        // both run in one process, where an engine is known by its name
                        "--camunda.bpm.process-engine-name=two");
        // tests say when it looks
        other.getBean(ReleaseWatch.class).stop();
        two = other.getBean(NodeRelease.class);
        releaseOfUpgrade = two.number();
    }

    @AfterAll
    void stop() {
        if (other != null) {
            other.close();
            webAppsAgain.run();
        }
    }

    /**
     * Camunda's web apps know one application a process: the one that started last, and none once that has ended.
     *
     * @return makes them know those again that they know now
     */
    private static Runnable webAppsOfThisNode() {
        CockpitRuntimeDelegate cockpit = Cockpit.getRuntimeDelegate();
        TasklistRuntimeDelegate tasklist = Tasklist.getRuntimeDelegate();
        AdminRuntimeDelegate admin = Admin.getRuntimeDelegate();
        WelcomeRuntimeDelegate welcome = Welcome.getRuntimeDelegate();
        return () -> {
            Cockpit.setCockpitRuntimeDelegate(cockpit);
            Tasklist.setTasklistRuntimeDelegate(tasklist);
            Admin.setAdminRuntimeDelegate(admin);
            Welcome.setRuntimeDelegate(welcome);
        };
    }

    @AfterEach
    void asAtTheStart() {
        ReleaseOfStart.again(releases);
        // the queue of gifts, if nobody needs it any more
        staff.cleanUp();
    }

    @Test
    @DisplayName(
            "take what a newer program ships, where nobody has changed it; what somebody changed stays, and is told")
    void upgrade() {
        ReleaseFiles released = releases.files(releaseOfUpgrade);
        assertThat(released.at(MESSAGE).orElseThrow().text()).endsWith("<!-- newer -->");
        assertThat(released.at(JOURNEY).orElseThrow().text()).endsWith("<!-- a designer's -->");
        assertThat(releases.find(releaseOfUpgrade).orElseThrow().by()).isEqualTo("system");
        releases.again(wish("as after the upgrade"), releaseOfUpgrade);
        assertThat(two.follow()).isTrue();
        ReleaseStart start = other.getBean(ReleaseStart.class);
        assertThat(start.notTaken().keySet()).extracting(ReleaseFile::path).containsExactly(JOURNEY);
        assertThat(start.notTaken()).containsValue(JOURNEY);

        start.take(wish("the program's"), List.of(JOURNEY));
        assertThat(one.follow()).isTrue();
        assertThat(one.files().at(JOURNEY).orElseThrow().text()).endsWith("<!-- newer -->");
        assertThat(start.notTaken().keySet()).extracting(ReleaseFile::path).doesNotContain(JOURNEY);
    }

    @Test
    @DisplayName("hold the same: work that comes before a node has followed is not done, and counts no try")
    void follows() {
        releases.put(wish("test"), List.of(ReleaseFile.of(MESSAGE, read(MESSAGE) + "<!-- changed -->")), false);
        assertThatThrownBy(two::hold).isInstanceOf(ReleaseNotLoaded.class);
        assertThat(two.takesWork()).isFalse();
        assertThat(two.follow()).isTrue();
        assertThat(two.number()).isEqualTo(one.number());
        two.hold();
    }

    @Test
    @DisplayName(
            "answer as one from the moment of the switch: the one that is behind loads it before it refuses anything")
    void behind(@TempDir Path directory) throws IOException {
        Gifts.write(directory);
        String type = "test.late." + Journeys.newId("t");
        ReleaseFile late = ReleaseFile.of(
                "processes/" + type + ".asyncapi.yaml",
                Files.readString(directory.resolve("processes/test-gifts.asyncapi.yaml"))
                        .replace("testGiftChosen", "late")
                        .replace(Gifts.CHOSEN, type));
        String customer = shop.customer();
        journeys.accept(Journeys.newId("e"), "customer.updated", customer, Map.of());
        assertThat(two.follow()).isTrue();
        settleOnOther();
        List<ReleaseFile> files = new ArrayList<>(ShippedFiles.read(directory));
        files.add(late);
        releases.put(wish("gifts"), files, false);
        assertThat(two.number()).isLessThan(one.number());
        assertThat(answerOfOther(type, customer)).isEqualTo(202);
        assertThat(two.number()).isEqualTo(one.number());
        // what starts journeys is that of the release, too
        journeys.accept(Journeys.newId("e"), Gifts.CHOSEN, customer, Map.of("size", 1));
        settleOnOther();
        String task = journeys.task("customer:" + customer, "pack-gift").getId();

        releases.put(wish("test"), List.of(ReleaseFile.of(MESSAGE, read(MESSAGE) + "<!-- changed -->")), false);
        // both run in one process, where the engine's REST API is that of the first
        other.getBean(FormService.class).submitTaskForm(task, Map.of("giftPacked", true));
        assertThat(two.number()).isEqualTo(one.number());
        assertThat(answerOfOther("test.gift.lost", customer)).isEqualTo(400);
        journeys.event("customer.confirmed", customer, Map.of());
        assertThat(journeys.messages(customer)).contains("test-gift");
    }

    private void settleOnOther() {
        EventProcessor processor = other.getBean(EventProcessor.class);
        while (processor.handleNext() > 0 || processor.handleUnmatched() > 0) {
            // until nothing is left
        }
    }

    /** What the other node answers to an event. */
    private int answerOfOther(String type, String customer) {
        String event =
                """
                {"specversion": "1.0", "id": "%s", "source": "urn:test", "type": "%s", "subject": "customer:%s",
                 "data": {"size": 1}}"""
                        .formatted(Journeys.newId("e"), type, customer);
        int otherPort = other.getEnvironment().getProperty("local.server.port", Integer.class);
        return new OverHttp(otherPort)
                .send(HttpRequest.newBuilder(URI.create("http://localhost:" + otherPort + "/api/events"))
                        .header("Authorization", "Bearer demo-key")
                        .header("Content-Type", "application/cloudevents+json")
                        .POST(HttpRequest.BodyPublishers.ofString(event)))
                .statusCode();
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("release at once: one wins, the other is told, and may do it again")
    void atOnce() {
        Releases others = other.getBean(Releases.class);
        two.follow();
        ReleaseFile mine = ReleaseFile.of(MESSAGE, read(MESSAGE) + "<!-- mine -->");
        assertThatThrownBy(() -> releases.release(wish("mine"), edit -> {
                    others.put(
                            wish("the other's"),
                            List.of(ReleaseFile.of(JOURNEY, read(JOURNEY) + "<!-- the other's -->")),
                            false);
                    edit.put(List.of(mine));
                }))
                .isInstanceOf(ReleaseOvertaken.class);
        assertThat(releases.put(wish("mine"), List.of(mine), false).made()).isTrue();
        assertThat(one.files().at(JOURNEY).orElseThrow().text()).endsWith("<!-- the other's -->");
    }

    @Test
    @DisplayName("go on without one that cannot load what is live: it takes no work, is not ready, and says why")
    void cannotLoad(@TempDir Path directory) throws IOException {
        Gifts.write(directory);
        releases.put(wish("gifts"), ShippedFiles.read(directory), false);
        String staffed = gift();
        String customer = shop.customer();
        String order = shop.order(customer, 20);
        releases.put(
                wish("needs a newer program"),
                List.of(ReleaseFile.of(MESSAGE, read(MESSAGE) + "<!-- changed -->")),
                false);
        jdbc.sql("update rapport.release set needs = needs || '{step teleport}' where number = :number")
                .param("number", one.number())
                .update();
        try {
            assertThat(two.follow()).isFalse();
            assertThat(two.takesWork()).isFalse();
            assertThat(two.fault().orElse("")).contains("step teleport").contains("start a newer one");
            OverHttp http = new OverHttp(other.getEnvironment().getProperty("local.server.port", Integer.class));
            assertThat(http.send(http.as("demo", "/actuator/health/readiness")).statusCode())
                    .isEqualTo(503);
            assertThatThrownBy(() -> other.getBean(Releases.class)
                            .put(wish("from there"), List.of(ReleaseFile.of(MESSAGE, read(MESSAGE))), false))
                    .isInstanceOf(ReleaseNotLoaded.class)
                    .hasMessageContaining("step teleport");

            // what may be known to the release that it cannot load is neither taken nor refused
            assertThat(answerOfOther("test.gift.beamed", customer)).isEqualTo(503);
            String task = journeys.task("customer:" + staffed, "pack-gift").getId();
            assertThatThrownBy(() -> other.getBean(FormService.class).submitTaskForm(task, Map.of("giftPacked", true)))
                    .isInstanceOf(ReleaseNotLoaded.class);

            journeys.accept(Journeys.newId("e"), "order.delivered", customer, Map.of("orderId", order));
            assertThatThrownBy(() -> other.getBean(EventProcessor.class).handleNext())
                    .isInstanceOf(ReleaseNotLoaded.class);
            assertThat(jdbc.sql("select max(attempts) from rapport.inbox_event where customer_id = :customer")
                            .param("customer", customer)
                            .query(Integer.class)
                            .single())
                    .isZero();
            journeys.settle();
        } finally {
            jdbc.sql("update rapport.release set needs = array_remove(needs, 'step teleport')")
                    .update();
        }
        assertThat(two.follow()).isTrue();
        assertThat(two.fault()).isEmpty();
        journeys.complete(journeys.task("customer:" + staffed, "pack-gift"), Map.of("giftPacked", true));
        journeys.event("customer.confirmed", staffed, Map.of());
    }

    @Test
    @DisplayName("load a release in which they find what its maker let pass, and say what they found")
    void findings() {
        assertThat(one.follow()).isTrue();
        assertThat(two.follow()).isTrue();
        assertThat(two.findings()).isEmpty();
        ReleaseFile changed = ReleaseFile.of(MESSAGE, read(MESSAGE) + "<!-- let pass -->");
        releases.put(wish("let pass"), List.of(changed), false);
        jdbc.sql("update rapport.release_content set content = :content where hash = :hash")
                .param("content", (read(MESSAGE) + "behind the end").getBytes(StandardCharsets.UTF_8))
                .param("hash", changed.hash())
                .update();

        assertThat(two.follow()).isTrue();
        assertThat(two.findings())
                .extracting(ReleaseFinding::text)
                .anySatisfy(text -> assertThat(text).contains(MESSAGE).contains("line "));

        releases.put(wish("as it was"), List.of(ReleaseFile.of(MESSAGE, read(MESSAGE))), false);
        assertThat(two.follow()).isTrue();
        assertThat(two.findings()).isEmpty();
    }

    @Test
    @DisplayName(
            "take a journey with its own event type, queue, form, message in two languages, date and table from a directory,"
                    + " over HTTP and without a restart; and its rollback leaves who is under way what they need")
    void wholeJourney(@TempDir Path directory) throws IOException {
        Gifts.write(directory);
        // the other node may have released since
        assertThat(one.follow()).isTrue();
        long before = one.number();

        assertThat(command("deploy", directory.toString(), "--message", "gifts"))
                .contains("added  processes/test-gift.bpmn")
                .contains("added  forms/test-pack-gift.form")
                .contains("Release " + (before + 1) + " is live.");
        assertThat(two.follow()).isTrue();
        assertThat(other.getBean(EventTypes.class).names()).contains(Gifts.CHOSEN, "date.test-gift-day");
        assertThat(other.getBean(MessageTypes.class).names()).contains("test-gift");
        assertThat(other.getBean(LiveStaff.class).isQueue(Gifts.QUEUE)).isTrue();
        String packed = gift();
        String unpacked = gift();
        journeys.complete(journeys.task("customer:" + packed, "pack-gift"), Map.of("giftPacked", true));
        onItsDay();

        assertThat(command("rollback", String.valueOf(before), "--message", "no gifts", "--yes"))
                .contains("retired  messages/test-gift/en.mjml")
                .contains("is live.");
        assertThat(two.follow()).isTrue();
        String later = shop.customer();
        journeys.event(Gifts.CHOSEN, later, Map.of("size", 2));
        assertThat(journeys.isRunning(Gifts.JOURNEY, "customer:" + later)).isFalse();
        // the one has its message still to send, the other its task to do, with its form
        Task task = journeys.task("customer:" + unpacked, "pack-gift");
        OverHttp http = new OverHttp(other.getEnvironment().getProperty("local.server.port", Integer.class));
        assertThat(http.send(http.as("demo", "/engine-rest/task/" + task.getId() + "/deployed-form"))
                        .body())
                .contains("The gift is packed");
        journeys.complete(task, Map.of("giftPacked", true));
        for (String customer : List.of(packed, unpacked)) {
            journeys.event("customer.confirmed", customer, Map.of());
            assertThat(journeys.messages(customer)).contains("test-gift");
            assertThat(languageOf(customer)).startsWith("en");
        }
        assertThat(command("releases")).contains("gifts").contains("no gifts");
    }

    /** The other node raises the date of the release, a week before the birthday of a customer who reads Chinese. */
    private void onItsDay() {
        BusinessClock clockOfOther = other.getBean(BusinessClock.class);
        DueEvents due = other.getBean(DueEvents.class);
        Instant day = clock.instant().truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
        String customer = Journeys.newId("c");
        journeys.event(
                "customer.registered",
                customer,
                Map.of(
                        "firstName", "静",
                        "lastName", "陈",
                        "email", customer + "@example.com",
                        "locale", "zh-CN",
                        "timeZone", "UTC",
                        "birthday",
                                LocalDate.ofInstant(day, ZoneOffset.UTC)
                                        .plusDays(7)
                                        .withYear(1992)
                                        .toString()));
        gift(customer);
        journeys.complete(journeys.task("customer:" + customer, "pack-gift"), Map.of("giftPacked", true));
        due.raise();
        assertThat(journeys.messages(customer)).doesNotContain("test-gift");
        try {
            Instant tenOClock = day.plus(10, ChronoUnit.HOURS).plusSeconds(1);
            journeys.moveTo(tenOClock);
            clockOfOther.moveTo(tenOClock);
            due.raise();
            journeys.settle();
            assertThat(journeys.messages(customer)).contains("test-gift");
            assertThat(languageOf(customer)).isEqualTo("zh-CN");
        } finally {
            journeys.now();
            clockOfOther.moveBy(Duration.ZERO);
        }
    }

    /** @return what the message about the gift was written in, once it is sent */
    private String languageOf(String customer) {
        return eventually(
                        "the message is sent",
                        () -> jdbc.sql(
                                        """
                        select locale from rapport.outbox_message
                        where customer_id = :customer and message = 'test-gift' and state = 'sent'""")
                                .param("customer", customer)
                                .query(String.class)
                                .optional(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** @return the customer of a gift that is to be packed, in the box that the table says */
    private String gift() {
        return gift(shop.customer());
    }

    private String gift(String customer) {
        journeys.event(Gifts.CHOSEN, customer, Map.of("size", 4));
        Task task = journeys.task("customer:" + customer, "pack-gift");
        assertThat(tasks.getVariable(task.getId(), "box")).isEqualTo("large");
        assertThat(tasks.getIdentityLinksForTask(task.getId()))
                .extracting(IdentityLink::getGroupId)
                .contains(Gifts.QUEUE);
        return customer;
    }

    private String command(String... words) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        String[] all = new String[words.length + 6];
        System.arraycopy(words, 0, all, 0, words.length);
        List<String> login = List.of("--server", "http://localhost:" + port, "--user", "demo", "--password", "demo");
        for (int i = 0; i < login.size(); i++) {
            all[words.length + i] = login.get(i);
        }
        int exit = CommandLine.run(new PrintStream(said, true, StandardCharsets.UTF_8), all)
                .orElseThrow();
        String text = said.toString(StandardCharsets.UTF_8);
        assertThat(exit).as(text).isZero();
        return text;
    }
}
