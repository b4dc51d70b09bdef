package io.rapport.journey.internal;

import static io.rapport.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.contactpolicy.PolicyDecisionService;
import io.rapport.contactpolicy.PolicyDecisionService.Limit;
import io.rapport.outbox.Outbox;
import io.rapport.outbox.OutboxMessage;
import io.rapport.testing.OverHttp;
import io.rapport.testing.RapportTest;
import io.rapport.testing.ShippedTables;
import io.rapport.testing.Shop;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.camunda.bpm.engine.ParseException;
import org.camunda.bpm.engine.RepositoryService;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@RapportTest
@DisplayName("The contact policy is what was deployed last, if it can be followed")
class DeployedPolicyTablesTest {

    private static final String FILE = "processes/contact-policy.dmn";
    private static final String NAME = "contact-policy.dmn";

    @LocalServerPort
    private int port;

    @Autowired
    private PolicyDecisionService rules;

    @Autowired
    private RepositoryService repository;

    @Autowired
    private Outbox outbox;

    @Autowired
    private Shop shop;

    private final ObjectMapper json = new ObjectMapper();

    @Test
    @DisplayName("A cap and a rule that a manager deploys from the Modeler decide within seconds, and so does their"
            + " taking back")
    void deployed() throws Exception {
        assertThat(most()).contains(2);
        HttpResponse<String> answer = deploy(ShippedTables.text()
                .replaceFirst("(promotional-normal-then-most\">\\s*<text>)2", "$15")
                .replace("<text>\"allowed\"</text>", "<text>\"why-not\"</text>"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        String deployment = json.readTree(answer.body()).path("id").asText();
        try {
            await(() -> most().equals(List.of(5)));
            String customer = shop.customer();
            await(() -> outbox.messages(customer).stream().anyMatch(message -> message.rule() != null));
            assertThat(outbox.messages(customer))
                    .extracting(OutboxMessage::rule)
                    .containsExactly("why-not");
        } finally {
            repository.deleteDeployment(deployment);
        }
        await(() -> most().equals(List.of(2)));
    }

    @Test
    @DisplayName("A table that cannot be followed is refused over REST, with table, rule, column and fix; the one in"
            + " force stays")
    void refused() throws Exception {
        long before = deployments();

        HttpResponse<String> answer = deploy(ShippedTables.text()
                .replace("<text>\"SEND\"</text>", "<text>\"SENT\"</text>")
                .replaceFirst("(promotional-normal-then-days\">\\s*<text>)7", "$10"));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        JsonNode said = json.readTree(answer.body());
        assertThat(said.path("message").asText())
                .startsWith("Nothing is deployed: ")
                .contains("table 'Contact timing' (contact-timing), rule 8 (allowed), column 'Outcome' is \"SENT\"."
                        + " Write one of \"SEND\"")
                .contains("column 'In days' is 0. Write a whole number from 1 to 366");
        assertThat(said.path("details").path(NAME).path("errors").findValuesAsText("mainElementId"))
                .contains(
                        "contact-timing-rule-allowed-then-outcome", "contact-limits-rule-promotional-normal-then-days");
        assertThat(deployments()).isEqualTo(before);
        assertThat(most()).containsExactly(2);
    }

    @Test
    @DisplayName("The same holds for what the application deploys when it starts: it says what to fix, and does not"
            + " start")
    void atTheStart() {
        assertThatThrownBy(() -> repository
                        .createDeployment()
                        .name("rapport")
                        .addString(FILE, ShippedTables.text().replace("hitPolicy=\"COLLECT\"", "hitPolicy=\"FIRST\""))
                        .enableDuplicateFiltering(true)
                        .deploy())
                .isInstanceOf(ParseException.class)
                .hasMessageContaining("table 'Contact limits' (contact-limits): the hit policy is FIRST. Use COLLECT");
    }

    private HttpResponse<String> deploy(String dmn) throws Exception {
        String boundary = "b-o-u-n-d-a-r-y";
        String body = "--" + boundary
                + "\r\nContent-Disposition: form-data; name=\"deployment-name\"\r\n\r\na manager's\r\n--" + boundary
                + "\r\nContent-Disposition: form-data; name=\"table\"; filename=\"" + NAME + "\"\r\n\r\n" + dmn
                + "\r\n--" + boundary + "--\r\n";
        OverHttp http = new OverHttp(port);
        return http.send(http.as("demo", "/engine-rest/deployment/create")
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(BodyPublishers.ofString(body)));
    }

    private long deployments() {
        return repository.createDeploymentQuery().count();
    }

    private List<Integer> most() {
        return rules.limits("promotional", "normal").stream()
                .filter(limit -> limit.counts().equals("category"))
                .map(Limit::most)
                .toList();
    }

    private static void await(BooleanSupplier so) {
        eventually("it comes", so::getAsBoolean);
    }
}
