package io.rapport.journey;

import static io.rapport.testing.Eventually.eventually;
import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.inbox.CustomerLock;
import io.rapport.testing.Journeys;
import io.rapport.testing.Models;
import io.rapport.testing.OverHttp;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import io.rapport.testing.TestModels;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@RapportTest
@DisplayName("What people do to a journey waits for its customer's turn, as events and timers do")
class CustomerLockTest {

    /** Somebody checks; then the journey asks whether the customer has ordered, and if not, waits for the order. */
    private static String model(String key) {
        return Models.journey(
                key,
                "once",
                "customer.lapsed",
                List.of("order.placed"),
                """
                <sequenceFlow id="f1" sourceRef="started" targetRef="win-back-call" />
                <userTask id="win-back-call" name="Check" camunda:formRef="win-back-call" camunda:formRefBinding="latest" />
                <boundaryEvent id="given-up" name="3 days" attachedToRef="win-back-call">
                  <timerEventDefinition>
                    <timeDuration xsi:type="tFormalExpression">P3D</timeDuration>
                  </timerEventDefinition>
                </boundaryEvent>
                <sequenceFlow id="f2" sourceRef="given-up" targetRef="unseen" />
                <endEvent id="unseen" name="Unseen" />
                <sequenceFlow id="f3" sourceRef="win-back-call" targetRef="has-ordered" />
                <exclusiveGateway id="has-ordered" name="Has ordered?" default="f5" />
                %s
                %s
                <sequenceFlow id="f5" name="no" sourceRef="has-ordered" targetRef="what-comes" />
                <eventBasedGateway id="what-comes" />
                <sequenceFlow id="f6" sourceRef="what-comes" targetRef="an-order" />
                <intermediateCatchEvent id="an-order" name="Order placed">
                  <messageEventDefinition messageRef="order.placed" />
                </intermediateCatchEvent>
                <sequenceFlow id="f7" sourceRef="an-order" targetRef="ordered" />
                <sequenceFlow id="f8" sourceRef="what-comes" targetRef="three-days" />
                %s
                <sequenceFlow id="f9" sourceRef="three-days" targetRef="quiet" />
                <endEvent id="quiet" name="Quiet" />"""
                        .formatted(
                                Models.ifOrdered("f4", "has-ordered", "ordered"),
                                Models.end("ordered"),
                                Models.timer("three-days", "P3D")));
    }

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
    private ManagementService management;

    @Autowired
    private CustomerLock lock;

    @Autowired
    private PlatformTransactionManager transactions;

    @Autowired
    private JdbcClient jdbc;

    private String journey;
    private String customer;
    private String key;

    @BeforeEach
    void begin() {
        journey = newId("checks");
        models.deploy(journey, model(journey));
        customer = shop.customer();
        key = "customer:" + customer;
        journeys.event("customer.lapsed", customer, Map.of("lastOrderAt", "2026-01-01T00:00:00Z"));
    }

    private CompletableFuture<Integer> send(String method, String path, String body) {
        OverHttp http = new OverHttp(port);
        return http.sendAsync(http.json("demo", method, "/engine-rest" + path, body))
                .thenApply(HttpResponse::statusCode);
    }

    /** Works for the customer as an event does, and tells what the request had got by the end of that work. */
    private CompletableFuture<Integer> whileAnEventIsWorkedOn(String method, String path, String body, Runnable rest) {
        return new TransactionTemplate(transactions).execute(status -> {
            lock.take(customer);
            CompletableFuture<Integer> answer = send(method, path, body);
            eventually("the request waits, or is answered", () -> answer.isDone() || somebodyWaits());
            assertThat(answer).as("waits for the customer's turn").isNotDone();
            rest.run();
            return answer;
        });
    }

