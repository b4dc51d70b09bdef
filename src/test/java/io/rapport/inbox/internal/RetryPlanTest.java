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
    @DisplayName("checks for journeys of unmatched events ever more seldom, but every five minutes at least")
    void checks() {
        assertThat(RetryPlan.nextCheck(Duration.ZERO)).isEqualTo(Duration.ofSeconds(1));
        assertThat(RetryPlan.nextCheck(Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(5));
        assertThat(RetryPlan.nextCheck(Duration.ofDays(3))).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    @DisplayName("Conflicts: from a fifth of a second to half a minute, then they count as failures")
    void conflicts() {
        assertThat(RetryPlan.afterConflict(1)).contains(Duration.ofMillis(200));
        assertThat(RetryPlan.afterConflict(2)).contains(Duration.ofMillis(400));
        assertThat(RetryPlan.afterConflict(10)).contains(Duration.ofSeconds(30));
        assertThat(RetryPlan.afterConflict(11)).isEmpty();
    }

    @Test
    @DisplayName(
            "A database that fails: the worker waits a second, then twice as long each time, half a minute at the most")
    void outages() {
        assertThat(RetryPlan.afterOutage(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(RetryPlan.afterOutage(3)).isEqualTo(Duration.ofSeconds(4));
        assertThat(RetryPlan.afterOutage(1000)).isEqualTo(Duration.ofSeconds(30));
    }
}
