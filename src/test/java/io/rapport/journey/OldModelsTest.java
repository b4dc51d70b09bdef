package io.rapport.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.testing.JourneyStory;
import io.rapport.testing.TestModels;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@DisplayName("A model that was deployed before there was a gate stops nobody else")
class OldModelsTest extends JourneyStory {

    @Autowired
    private TestModels models;

    @ParameterizedTest
    @ValueSource(strings = {"owner-empty", "property-twice", "two-journeys"})
    @DisplayName("A property without a value, one that stands there twice, two journeys in a file: events go on")
    void eventsGoOn(String model) throws Exception {
        String xml = Files.readString(Path.of("src/test/resources/models/broken/" + model + ".bpmn"));
        models.deployPastTheGate(model, xml);
        String customer = shop.customer();
        assertThat(journeys.isRunning("onboarding", "customer:" + customer)).isTrue();
    }
}
