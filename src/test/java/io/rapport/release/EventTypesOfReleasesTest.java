package io.rapport.release;

import static io.rapport.testing.ReleaseOfStart.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.inbox.EventTypes;
import io.rapport.testing.Journeys;
import io.rapport.testing.Models;
import io.rapport.testing.OverHttp;
import io.rapport.testing.RapportTest;
import io.rapport.testing.ReleaseOfStart;
import io.rapport.testing.Shop;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("Event types of a release")
class EventTypesOfReleasesTest {

    private static final String PATH = "processes/test-contracts.asyncapi.yaml";

    private static final String FILE =
            """
            asyncapi: 3.0.0
            info: {title: Contracts, version: 1.0.0}
            components:
              messages:
                testContractSigned:
                  name: test.contract.signed
                  title: A contract was signed
                  x-rapport: {unmatched: done, ordering: loose}
                  payload:
                    type: object
                    additionalProperties: false
                    required: [plan]
                    properties:
                      plan: {type: string, maxLength: 40}
                      months: {type: integer, x-journey-variable: true}
            """;

    @Autowired
    private Releases releases;

    @Autowired
    private NodeRelease node;

    @Autowired
    private EventTypes types;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private ReleaseKinds kinds;

    @Autowired
    private JdbcClient jdbc;

    @LocalServerPort
    private int port;

    /** What never goes must not stay for the tests that come after. */
    @AfterEach
    void asAtTheStart() {
        ReleaseOfStart.again(releases);
        jdbc.sql("delete from rapport.release_file where path like 'processes/test-%.asyncapi.yaml'")
                .update();
        ReleaseFiles files = releases.files(1);
        ReleaseKind<?> kind = kinds.of(PATH).orElseThrow();
        node.use(
                node.number(),
                files,
                Map.of(kind, kind.read(files.only(kind::takes), new ReleaseFindings())),
                List.of());
    }

    private void put(ReleaseFile... files) {
        releases.put(wish("test"), List.of(files), false);
    }

    @Test
    @DisplayName("come with the journey that starts on them, without a restart, and stay when all else goes back")
    void newType() {
        put(
                ReleaseFile.of(PATH, FILE),
                ReleaseFile.of("processes/test-contract.bpmn", Models.brief("test-contract", "test.contract.signed")));
        String customer = shop.customer();
        journeys.event("test.contract.signed", customer, Map.of("plan", "plus", "months", 12));
        assertThat(journeys.outcome("test-contract", "customer:" + customer)).isEqualTo("done");
        OverHttp http = new OverHttp(port);
        assertThat(http.send(http.as("dana", "/api/events/catalogue")).body()).contains("test.contract.signed");

        ReleaseOfStart.again(releases);
        assertThat(types.names()).contains("test.contract.signed");
        assertThat(node.files().at(PATH)).isPresent();
        assertThat(node.files().at("processes/test-contract.bpmn")).isEmpty();
        // taken, and nobody does anything about it
        journeys.event("test.contract.signed", customer, Map.of("plan", "plus"));
    }

    @Test
    @DisplayName("may grow, and never lose what was there")
    void growth() {
        String path = "processes/test-growing.asyncapi.yaml";
        String file = FILE.replace("test.contract.signed", "test.contract.grown")
                .replace("testContractSigned", "testContractGrown");
        put(ReleaseFile.of(path, file));
        put(ReleaseFile.of(path, file.replace("maxLength: 40", "maxLength: 80")));
        assertThatThrownBy(() -> put(ReleaseFile.of(path, file)))
                .isInstanceOf(ReleaseRefused.class)
                .hasMessageContaining(path + ", test.contract.grown/plan: maxLength is narrower than before");
        assertThatThrownBy(() -> releases.retire(wish("gone"), List.of(path)))
                .isInstanceOf(ReleaseRefused.class)
                .hasMessageContaining("never goes");
    }

    @Test
    @DisplayName("that take an attribute back are refused once, with the file that declared it, and no other")
    void attributeTakenBack() {
        String path = "processes/test-warranty.asyncapi.yaml";
        String file = FILE.replace("test.contract.signed", "test.contract.warranted")
                        .replace("testContractSigned", "testContractWarranted")
                + "  schemas:\n    Attributes:\n      properties:\n        testWarranty: {type: string, format: date}\n";
        put(ReleaseFile.of(path, file));

        assertThatThrownBy(() -> put(ReleaseFile.of(path, file.replace("testWarranty", "testGuarantee"))))
                .isInstanceOfSatisfying(ReleaseRefused.class, refused -> assertThat(refused.findings())
                        .filteredOn(ReleaseFinding::error)
                        .singleElement()
                        .satisfies(finding -> {
                            assertThat(finding.file()).isEqualTo(path);
                            assertThat(finding.place())
                                    .isEqualTo("components.schemas.Attributes.properties.testWarranty");
                            assertThat(finding.problem()).isEqualTo("the field is gone, and fields stay");
                        }));
    }

    @Test
    @DisplayName("that two files say in two ways are refused, with the place")
    void twice() {
        assertThatThrownBy(() -> put(ReleaseFile.of(
                        "processes/test-other.asyncapi.yaml",
                        FILE.replace("test.contract.signed", "order.placed")
                                .replace("testContractSigned", "orderPlacedAgain"))))
                .isInstanceOf(ReleaseRefused.class)
                .hasMessageContaining("order.placed");
    }
}
