package io.rapport.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A domain that puts a mail off")
class DomainPausesTest {

    private static final Refusals REFUSALS = new Refusals(RefusalTable.shipped());
    private static final String BLOCKED = "550 5.7.1 Service unavailable; client host blocked using a blocklist";

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
        pauses.putOff("ada@busy.example", "451 4.7.0 again");
        assertThat(pauses.of("grace@busy.example").orElseThrow().until())
                .as("it begins anew")
                .isBetween(now.plusSeconds(10), now.plusSeconds(15));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "421 try again later",
                "421-4.3.0 Temporary System Problem. Try again later",
                "451 4.7.500 Server busy. Please try again later",
                "450 4.7.1 Client host rejected: cannot find your reverse hostname",
                "452 4.3.1 Insufficient system storage",
                "451 4.3.2 System not accepting network messages",
                "451 Message temporarily deferred: rate limit exceeded",
                "450 too many connections from your host, slow down",
                "450 Mail rejected: 发送频率过高"
            })
    @DisplayName("is left alone at once when its server says that it is about the domain, or about us")
    void knowsDomains(String reply) {
        pauses.putOff("ada@busy.example", reply);

        assertThat(pauses.of("grace@busy.example").orElseThrow().why()).isEqualTo(reply);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "452 4.2.2 mailbox full",
                "450-4.2.1 The user is receiving mail at a rate that prevents additional messages",
                "450 4.1.1 no such mailbox yet",
                "451 4.7.1 Greylisting in action, please come back later",
                "450 4.2.0 <address>: Recipient address rejected: Greylisted"
            })
    @DisplayName("is not slowed down when it was about one mailbox only, or one first mail, however many there are")
    void knowsMailboxes(String reply) {
        for (String name : List.of("ada", "grace", "joan", "mary")) {
            pauses.putOff(name + "@busy.example", reply);
        }

        assertThat(pauses.of("grace@busy.example")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"451 try again later", "451 4.3.0 local error in processing", "452 4.6.0 not this content"})
    @DisplayName("is left alone only from the third recipient in a row on when it does not say what is wrong")
    void severalInARow(String reply) {
        pauses.putOff("ada@busy.example", reply);
        pauses.putOff("ada@busy.example", reply);
        pauses.putOff("ada@busy.example", reply);
        pauses.putOff("grace@busy.example", reply);
        assertThat(pauses.of("joan@busy.example")).as("two recipients").isEmpty();

        pauses.answered("joan@busy.example");
        pauses.putOff("ada@busy.example", reply);
        pauses.putOff("grace@busy.example", reply);
        assertThat(pauses.of("joan@busy.example")).as("not in a row").isEmpty();

        pauses.putOff("joan@busy.example", reply);
        assertThat(pauses.of("mary@busy.example")).hasValueSatisfying(pause -> {
            assertThat(pause.why()).isEqualTo(reply);
            assertThat(pause.refusesUs()).isFalse();
        });
    }

    @Test
    @DisplayName("for good, and us as a sender for five recipients in a row, is left alone for longer; its mails wait")
    void refusesUs() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        pauses.bindTo(meters);
        for (String name : List.of("ada", "grace", "joan", "mary", "ada")) {
            assertThat(refuse(name, BLOCKED)).as(name).isFalse();
        }
        refuse("nobody", "550 5.1.1 no such user");
        assertThat(pauses.of("rosa@busy.example")).as("four recipients").isEmpty();

        assertThat(refuse("rosa", BLOCKED)).as("the fifth").isTrue();
        assertThat(pauses.of("emmy@busy.example")).hasValueSatisfying(pause -> {
            assertThat(pause.refusesUs()).isTrue();
            assertThat(pause.why()).isEqualTo(BLOCKED);
            assertThat(Duration.between(now, pause.until()).toMinutes()).isBetween(15L, 22L);
        });
        assertThat(refusing(meters)).isEqualTo(1);

        now = now.plus(Duration.ofMinutes(15));
        assertThat(pauses.of("emmy@busy.example")).as("the one that tries").isEmpty();
        assertThat(refuse("emmy", BLOCKED)).as("waits on").isTrue();
        assertThat(pauses.of("ada@busy.example")).isPresent();
        now = now.plus(Duration.ofMinutes(30));
        assertThat(pauses.of("emmy@busy.example")).isEmpty();
        pauses.answered("emmy@busy.example");
        assertThat(pauses.of("ada@busy.example")).as("taken again").isEmpty();
        assertThat(refusing(meters)).isZero();
    }

    @Test
    @DisplayName("for what single mails hold or how large they are, is not left alone")
    void refusesMails() {
        for (String name : List.of("ada", "grace", "joan", "mary", "rosa", "emmy")) {
            assertThat(refuse(name, "552 5.3.4 message size exceeds limit")).isFalse();
            assertThat(refuse(name, "554 5.6.0 malformed message")).isFalse();
        }
        assertThat(pauses.of("ada@busy.example")).isEmpty();
    }

    private boolean refuse(String name, String reply) {
        return pauses.refused(name + "@busy.example", reply, REFUSALS.ofReply(reply));
    }

    private static double refusing(SimpleMeterRegistry meters) {
        return meters.get("rapport.smtp.domains")
                .tag("state", "refusing")
                .gauge()
                .value();
    }
}
