package io.rapport.inbox;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.message.MessageWriter;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("The official Java SDK sends events")
class JavaSdkTest {

    private static final URI SOURCE = URI.create("urn:java-sdk");

    @LocalServerPort
    private int port;

    @Autowired
    private Journeys journeys;

    @Autowired
    private JdbcClient jdbc;

    private Door door;
    private String customer;

    @BeforeEach
    void aNewCustomer() {
        door = new Door(port, SOURCE.toString());
        customer = newId("c");
    }

    private CloudEvent registered(String id) {
        String data =
                """
                {"firstName": "晓雯", "lastName": "Ünal", "email": "%s@example.com", "locale": "zh-CN",
                 "timeZone": "Asia/Shanghai"}"""
                        .formatted(customer);
        return CloudEventBuilder.v1()
                .withId(id)
                .withSource(SOURCE)
                .withType("customer.registered")
                .withSubject("customer:" + customer)
                .withTime(OffsetDateTime.parse("2026-01-02T11:04:05+08:00"))
                .withData("application/json", data.getBytes(StandardCharsets.UTF_8))
                .withExtension("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .build();
    }

    /** Lets the SDK write its message, and sends just that. */
    private int send(Consumer<MessageWriter<?, Void>> write) {
        HttpRequest.Builder request = door.request();
        AtomicReference<byte[]> body = new AtomicReference<>(new byte[0]);
        write.accept(HttpMessageFactory.createWriter(request::header, bytes -> {
            if (bytes != null) {
                body.set(bytes);
            }
        }));
        return Door.send(request.POST(BodyPublishers.ofByteArray(body.get()))).status();
    }

    private int structured(CloudEvent event) {
        return send(writer -> writer.writeStructured(
                event, EventFormatProvider.getInstance().resolveFormat(JsonFormat.CONTENT_TYPE)));
    }

    private int binary(CloudEvent event) {
        return send(writer -> writer.writeBinary(event));
    }

    @Test
    @DisplayName("in structured mode")
    void structured() {
        String id = newId("e");
        assertThat(structured(registered(id))).isEqualTo(202);
        assertRegistered(id);
    }

    @Test
    @DisplayName("in binary mode")
    void binary() {
        String id = newId("e");
        assertThat(binary(registered(id))).isEqualTo(202);
        assertRegistered(id);
    }

    private void assertRegistered(String id) {
        journeys.settle();
        assertThat(door.status(id).body().path("state").asText()).isEqualTo("done");
        assertThat(jdbc.sql("select first_name from rapport.customer where id = :id")
                        .param("id", customer)
                        .query(String.class)
                        .single())
                .isEqualTo("晓雯");
    }

    @Test
    @DisplayName("in both modes: it is the same event")
    void both() {
        String id = newId("e");
        assertThat(structured(registered(id))).isEqualTo(202);
        assertThat(binary(registered(id))).isEqualTo(202);
        assertThat(binary(CloudEventBuilder.v1(registered(id))
                        .withSubject("customer:somebody-else")
                        .build()))
                .isEqualTo(422);
    }

    @Test
    @DisplayName("with an id of any characters")
    void anyId() {
        String id = newId("e") + " 100% \"café\"";
        assertThat(structured(registered(id))).isEqualTo(202);
        assertThat(door.status(id).status()).isEqualTo(200);
    }
}
