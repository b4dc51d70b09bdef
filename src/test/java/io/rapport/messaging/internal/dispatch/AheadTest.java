package io.rapport.messaging.internal.dispatch;

import static io.rapport.messaging.internal.smtp.ScriptedSmtpServer.HANG;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.messaging.OutboxMessage;
import io.rapport.messaging.OutboxMessage.State;
import io.rapport.messaging.internal.smtp.ScriptedSmtpServer;
import io.rapport.messaging.internal.smtp.ScriptedSmtpServer.At;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A message that is written while the server takes the one before")
@Timeout(60)
class AheadTest {

    @RegisterExtension
    static final OutboxFixture messaging = new OutboxFixture();

    private final ScriptedSmtpServer server = new ScriptedSmtpServer();
    private final AtomicReference<State> before = new AtomicReference<>();

    @AfterEach
    void stop() {
        messaging.stop();
        server.close();
    }

    @Test
    @DisplayName("goes out when nothing changed")
    void goesOut() {
        OutboxMessage next = afterWhatHappensWhileItIsWritten(() -> {}, State.SENT);

        assertThat(next.attempts()).isEqualTo(1);
        assertThat(server.accepted()).hasSize(2);
    }

    @Test
    @DisplayName("is looked at anew when time passed meanwhile, and withheld if it comes too late by then")
    void isLookedAtAnew() {
        OutboxMessage next =
                afterWhatHappensWhileItIsWritten(() -> messaging.clock.moveBy(Duration.ofDays(400)), State.WITHHELD);

        assertThat(next.rule()).isEqualTo("expired");
        assertThat(server.accepted()).hasSize(1);
    }

    @Test
    @DisplayName("is withheld when its reader is erased meanwhile")
    void isWithheldFromTheErased() {
        OutboxMessage next = afterWhatHappensWhileItIsWritten(
                () -> messaging
                        .jdbc
                        .sql("update rapport.customer set email = null, erased_at = now()")
                        .update(),
                State.WITHHELD);

        assertThat(next.rule()).isEqualTo("erased");
        assertThat(server.accepted()).hasSize(1);
    }

    /** @return the second of two messages, once it is in the state */
    private OutboxMessage afterWhatHappensWhileItIsWritten(Runnable event, State state) {
        // one of the two workers waits for an answer, so that the other takes both messages
        server.once(At.MAIL, HANG);
        messaging.start(server.port());
        messaging.await(messaging.welcome(messaging.customer()), State.SENDING);
        AtomicReference<UUID> first = new AtomicReference<>();
        messaging.facts.meanwhile.set(() -> messaging.facts.meanwhile.set(() -> {
            before.set(messaging.message(first.get()).state());
            event.run();
        }));
        UUID second = messaging.transaction().execute(status -> {
            first.set(messaging.welcome(messaging.customer()));
            return messaging.welcome(messaging.customer());
        });

        OutboxMessage next = messaging.await(second, state);

        assertThat(before).hasValue(State.SENDING);
        return next;
    }
}
