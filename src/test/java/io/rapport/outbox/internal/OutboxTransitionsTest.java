package io.rapport.outbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.contactpolicy.PolicyDecision;
import io.rapport.contactpolicy.PolicyDecision.Action;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.OutboxMessage.State;
import io.rapport.outbox.internal.OutboxTransitions.Applied;
import io.rapport.outbox.internal.Transition.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
@DisplayName("What a statement makes of a message does not hang on which others are in it:")
class OutboxTransitionsTest {

    private static final Instant NOW = OutboxFixture.NOON;
    private static final Duration LEASE = Duration.ofMinutes(15);

    @RegisterExtension
    static final OutboxFixture messaging = new OutboxFixture();

    @Test
    @DisplayName("one is sent, alone and beside one that was refused")
    void sent() {
        OutboxMessage alone = claimed();
        OutboxMessage beside = claimed();
        OutboxMessage refused = claimed();
        assertThat(apply(List.of(), List.of(uncapped(alone), uncapped(beside), uncapped(refused)))
                        .marked())
                .hasSize(3);

        assertThat(apply(List.of(end(alone, State.SENT)), List.of()).changed()).containsExactly(alone.id());
        assertThat(apply(List.of(end(beside, State.SENT), end(refused, State.FAILED)), List.of())
                        .changed())
                .containsExactlyInAnyOrder(beside.id(), refused.id());

        assertThat(row(alone))
                .isEqualTo(row(beside))
                .contains("\"state\": \"sent\"", "\"why\": \"as the server said\"");
        assertThat(row(refused)).contains("\"state\": \"failed\"");
    }

    @Test
    @DisplayName("one is marked, alone and beside one that a cap concerns")
    void marked() {
        OutboxMessage alone = claimed();
        OutboxMessage beside = claimed();
        OutboxMessage capped = claimed();
        OutboxMessage counted = claimed();

        assertThat(apply(List.of(), List.of(uncapped(alone))).marked()).containsExactly(alone.id());
        assertThat(apply(List.of(), List.of(uncapped(beside), capped(capped, ""), capped(counted, "something else")))
                        .marked())
                .as("what was counted has changed for one of them")
                .containsExactlyInAnyOrder(beside.id(), capped.id());

        assertThat(row(alone)).isEqualTo(row(beside)).isEqualTo(row(capped)).contains("\"state\": \"sending\"");
        assertThat(row(counted)).contains("\"state\": \"claimed\"");
    }

    @Test
    @DisplayName("an end and a mark go together")
    void both() {
        OutboxMessage first = claimed();
        OutboxMessage second = claimed();
        OutboxMessage third = claimed();
        apply(List.of(), List.of(uncapped(first)));

        Applied next = apply(List.of(end(first, State.SENT)), List.of(uncapped(second)));
        Applied last = apply(List.of(end(second, State.UNKNOWN)), List.of(capped(third, "")));

        assertThat(next).isEqualTo(new Applied(Set.of(first.id()), Set.of(second.id())));
        assertThat(last).isEqualTo(new Applied(Set.of(second.id()), Set.of(third.id())));
    }

    private static Applied apply(List<Transition> transitions, List<Attempt> attempts) {
        return messaging.transitions().apply(transitions, attempts, NOW, LEASE);
    }

    private static OutboxMessage claimed() {
        UUID id = messaging.welcome(messaging.customer());
        messaging
                .jdbc
                .sql("update rapport.outbox_message set state = 'claimed', claimed_by = 'w' where id = ?")
                .params(id)
                .update();
        return messaging.message(id);
    }

    private static Transition end(OutboxMessage message, State state) {
        return new Transition(
                message,
                "w",
                true,
                Outcome.SENT,
                false,
                Change.to(state, null, "as the server said"),
                null,
                Map.of(),
                List.of(),
                List.of(),
                null);
    }

    private static Attempt uncapped(OutboxMessage message) {
        return attempt(message, null);
    }

    private static Attempt capped(OutboxMessage message, String fingerprint) {
        return attempt(
                message,
                new CapUsage(List.of(), List.of(), List.of(), NOW.minus(Duration.ofDays(7)), NOW, fingerprint));
    }

    private static Attempt attempt(OutboxMessage message, CapUsage usage) {
        PolicyDecision decision = new PolicyDecision(Action.SEND, null, "allowed", "allowed: yes", "{}", null, null);
        Evaluation evaluation = new Evaluation(
                decision, ChannelDirectory.EMAIL, null, List.of(), Map.of(), List.of(), usage, List.of(), NOW);
        return new Attempt(message, "w", evaluation, "en", "ada@example.com", "00ff", () -> null);
    }

    /** The row without what is each message's own. */
    private static String row(OutboxMessage message) {
        return messaging
                .jdbc
                .sql(
                        """
                select jsonb_pretty(to_jsonb(m) - '{id,customer_id,message_id,lease_until,queued_at,due_at,expires_at}'::text[])
                from rapport.outbox_message m where id = ?""")
                .params(message.id())
                .query(String.class)
                .single();
    }
}
