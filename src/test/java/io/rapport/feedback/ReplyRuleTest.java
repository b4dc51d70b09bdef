package io.rapport.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.feedback.Reply.Effect;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A customer's answer to an offer")
class ReplyRuleTest {

    private static final Instant CLOSED = Instant.parse("2026-03-03T12:00:00Z");

    @ParameterizedTest(name = "{0} to offer {1} of {2}, said before: {3} → {4}")
    @CsvSource(
            nullValues = "-",
            value = {
                "true,  1, 1, -,     COUNTS",
                "false, 1, 1, -,     COUNTS",
                "false, -, 1, -,     COUNTS",
                "false, -, 0, -,     COUNTS",
                "true,  2, 2, -,     COUNTS",
                "true,  1, 1, true,  NOTED",
                "false, 1, 1, true,  NOTED",
                "true,  1, 1, false, NOTED",
                "false, -, 1, false, NOTED",
                "true,  1, 2, -,     LATE",
                "false, 1, 2, true,  LATE",
                "false, 1, 3, false, LATE",
            })
    @DisplayName("counts once, to the newest offer, while the complaint is open")
    void open(boolean accepted, Integer offer, int newest, Boolean said, Effect effect) {
        assertThat(ReplyRule.effect(accepted, offer, newest, said, null, null, CLOSED))
                .isEqualTo(effect);
    }

    @ParameterizedTest(name = "{0}, closed as {1} → {2}")
    @CsvSource({
        "true,  accepted,   LATE",
        "true,  silent,     ACCEPTS",
        "true,  not-reached, ACCEPTS",
        "true,  unresolved, ACCEPTS",
        "true,  erased,     LATE",
        "true,  duplicate,  LATE",
        "false, accepted,   REOPENS",
        "false, silent,     REOPENS",
        "false, not-reached, REOPENS",
        "false, unresolved, LATE",
        "false, erased,     LATE",
        "false, duplicate,  LATE",
    })
    @DisplayName("to a closed complaint may still accept, or open it once more, by how it was closed")
    void closed(boolean accepted, String outcome, Effect effect) {
        for (Boolean said : new Boolean[] {null, true, false}) {
            assertThat(ReplyRule.effect(accepted, 1, 1, said, CLOSED, outcome, CLOSED.plusSeconds(1)))
                    .isEqualTo(effect);
        }
        assertThat(ReplyRule.effect(accepted, 1, 2, null, CLOSED, outcome, CLOSED.plusSeconds(1)))
                .as("to an earlier offer")
                .isEqualTo(Effect.LATE);
    }

    @Test
    @DisplayName(
            "opens a complaint once more within 90 days, to the last moment, and not after; a yes is never too late")
    void within90Days() {
        Instant last = CLOSED.plus(Duration.ofDays(90));
        assertThat(ReplyRule.effect(false, 1, 1, null, CLOSED, "silent", last)).isEqualTo(Effect.REOPENS);
        assertThat(ReplyRule.effect(false, 1, 1, null, CLOSED, "silent", last.plusNanos(1)))
                .isEqualTo(Effect.LATE);
        assertThat(ReplyRule.effect(true, 1, 1, null, CLOSED, "silent", last.plus(Duration.ofDays(900))))
                .isEqualTo(Effect.ACCEPTS);
    }
}
