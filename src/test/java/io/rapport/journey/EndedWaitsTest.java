package io.rapport.journey;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.inbox.EventStatus;
import io.rapport.testing.Journeys;
import io.rapport.testing.Models;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import io.rapport.testing.TestModels;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("An event that ends who waits for it")
class EndedWaitsTest {

    @Autowired
    private TestModels models;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private JdbcClient jdbc;

    private void lapse(String customer) {
        journeys.event("customer.lapsed", customer, Map.of("lastOrderAt", "2026-01-01T00:00:00Z"));
    }

    @Test
    @DisplayName("erases the customer, also where a journey waits for the erasure")
    void erasure() {
        String journey = newId("until-erased");
        models.deployPastTheGate(journey, Models.waiting(journey, "customer.lapsed", "customer.erased", "once"));
        String customer = shop.customer();
        lapse(customer);
        String event = newId("e");

        journeys.accept(event, "customer.erased", customer, Map.of());
        journeys.settle();

        assertThat(journeys.status(event).state()).isEqualTo(EventStatus.State.DONE);
        assertThat(journeys.outcome(journey, "customer:" + customer)).isEqualTo("erased");
        assertThat(jdbc.sql("select email from rapport.customer where id = ?")
                        .params(customer)
                        .query((rs, n) -> java.util.Optional.ofNullable(rs.getString(1)))
                        .single())
                .isEmpty();
    }

    @Test
    @DisplayName("moves an instance once that waits for it inside a part and at its border")
    void twice() {
        String journey = newId("waits-twice");
        String inside =
                """
                <subProcess id="part" name="Part">
                  <startEvent id="part-started" />
                  <sequenceFlow id="p1" sourceRef="part-started" targetRef="inside" />
                  <receiveTask id="inside" name="Wait" messageRef="customer.updated" />
                  <sequenceFlow id="p2" sourceRef="inside" targetRef="part-ended" />
                  <endEvent id="part-ended" />
                </subProcess>
                <boundaryEvent id="border" attachedToRef="part">
                  <messageEventDefinition messageRef="customer.updated" />
                </boundaryEvent>
                <sequenceFlow id="from-border" sourceRef="border" targetRef="heard" />
                <sequenceFlow id="from-part" sourceRef="part" targetRef="heard" />
                <sequenceFlow id="to-wait" sourceRef="started" targetRef="part" />
                """;
        models.deployPastTheGate(
                journey,
                Models.waiting(journey, "customer.lapsed", "customer.updated", "once")
                        .replaceAll("(?s)<sequenceFlow id=\"to-wait\".*?</intermediateCatchEvent>", inside)
                        .replaceAll("<sequenceFlow id=\"to-heard\".*", "")
                        .replaceAll("(?s)<sequenceFlow id=\"to-timeout\".*</endEvent>", ""));
        String customer = shop.customer();
        lapse(customer);
        String event = newId("e");

        journeys.accept(event, "customer.updated", customer, Map.of("firstName", "Bo"));
        journeys.settle();

        assertThat(journeys.status(event).state()).isEqualTo(EventStatus.State.DONE);
        assertThat(journeys.outcome(journey, "customer:" + customer)).isEqualTo("heard");
    }
}
