package io.rapport.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
            assertThat(pauses.take("ada@busy.example")).as("the one that tries").isEmpty();
            assertThat(pauses.of("grace@busy.example"))
                    .as("another one meanwhile")
                    .isPresent();
            pauses.putOff("ada@busy.example", "421 4.7.0 slow down");
        }
        pauses.answered("ada@busy.example");
        assertThat(pauses.of("grace@busy.example")).isEmpty();
        pauses.putOff("ada@busy.example", "451 4.7.0 again");
        assertThat(pauses.of("grace@busy.example").orElseThrow().until())
                .as("it begins anew")
                .isBetween(now.plusSeconds(10), now.plusSeconds(15));
    }

    @Test
    @DisplayName("is asked about as often as one likes: only a mail that is handed over uses the try up")
    void checking() {
        pauses.putOff("ada@busy.example", "421 4.7.0 slow down");
        now = now.plusSeconds(10);

        for (int i = 0; i < 10; i++) {
            assertThat(pauses.of("grace@busy.example")).isEmpty();
        }
        assertThat(pauses.take("ada@busy.example")).isEmpty();
        assertThat(pauses.take("grace@busy.example")).as("there is one try").isPresent();
        pauses.giveBack("ada@busy.example");
        assertThat(pauses.take("grace@busy.example")).as("it was given back").isEmpty();
    }

    @Test
    @DisplayName("that refuses mail after mail because of us is left alone, until it takes one again")
    void refusals() {
        for (int i = 1; i < DomainPauses.PILE; i++) {
            assertThat(pauses.refusedUs("ada@strict.example", "554 5.7.1 blocked"))
                    .isFalse();
            assertThat(pauses.of("grace@strict.example")).isEmpty();
        }
        assertThat(pauses.refusedUs("ada@STRICT.example", "554 5.7.1 blocked")).isTrue();

        assertThat(pauses.of("grace@strict.example")).hasValueSatisfying(pause -> {
            assertThat(pause.rule()).isEqualTo("provider-block");
            assertThat(pause.why()).isEqualTo("554 5.7.1 blocked");
            assertThat(Duration.between(now, pause.until())).isBetween(Duration.ofMinutes(15), Duration.ofMinutes(23));
        });
        assertThat(pauses.of("ada@other.example")).isEmpty();
        now = now.plus(Duration.ofMinutes(15));
        assertThat(pauses.take("ada@strict.example")).isEmpty();
        assertThat(pauses.refusedUs("ada@strict.example", "554 5.7.1 blocked"))
                .as("still")
                .isTrue();
        assertThat(pauses.of("grace@strict.example")).isPresent();
        now = now.plus(Duration.ofMinutes(30));
        pauses.accepted("ada@strict.example");
        assertThat(pauses.of("grace@strict.example")).isEmpty();
        assertThat(pauses.refusedUs("ada@strict.example", "554 5.7.1 blocked"))
                .as("it begins anew")
                .isFalse();
    }

    @Test
    @DisplayName("is not left alone for refusals that it gave now and then among mails that it took")
    void nowAndThen() {
        for (int i = 0; i < 20; i++) {
            assertThat(pauses.refusedUs("ada@strict.example", "554 5.7.1 this looks like spam"))
                    .isFalse();
            pauses.accepted("grace@strict.example");
        }
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

        pauses.accepted("joan@busy.example");
        pauses.putOff("ada@busy.example", reply);
        pauses.putOff("grace@busy.example", reply);
        assertThat(pauses.of("joan@busy.example")).as("not in a row").isEmpty();

        pauses.putOff("joan@busy.example", reply);
        assertThat(pauses.of("mary@busy.example"))
                .hasValueSatisfying(pause -> assertThat(pause.why()).isEqualTo(reply));
    }
}
