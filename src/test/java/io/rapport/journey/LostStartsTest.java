package io.rapport.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.gate.LostStarts;
import io.rapport.testing.OverHttp;
import io.rapport.testing.RapportTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.camunda.bpm.engine.RepositoryService;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@RapportTest
@DisplayName("An event type on which a journey started, and none does any more, is a warning for operators")
class LostStartsTest {

    @Autowired
    private LostStarts lost;

    @Autowired
    private RepositoryService repository;

    @LocalServerPort
    private int port;

    @Test
    @DisplayName("It is named on /operations until a journey starts on it again")
    void named() throws Exception {
        String first = Files.readString(Path.of("src/test/resources/models/broken/says-little.bpmn"))
                .replace("says-little", "lost-start")
                .replace("customer.registered", "customer.updated");
        String second = first.replace("\"customer.updated\"", "\"customer.confirmed\"")
                .replace(
                        "<camunda:property name=\"about\"",
                        "<camunda:property name=\"replaces\" value=\"customer.updated\" /><camunda:property"
                                + " name=\"about\"");
        Set<String> ofOthers = lost.eventTypes();
        String before = deploy(first);
        assertThat(lost.eventTypes()).doesNotContain("customer.updated");
        String after = deploy(second);
        try {
            assertThat(lost.eventTypes()).contains("customer.updated");
            assertThat(operations()).contains("id=\"lost-starts\"").contains("customer.updated");
        } finally {
            repository.deleteDeployment(after, true);
            repository.deleteDeployment(before, true);
        }
        assertThat(lost.eventTypes()).isEqualTo(ofOthers);
    }

    private String deploy(String model) {
        return repository
                .createDeployment()
                .addString("lost-start.bpmn", model)
                .deploy()
                .getId();
    }

    private String operations() throws Exception {
        OverHttp http = new OverHttp(port);
        return http.send(http.as("demo", "/operations")).body();
    }
}
