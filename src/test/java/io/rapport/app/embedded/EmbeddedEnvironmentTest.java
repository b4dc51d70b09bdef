package io.rapport.app.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.mock.env.MockEnvironment;

@DisplayName("What the embedded parts bring with them")
class EmbeddedEnvironmentTest {

    private static ConfigurableEnvironment started(String key, String demo) {
        MockEnvironment environment = new MockEnvironment()
                .withProperty("rapport.link-secret", "a-secret-of-its-own")
                .withProperty("rapport.demo", demo)
                .withProperty("rapport.api-keys.demo", key);
        new EmbeddedEnvironment().postProcessEnvironment(environment, null);
        return environment;
    }

    @Test
    @DisplayName(
            "the demo's story has a key of its own, so that it goes on whichever keys are configured, another each start")
    void keyOfTheStory() {
        ConfigurableEnvironment environment = started("a-key-of-mine", "true");
        String story = environment.getProperty("rapport.api-keys.demo-story");
        assertThat(environment.getProperty("rapport.api-keys.demo")).isEqualTo("a-key-of-mine");
        assertThat(story).isNotBlank();
        assertThat(environment.getProperty("rapport.api-scopes.demo-story")).isEqualTo("events,loyalty");
        assertThat(started("a-key-of-mine", "true").getProperty("rapport.api-keys.demo-story"))
                .isNotEqualTo(story);
        assertThat(started("a-key-of-mine", "false").getProperty("rapport.api-keys.demo-story"))
                .as("without a story")
                .isNull();
    }
}
