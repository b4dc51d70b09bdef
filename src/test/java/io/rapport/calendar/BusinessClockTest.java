package io.rapport.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The business clock")
class BusinessClockTest {

    private static final Instant NOW = Instant.parse("2026-03-03T20:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    private Instant real = NOW;
    private final BusinessClock clock = new BusinessClock(() -> real);

    @Test
    @DisplayName("runs with the system's until it is moved")
    void runs() {
        assertThat(clock.instant()).isEqualTo(NOW);
        real = real.plusSeconds(5);
        assertThat(clock.instant()).isEqualTo(NOW.plusSeconds(5));
        assertThat(new BusinessClock().instant()).isBetween(Instant.now().minusSeconds(60), Instant.now());
    }

    @Test
    @DisplayName("moves to a moment and runs on from there; the real time stays what it is")
    void moves() {
        clock.moveTo(NOW.minus(DAY));
        real = real.plusSeconds(5);

        assertThat(clock.instant()).isEqualTo(NOW.minus(DAY).plusSeconds(5));
        assertThat(clock.realInstant()).isEqualTo(NOW.plusSeconds(5));

        clock.moveBy(Duration.ZERO);
        assertThat(clock.instant()).isEqualTo(clock.realInstant());
    }

    @Test
    @DisplayName("tells those that follow it how far it stands from the system's: at once, and at each move")
    void followed() {
        List<Duration> offsets = new ArrayList<>();
        clock.moveBy(DAY);
        clock.follow(offsets::add);
        clock.moveTo(NOW.plus(Duration.ofDays(3)));

        assertThat(offsets).containsExactly(DAY, Duration.ofDays(3));
    }

    @Test
    @DisplayName("shows the same moment in another zone")
    void zones() {
        Clock shanghai = clock.withZone(ZoneId.of("Asia/Shanghai"));
        clock.moveBy(DAY);

        assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);
        assertThat(shanghai.getZone()).isEqualTo(ZoneId.of("Asia/Shanghai"));
        assertThat(shanghai.instant()).isEqualTo(clock.instant());
        assertThat(LocalDate.now(shanghai)).isEqualTo("2026-03-05");
        assertThat(shanghai.withZone(ZoneOffset.UTC).getZone()).isEqualTo(ZoneOffset.UTC);
        assertThat(shanghai.withZone(ZoneOffset.UTC).instant()).isEqualTo(clock.instant());
    }
}