    private boolean somebodyWaits() {
        return jdbc.sql(
                                """
                        select count(*) from pg_locks where locktype = 'advisory' and not granted
                        and database = (select oid from pg_database where datname = current_database())""")
                        .query(Integer.class)
                        .single()
                > 0;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "POST   | /task/TASK/complete                                   | {}",
                "POST   | /task/TASK/submit-form                                | {}",
                "POST   | /task/TASK/resolve                                    | {}",
                "POST   | /task/TASK/bpmnError                                  | {'errorCode':'x'}",
                "POST   | /task/TASK/bpmnEscalation                             | {'escalationCode':'x'}",
                "PUT    | /task/TASK/localVariables/n                           | {'value':1,'type':'Integer'}",
                "PUT    | /process-instance/INSTANCE/variables/n                | {'value':1,'type':'Integer'}",
                "POST   | /process-instance/INSTANCE/variables                  | {'deletions':['n']}",
                "POST   | /process-instance/INSTANCE/modification               | {'instructions':[{'type':'startBeforeActivity','activityId':'has-ordered'}]}",
                "DELETE | /process-instance/INSTANCE                            | {}",
                "POST   | /execution/INSTANCE/signal                            | {}",
                "POST   | /execution/INSTANCE/messageSubscriptions/none/trigger | {}",
                "POST   | /job/JOB/execute                                      | {}",
                "POST   | /message                                              | {'messageName':'order.placed','businessKey':'KEY'}",
                "POST   | /message                                              | {'messageName':'order.placed','processInstanceId':'INSTANCE'}",
            })
    @DisplayName("each way of moving it over REST")
    void waits(String method, String path, String body) throws Exception {
        String instance = journeys.instance(journey, key).getId();
        String job = management
                .createJobQuery()
                .processInstanceId(instance)
                .singleResult()
                .getId();
        String task = journeys.task(key, "win-back-call").getId();
        java.util.function.UnaryOperator<String> filled = text -> text.replace("TASK", task)
                .replace("INSTANCE", instance)
                .replace("JOB", job)
                .replace("KEY", key)
                .replace('\'', '"');

        CompletableFuture<Integer> answer =
                whileAnEventIsWorkedOn(method, filled.apply(path), filled.apply(body), () -> {});

        // what is no use at this point of the journey is refused then, and the turn is free again
        assertThat(answer.get(20, TimeUnit.SECONDS)).isBetween(200, 500);
        assertThat(somebodyWaits()).isFalse();
    }

    @Test
    @DisplayName("an order that comes while staff complete the task before is seen by the condition")
    void nothingIsLost() throws Exception {
        CompletableFuture<Integer> answer = whileAnEventIsWorkedOn(
                "POST",
                "/task/" + journeys.task(key, "win-back-call").getId() + "/submit-form",
                "{\"variables\":{\"callOutcome\":{\"value\":\"reached\"}}}",
                // the event found nobody who waits, and tells the tables
                () -> jdbc.sql(
                                """
                        insert into rapport.customer_order (id, customer_id, currency, total, placed_at)
                        values (?, ?, 'EUR', 20, now())""")
                        .params(newId("o"), customer)
                        .update());

        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(204);
        assertThat(journeys.outcome(journey, key)).isEqualTo("ordered");
    }

    @Test
    @DisplayName("what Cockpit does to many instances at a time, too")
    void batches() throws Exception {
        String instance = journeys.instance(journey, key).getId();
        assertThat(send(
                                "POST",
                                "/process-instance/delete",
                                "{\"processInstanceIds\":[\"" + instance + "\"],\"deleteReason\":\"test\"}")
                        .get(20, TimeUnit.SECONDS))
                .isEqualTo(200);
        String seed = management.createJobQuery().list().stream()
                .filter(job -> job.getProcessInstanceId() == null)
                .map(job -> job.getId())
                .findFirst()
                .orElseThrow();
        management.executeJob(seed);
        List<String> deletions = jdbc.sql(
                        "select id_ from rapport.act_ru_job where handler_type_ = 'instance-deletion'")
                .query(String.class)
                .list();
        assertThat(deletions).hasSize(1);

        CompletableFuture<Integer> answer =
                whileAnEventIsWorkedOn("POST", "/job/" + deletions.get(0) + "/execute", "{}", () -> {});

        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(204);
        assertThat(runtime.createProcessInstanceQuery()
                        .processInstanceId(instance)
                        .count())
                .isZero();
        management.createBatchQuery().list().forEach(batch -> management.deleteBatch(batch.getId(), true));
    }
}
