package io.rapport.inbox;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What tests of the door over HTTP begin with: a sender, and a customer of whom nobody has heard yet. */
@RapportTest
abstract class AtTheDoor {

    @Autowired
    protected Journeys journeys;

    @Autowired
    protected JdbcClient jdbc;

    @LocalServerPort
    protected int port;

    protected final String source;
    protected Door door;
    protected String customer;

    /** @param source of all events that the door makes */
    protected AtTheDoor(String source) {
        this.source = source;
    }

    @BeforeEach
    final void aNewCustomer() {
        door = new Door(port, source);
        customer = newId("c");
    }

    /** The ids of the sender's events that are rows, in the order of their arrival. */
    protected final List<String> kept() {
        return jdbc.sql("select id from rapport.inbox_event where source = :source order by seq")
                .param("source", source)
                .query(String.class)
                .list();
    }

    /** The event was refused, and all that is wrong is named by pointers, in words. */
    protected static void assertInvalid(Door.Answer answer, String... pointers) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.type()).startsWith("application/problem+json");
        assertThat(answer.body().path("title").asText()).isNotBlank();
        assertThat(answer.body().path("errors"))
                .allSatisfy(fault -> assertThat(fault.path("detail").asText()).isNotBlank());
        assertThat(answer.pointers()).containsExactlyInAnyOrder(pointers);
    }
}
