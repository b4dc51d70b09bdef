package io.rapport.journey;

import static io.rapport.testing.Eventually.eventually;
import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.testing.Journeys;
import io.rapport.testing.Models;
import io.rapport.testing.OverHttp;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import io.rapport.testing.TestModels;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("The plain engine way: a system posts a message to the engine, and a journey starts or goes on")
class EngineMessageTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SYSTEM = "shop";

    @LocalServerPort
    private int port;

    @Autowired
    private TestModels models;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private DataSource connections;

    private HttpResponse<String> post(String user, String message, String businessKey, Map<String, Object> variables) {
        ObjectNode body = JSON.createObjectNode().put("messageName", message).put("businessKey", businessKey);
        ObjectNode all = body.putObject("processVariables");
        variables.forEach((name, value) -> all.putObject(name).set("value", JSON.valueToTree(value)));
        return send(user, "POST", "/engine-rest/message", body.toString());
    }

    private HttpResponse<String> send(String user, String method, String path, String body) {
        OverHttp http = new OverHttp(port);
        return http.send(http.json(user, method, path, body));
    }

    @Test
    @DisplayName(
            "a message with the customer's reference as business key starts a journey; its steps and register work")
    void starts() {
        String customer = shop.customer();
        String key = "customer:" + customer;

        HttpResponse<String> answer = post(SYSTEM, "customer.lapsed", key, Map.of());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        assertThat(journeys.isRunning("win-back", key)).isTrue();
        assertThat(runtime.getVariable(journeys.instance("win-back", key).getId(), "customerId"))
                .isEqualTo(customer);
        assertThat(jdbc.sql("select journey from rapport.journey where customer_id = :id and journey = 'win-back'")
                        .param("id", customer)
                        .query(String.class)
                        .list())
                .hasSize(1);
        assertThat(journeys.messages(customer, "win-back")).containsExactly("win-back-note");

        journeys.pass(Duration.ofDays(6));
        assertThat(journeys.messages(customer, "win-back")).containsExactly("win-back-note");
        // and events reach it as any other
        shop.order(customer, 10);
        journeys.pass(Duration.ofDays(2));
        assertThat(journeys.outcome("win-back", key)).isEqualTo("won-back");
    }

    @Test
    @DisplayName("a message with the business key of a running journey advances it, with small variables")
    void advances() {
        String customer = shop.customer();
        String key = answeredComplaint(customer);
        assertThat(journeys.messages(customer, "complaint-resolution")).contains("complaint-answer");

        HttpResponse<String> answer = post(SYSTEM, "complaint.answered", key, Map.of("accepted", true));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        assertThat(journeys.outcome("complaint", key)).isEqualTo("closed");
    }

    /** A complaint whose answer was sent: it waits for the customer's word. Returns its business key. */
    private String answeredComplaint(String customer) {
        String complaint = shop.complaint(customer, "email", "It broke.", null);
        shop.apology(complaint);
        return "complaint:" + complaint;
    }

    @Test
    @DisplayName("a message that meets another change of the same journey is repeated until it gets through")
    void conflict() throws Exception {
        String key = answeredComplaint(shop.customer());
        ExecutorService sender = Executors.newSingleThreadExecutor();
        try (Connection other = connections.getConnection();
                PreparedStatement change = other.prepareStatement(
                        "update rapport.act_ru_execution set rev_ = rev_ + 1 where proc_inst_id_ = ?")) {
            other.setAutoCommit(false);
            change.setString(1, journeys.instance("complaint", key).getId());
            change.executeUpdate();
            Future<HttpResponse<String>> answer =
                    sender.submit(() -> post(SYSTEM, "complaint.answered", key, Map.of("accepted", true)));
            awaitOneThatWaits();
            // the engine had read the old revision
            other.commit();
            assertThat(answer.get().statusCode()).as(answer.get().body()).isEqualTo(204);
        } finally {
            sender.shutdownNow();
        }
        assertThat(journeys.outcome("complaint", key)).isEqualTo("closed");
    }

    private void awaitOneThatWaits() {
        eventually(
                "the message waits for the other change",
                () -> jdbc.sql(
                                        """
                                select count(*) from pg_stat_activity
                                where datname = current_database() and wait_event_type = 'Lock'""")
                                .query(Integer.class)
                                .single()
                        == 1);
    }

    @Test
    @DisplayName("a message that never gets through is refused with 503 and the time to come again; nothing is done")
    void endlessConflict() {
        String key = answeredComplaint(shop.customer());
        jdbc.sql("create function rapport.never() returns trigger language plpgsql as 'begin return null; end'")
                .update();
        try {
            jdbc.sql(
                            """
                    create trigger never before delete on rapport.act_ru_event_subscr for each row
                    when (old.proc_inst_id_ = '%s') execute function rapport.never()"""
                                    .formatted(journeys.instance("complaint-resolution", key)
                                            .getId()))
                    .update();
            HttpResponse<String> answer = post(SYSTEM, "complaint.answered", key, Map.of("accepted", true));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("1");
            assertThat(answer.body()).contains("Send it again").doesNotContain("org.camunda", "Entity");
            assertThat(journeys.isRunning("complaint", key)).isTrue();
        } finally {
            jdbc.sql("drop function rapport.never() cascade").update();
        }
        assertThat(post(SYSTEM, "complaint.answered", key, Map.of("accepted", true))
                        .statusCode())
                .isEqualTo(204);
        assertThat(journeys.outcome("complaint", key)).isEqualTo("closed");
    }

    @Test
    @DisplayName("the re-entry rule holds here, too")
    void reentry() {
        String customer = shop.customer();
        String key = "customer:" + customer;
        assertThat(post(SYSTEM, "customer.lapsed", key, Map.of("customerId", customer))
                        .statusCode())
                .isEqualTo(204);
        HttpResponse<String> again = post(SYSTEM, "customer.lapsed", key, Map.of());
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(again.body()).contains("does not take " + key + " again now");
        // onboarding takes a customer once for ever
        assertThat(post(SYSTEM, "customer.registered", key, Map.of()).statusCode())
                .isEqualTo(400);
    }

    @Test
    @DisplayName("an order that is known gives the customer, whether or not the system names it")
    void order() {
        String customer = shop.customer();
        String order = newId("o");
        jdbc.sql(
                        """
                insert into rapport.customer_order (id, customer_id, currency, total, placed_at)
                values (?, ?, 'EUR', 20, now())""")
                .params(order, customer)
                .update();
        String key = "order:" + order;
        assertThat(post(SYSTEM, "order.placed", key, Map.of("customerId", "somebody-else"))
                        .statusCode())
                .isEqualTo(400);

        HttpResponse<String> answer = post(SYSTEM, "order.placed", key, Map.of("orderId", order));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        assertThat(journeys.messages(customer, "post-purchase")).containsExactly("order-thanks");
    }

    @ParameterizedTest
    @CsvSource({
        "customer.lapsed, customer:never-heard-of, not known here",
        "order.placed,    order:never-heard-of,    not known here",
        "complaint.opened,complaint:never-heard-of,not known here",
        "customer.lapsed, order:1,                 customer:ID",
        "customer.lapsed, no-reference,            customer:ID",
        "customer.lapsed, '',                      customer:ID",
        "no.such.message, customer:1,              no.such.message",
        "order.delivered, order:nobody-waits,      order.delivered",
    })
    @DisplayName("what cannot be is refused with 400 and the reason")
    void refused(String message, String businessKey, String reason) {
        HttpResponse<String> answer = post(SYSTEM, message, businessKey.isEmpty() ? null : businessKey, Map.of());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains(reason);
    }

    @Test
    @DisplayName("text does not get into the engine by this door either, and nothing starts")
    void text() {
        String customer = shop.customer();
        HttpResponse<String> answer =
                post(SYSTEM, "customer.lapsed", "customer:" + customer, Map.of("reason", "Shipping takes too long"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("holds no text");
        assertThat(journeys.isRunning("win-back", "customer:" + customer)).isFalse();
    }

    @Test
    @DisplayName("a system's account may post messages and nothing else")
    void nothingElse() {
        String customer = shop.customer();
        post(SYSTEM, "customer.lapsed", "customer:" + customer, Map.of());
        String instance = journeys.instance("win-back", "customer:" + customer).getId();
        for (List<String> request : List.of(
                List.of("GET", "/engine-rest/process-definition"),
                List.of("GET", "/engine-rest/message"),
                List.of("GET", "/engine-rest/process-instance/" + instance),
                List.of("DELETE", "/engine-rest/process-instance/" + instance),
                List.of("POST", "/engine-rest/process-definition/key/win-back/start"),
                List.of("POST", "/engine-rest/engine/default/message"),
                List.of("PUT", "/engine-rest/process-instance/" + instance + "/suspended"))) {
            assertThat(send(SYSTEM, request.get(0), request.get(1), "{}").statusCode())
                    .as(request.toString())
                    .isEqualTo(403);
        }
    }

    @Test
    @DisplayName("staff may not post messages")
    void staff() {
        String customer = shop.customer();
        assertThat(post("clara", "customer.lapsed", "customer:" + customer, Map.of())
                        .statusCode())
                .isEqualTo(403);
        assertThat(journeys.isRunning("win-back", "customer:" + customer)).isFalse();
    }

    /** The command in docs/events.md, with a customer of the test's. */
    private HttpResponse<String> documentedCurl(String customer) throws IOException {
        Matcher curl = Pattern.compile("curl -i -u (\\w+):demo localhost:8080(/engine-rest/message) .*\\n\\s*-d '(.*)'")
                .matcher(Files.readString(Path.of("docs/events.md")));
        assertThat(curl.find()).isTrue();
        return send(curl.group(1), "POST", curl.group(2), curl.group(3).replace("customer:me", "customer:" + customer));
    }

    private void deploy(String... journeys) {
        models.deploy(Arrays.stream(journeys).collect(Collectors.toMap(journey -> newId("model"), journey -> journey)));
    }

    @Test
    @DisplayName("the command of docs/events.md starts each of several journeys on the type")
    void severalJourneys() throws IOException {
        String other = newId("lapsed");
        deploy(Models.waiting(other, "customer.lapsed", "customer.updated", "once"));
        String customer = shop.customer();
        String key = "customer:" + customer;

        HttpResponse<String> answer = documentedCurl(customer);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(journeys.isRunning("win-back", key)).isTrue();
        assertThat(journeys.isRunning(other, key)).isTrue();
    }

    @Test
    @DisplayName("a journey that does not take the customer again keeps no other journey from starting")
    void oneRefuses() throws IOException {
        String customer = shop.customer();
        assertThat(documentedCurl(customer).statusCode()).isEqualTo(204);
        String other = newId("lapsed");
        deploy(Models.waiting(other, "customer.lapsed", "customer.updated", "once"));

        HttpResponse<String> second = documentedCurl(customer);
        assertThat(second.statusCode()).as(second.body()).isEqualTo(204);
        assertThat(journeys.isRunning(other, "customer:" + customer)).isTrue();
        HttpResponse<String> again = documentedCurl(customer);
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(again.body()).contains("journey win-back does not take", "journey " + other + " does not take");
    }

    @Test
    @DisplayName("a result that is asked for names each instance that started or went on, also one that is over")
    void results() throws IOException {
        String waiting = newId("waits");
        String starting = newId("starts");
        String brief = newId("brief");
        deploy(
                Models.waiting(waiting, "customer.lapsed", "customer.updated", "once"),
                Models.waiting(starting, "customer.updated", "customer.lapsed", "once"),
                Models.brief(brief, "customer.updated"));
        String customer = shop.customer();
        String key = "customer:" + customer;
        post(SYSTEM, "customer.lapsed", key, Map.of());
        String waited = journeys.instance(waiting, key).getId();

        HttpResponse<String> answer = send(
                SYSTEM,
                "POST",
                "/engine-rest/message",
                JSON.createObjectNode()
                        .put("messageName", "customer.updated")
                        .put("businessKey", key)
                        .put("resultEnabled", true)
                        .toString());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<String> reached = new ArrayList<>();
        for (JsonNode result : JSON.readTree(answer.body())) {
            String about = result.path("resultType").asText().equals("Execution") ? "execution" : "processInstance";
            reached.add(about + " " + result.at("/" + about + "/id").asText());
        }
        assertThat(reached)
                .hasSize(3)
                .contains(
                        "execution " + waited,
                        "processInstance " + journeys.instance(starting, key).getId());
        assertThat(journeys.outcome(waiting, key)).isEqualTo("heard");
        assertThat(journeys.outcome(brief, key)).isEqualTo("done");
    }

    @Test
    @DisplayName("a message may name one instance, and then reaches no other and starts nothing")
    void oneInstance() {
        String first = newId("waits");
        String second = newId("waits");
        String starting = newId("starts");
        deploy(
                Models.waiting(first, "customer.lapsed", "customer.updated", "once"),
                Models.waiting(second, "customer.lapsed", "customer.updated", "once"),
                Models.waiting(starting, "customer.updated", "customer.lapsed", "once"));
        String key = "customer:" + shop.customer();
        post(SYSTEM, "customer.lapsed", key, Map.of());

        HttpResponse<String> answer = send(
                SYSTEM,
                "POST",
                "/engine-rest/message",
                JSON.createObjectNode()
                        .put("messageName", "customer.updated")
                        .put("processInstanceId", journeys.instance(first, key).getId())
                        .toString());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        assertThat(journeys.outcome(first, key)).isEqualTo("heard");
        assertThat(journeys.isRunning(second, key)).isTrue();
        assertThat(journeys.isRunning(starting, key)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'tenantId':'acme'                                    | There are no tenants here",
                "'correlationKeys':{'orderId':{'value':'1'}}          | leave correlationKeys",
                "'localCorrelationKeys':{'orderId':{'value':'1'}}     | leave correlationKeys",
                "'processVariablesLocal':{'n':{'value':1}}            | use processVariables",
                "'processInstanceId':'1'                              | either a businessKey or a processInstanceId",
                "'resultEnabled':true,'variablesInResultEnabled':true | variablesInResultEnabled is not offered",
                "'messageName':'customer.erased'                      | POST /api/events",
                "'messageName':'message.bounced'                      | name its processInstanceId",
            })
    @DisplayName("what the door does not do it refuses with a word, and starts nothing")
    void notOffered(String fields, String reason) {
        String key = "customer:" + shop.customer();
        String name = fields.contains("messageName") ? "" : "'messageName':'customer.lapsed',";
        String body = "{" + name + "'businessKey':'" + key + "'," + fields.trim() + "}";

        HttpResponse<String> answer = send(SYSTEM, "POST", "/engine-rest/message", body.replace('\'', '"'));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains(reason);
        assertThat(journeys.isRunning("win-back", key)).isFalse();
    }
}
