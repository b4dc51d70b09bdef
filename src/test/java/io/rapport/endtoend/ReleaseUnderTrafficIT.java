package io.rapport.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.testing.Gifts;
import io.rapport.testing.Models;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Releases as designers make them, by the jar's own command and from a directory, while clients send events to two nodes on
 * one database. The second node is an older program: it lacks a step. Nothing fails, nothing is lost, no try is counted.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("A release under traffic")
class ReleaseUnderTrafficIT {

    /** No journey that is shipped names it. */
    private static final String STEP = "takeBackPoints";

    private static final String CLASS_OF_STEP = "BOOT-INF/classes/io/rapport/journey/step/TakeBackPointsStep.class";

    private static final int GIFTS = 8;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private PostgresServer postgres;
    private CountingMailServer mails;
    private RapportProcess one;
    private RapportProcess two;
    private List<RapportProcess> nodes;
    private String unpacked;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        postgres = new PostgresServer(Files.createDirectory(folder.resolve("postgres")));
        mails = new CountingMailServer();
        one = node(folder, "one");
        two = node(folder, "two").ofJar(older(folder.resolve("older.jar")));
        nodes = List.of(one, two);
        nodes.forEach(RapportProcess::launch);
        nodes.forEach(RapportProcess::awaitReady);
    }

    private RapportProcess node(Path folder, String name) throws IOException {
        return RapportProcess.production(Files.createDirectory(folder.resolve(name)), postgres.jdbcUrl(), mails.port());
    }

    /** The built program, as it was before a step was written. */
    private static Path older(Path jar) throws IOException {
        Files.copy(Path.of("target", "rapport.jar"), jar);
        try (FileSystem content = FileSystems.newFileSystem(jar, Map.of())) {
            Files.delete(content.getPath(CLASS_OF_STEP));
        }
        return jar;
    }

    @AfterAll
    void stop() throws IOException {
        if (nodes != null) {
            nodes.forEach(RapportProcess::close);
        }
        if (mails != null) {
            mails.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    @Test
    @DisplayName(
            "brings a whole journey to both nodes and takes it back, has an older node wait for what it does not know, and"
                    + " is found by a node that was away")
    void underTraffic(@TempDir Path gifts, @TempDir Path newer) throws Exception {
        long shipped = live(one);
        Gifts.write(gifts);
        try (ChaosLoad load = new ChaosLoad("r", nodes)) {
            load.awaitMoreAccepted(PATIENCE);
            wholeJourneyAndBack(gifts, shipped);
            load.awaitMoreAccepted(PATIENCE);
            olderProgram(newer);
            load.awaitMoreAccepted(PATIENCE);
            load.stop();
            compare(load);
        }
    }

    private void wholeJourneyAndBack(Path gifts, long shipped) {
        assertThat(one.command("deploy", gifts.toString(), "--message", "gifts"))
                .contains("added  processes/test-gift.bpmn")
                .contains("added  forms/test-pack-gift.form")
                .contains("Release " + (shipped + 1) + " is live.");
        for (int gift = 0; gift < GIFTS; gift++) {
            RapportProcess node = nodes.get(gift % 2);
            String language = gift % 4 < 2 ? "en" : "zh-CN";
            assertThat(node.event(
                            ChaosLoad.registered("g" + gift, "g" + gift).replace("\"en\"", "\"" + language + "\"")))
                    .isEqualTo(202);
            assertThat(node.event(ChaosLoad.event("chosen" + gift, Gifts.CHOSEN, "g" + gift, "{\"size\":4}")))
                    .isEqualTo(202);
        }
        one.await("all gifts are to be packed", PATIENCE, () -> tasks().size() == GIFTS);
        assertThat(one.query("select distinct v.text_ from rapport.act_ru_variable v where v.name_ = 'box'"))
                .containsExactly("large");
        assertThat(two.asOperator("GET", "/engine-rest/task/count?candidateGroup=" + Gifts.QUEUE, "")
                        .body())
                .contains("\"count\":" + GIFTS);
        assertThat(two.asOperator("GET", "/api/events/catalogue", "").body())
                .contains(Gifts.CHOSEN, "date.test-gift-day");
        // some have their message still to send, some their task to do
        List<String> tasks = tasks();
        tasks.subList(0, GIFTS / 2)
                .forEach(task -> assertThat(complete(two, task)).isEqualTo(200));

        assertThat(two.command("rollback", String.valueOf(shipped), "--message", "no gifts", "--yes"))
                .contains("retired  messages/test-gift/en.mjml")
                .contains("Release " + (shipped + 2) + " is live.");
        assertThat(one.event(ChaosLoad.event("late", Gifts.CHOSEN, "g0", "{\"size\":4}")))
                .isEqualTo(202);
        unpacked = tasks.get(GIFTS - 1);
        tasks.subList(GIFTS / 2, GIFTS - 1).forEach(task -> {
            assertThat(one.asOperator("GET", "/engine-rest/task/" + task + "/deployed-form", "")
                            .body())
                    .contains("The gift is packed");
            assertThat(complete(one, task)).isEqualTo(200);
        });
        IntStream.range(0, GIFTS).forEach(gift -> assertThat(nodes.get(gift % 2)
                        .event(ChaosLoad.event("confirmed" + gift, "customer.confirmed", "g" + gift, "{}")))
                .isEqualTo(202));
        one.await("all gifts are announced", PATIENCE, () -> one.query("select count(*) from rapport.outbox_message"
                        + " where message = 'test-gift' and state = 'sent'")
                .equals(List.of(String.valueOf(GIFTS - 1))));
        assertThat(
                        one.query(
                                "select distinct locale from rapport.outbox_message where message = 'test-gift' order by locale"))
                .containsExactly("en", "zh-CN");
        assertThat(one.query("select count(*) from rapport.journey where journey = '" + Gifts.JOURNEY + "'"))
                .containsExactly(String.valueOf(GIFTS));
    }

    private void olderProgram(Path newer) throws IOException {
        long before = live(one);
        Files.createDirectories(newer.resolve("processes"));
        Files.writeString(
                newer.resolve("processes/test-taken-back.bpmn"),
                Models.journey(
                                "test-taken-back",
                                "once",
                                "order.returned",
                                List.of(),
                                """
                                <sequenceFlow id="to-take" sourceRef="started" targetRef="take" />
                                <serviceTask id="take" name="Take back" camunda:delegateExpression="${%s}" />
                                <sequenceFlow id="to-done" sourceRef="take" targetRef="done" />
                                %s"""
                                        .formatted(STEP, Models.end("done")))
                        .replace("\"about\" value=\"customer\"", "\"about\" value=\"order\""));
        assertThat(one.command("deploy", newer.toString(), "--message", "needs a newer program"))
                .contains("is live.");
        two.await(
                "the older program is not ready",
                PATIENCE,
                () -> two.get("/actuator/health/readiness", false).statusCode() == 503);
        assertThat(one.get("/actuator/health/readiness", false).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = two.asOperator(
                "POST",
                "/releases",
                "{\"message\":\"from there\",\"files\":{\"processes/dates.yaml\":\"ZGF0ZXM6IHt9\"}}");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("step " + STEP).contains("start a newer one");
        assertThat(complete(two, unpacked)).isEqualTo(503);
        assertThat(complete(one, unpacked)).isEqualTo(200);
        // the other one does all the work
        String last = one.query("select max(seq) from rapport.inbox_event").get(0);
        one.await("what came meanwhile is done", PATIENCE, () -> one.query(
                        "select count(*) from rapport.inbox_event where state = 'waiting' and seq <= " + last)
                .equals(List.of("0")));

        two.close();
        one.command("rollback", String.valueOf(before), "--message", "for the older program", "--yes");
        two.start();
        assertThat(live(two)).isEqualTo(live(one));
    }

    /** @return the status of the answer; 200 for 204 */
    private static int complete(RapportProcess node, String task) {
        int status = node.asOperator(
                        "POST",
                        "/engine-rest/task/" + task + "/submit-form",
                        "{\"variables\":{\"giftPacked\":{\"value\":true,\"type\":\"Boolean\"}}}")
                .statusCode();
        return status == 204 ? 200 : status;
    }

    private List<String> tasks() {
        return one.query("select id_ from rapport.act_ru_task where task_def_key_ = 'pack-gift' order by id_");
    }

    private static long live(RapportProcess node) {
        try {
            JsonNode live = new ObjectMapper()
                    .readTree(node.asOperator("GET", "/releases/live", "").body());
            return live.at("/release/number").asLong();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void compare(ChaosLoad load) {
        one.await("everything is handled", () -> one.query(
                        """
                select (select count(*) from rapport.inbox_event where state = 'waiting')
                     + (select count(*) from rapport.outbox_message where state = 'queued' and due_at <= now())""")
                .equals(List.of("0")));
        Set<String> done = one.query("select id from rapport.inbox_event where state = 'done'").stream()
                .collect(Collectors.toSet());
        assertThat(done)
                .as("events that were accepted")
                .containsAll(load.accepted().keySet());
        assertThat(one.query("select id, state, reason from rapport.inbox_event where state <> 'done'"))
                .isEmpty();
        assertThat(one.query("select id, attempts, reason from rapport.inbox_event where attempts > 0"))
                .as("events that were tried more than once")
                .isEmpty();
        assertThat(one.query("select journey, state, attempts, reason from rapport.inbox_delivery"
                        + " where attempts > 0 or state not in ('open', 'done')"))
                .as("journeys that failed on an event")
                .isEmpty();
        assertThat(one.query("select message, why from rapport.outbox_message where state in ('failed', 'unknown')"))
                .isEmpty();
        assertThat(one.query("select count(*) from rapport.act_ru_incident")).containsExactly("0");
        assertThat(mails.received().values()).as("how often each mail came").containsOnly(1);
    }
}
