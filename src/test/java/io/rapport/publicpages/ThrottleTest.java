package io.rapport.publicpages;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.link.Links.Link;
import io.rapport.link.Links.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A link that is used too often")
class ThrottleTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Throttle throttle = new Throttle(nanos::get);

    private static Link link() {
        return new Link(Purpose.PREFERENCES, UUID.randomUUID(), "42", null, null, Instant.EPOCH);
    }

    @Test
    @DisplayName("rests for what is left of its ten minutes, and no other with it")
    void rests() {
        Link link = link();
        for (int i = 0; i < Throttle.MOST; i++) {
            assertThat(throttle.pause(link)).isZero();
        }
        nanos.addAndGet(Duration.ofSeconds(24).toNanos());
        Duration rest = Throttle.WHILE.minusSeconds(24);
        assertThat(throttle.pause(link)).isEqualTo(rest);
        assertThat(throttle.pause(link())).isZero();

        nanos.addAndGet(rest.toNanos());
        assertThat(throttle.pause(link)).isZero();
    }
}
