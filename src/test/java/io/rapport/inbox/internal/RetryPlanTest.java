package io.rapport.inbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The retry plan")
class RetryPlanTest {

    @Test
    @DisplayName("waits longer after each failure, and then gives up")
    void pausesGrow() {
        List<Duration> pauses = new ArrayList<>();
        for (int attempts = 1; RetryPlan.afterFailure(attempts).isPresent(); attempts++) {
            pauses.add(RetryPlan.afterFailure(attempts).get());
        }
        assertThat(pauses).hasSize(6).isSorted().doesNotHaveDuplicates();
        assertThat(pauses.get(0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus))
                .as("a fault of half an hour heals by itself")
                .isGreaterThan(Duration.ofMinutes(30));
        assertThat(RetryPlan.afterFailure(7)).isEqualTo(Optional.empty());
    }

    @Test
    @DisplayName("looks for early events' journeys ever more seldom, but every five minutes at least")
    void looks() {
        assertThat(RetryPlan.nextLook(Duration.ZERO)).isEqualTo(Duration.ofSeconds(1));
        assertThat(RetryPlan.nextLook(Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(5));
        assertThat(RetryPlan.nextLook(Duration.ofDays(3))).isEqualTo(Duration.ofMinutes(5));
    }
}
