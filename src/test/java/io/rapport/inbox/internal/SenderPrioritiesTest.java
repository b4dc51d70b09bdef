package io.rapport.inbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.inbox.Priority;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.mock.env.MockEnvironment;

@DisplayName("What a system's events are when they do not say")
class SenderPrioritiesTest {

    @Test
    @DisplayName("As the setting says, live for all others")
    void set() {
        SenderPriorities priorities =
                new SenderPriorities(new MockEnvironment().withProperty("rapport.senders.erp-export.priority", "bulk"));
        assertThat(priorities.of("erp-export")).isEqualTo(Priority.BULK);
        assertThat(priorities.of("shop")).isEqualTo(Priority.LIVE);
        assertThat(priorities.of(null)).isEqualTo(Priority.LIVE);
    }

    @Test
    @DisplayName("A word that is none stops the start and is named")
    void wrong() {
        assertThatThrownBy(() ->
                        new SenderPriorities(new MockEnvironment().withProperty("rapport.senders.erp.priority", "low")))
                .isInstanceOf(BindException.class)
                .hasMessageContaining("rapport.senders.erp.priority");
    }
}
