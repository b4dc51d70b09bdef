package io.rapport.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A domain that puts a mail off")
class DomainPausesTest {

    private Instant now = Instant.parse("2026-03-03T12:00:00Z");
    private final DomainPauses pauses = new DomainPauses(() -> now);

    @Test
    @DisplayName("is left alone, then tried by one mail at a time after growing pauses, until it takes one")
    void isLeftAlone() {
        pauses.putOff("ada@busy.example", "421 4.7.0 slow down");

        for (int seconds : new int[] {10, 20, 40, 80, 160, 320, 640, 900, 900}) {
            assertThat(pauses.of("grace@BUSY.example")).hasValueSatisfying(pause -> {
                assertThat(pause.why()).isEqualTo("421 4.7.0 slow down");
                assertThat(Duration.between(now, pause.until()).toMillis()).isBetween(seconds * 1000L, seconds * 1500L);
            });
            assertThat(pauses.of("ada@quiet.example")).as("another domain").isEmpty();
            now = now.plusSeconds(seconds);
            assertThat(pauses.of("ada@busy.example")).as("the one that tries").isEmpty();
            pauses.putOff("ada@busy.example", "421 4.7.0 slow down");
        }
        pauses.answered("ada@busy.example");
        assertThat(pauses.of("grace@busy.example")).isEmpty();
        pauses.putOff("ada@busy.example", "451 again");
        assertThat(pauses.of("grace@busy.example").orElseThrow().until())
                .as("it begins anew")
                .isBetween(now.plusSeconds(10), now.plusSeconds(15));
    }

    @ParameterizedTest
    @ValueSource(strings = {"452 4.2.2 mailbox full", "450-4.2.1 is over quota", "450 4.1.1 no such mailbox yet"})
    @DisplayName("is not slowed down when it was about one mailbox only")
    void knowsMailboxes(String reply) {
        pauses.putOff("ada@busy.example", reply);

        assertThat(pauses.of("grace@busy.example")).isEmpty();
    }
}
