package io.rapport.outbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.OutboxMessage.State;
import io.rapport.outbox.internal.CommitQueue.Submission;
import io.rapport.outbox.internal.Transition.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
@DisplayName("What is committed together,")
class CommitQueueTest {

    private static final Instant NOW = Instant.parse("2026-03-03T12:00:00Z");
    private static final Duration LONG = Duration.ofHours(1);

    private final CommitQueue queue = new CommitQueue();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    @DisplayName("is all that waits")
    void all() throws Exception {
        Submission first = message("w1", "ada");
        Submission second = new Submission(attempt("w2", "ben"), outcome("w2", "eve"));
        queue.add(first);
        queue.add(second);

        assertThat(queue.take()).containsExactly(first, second);
    }

    @Test
    @DisplayName("gathers while the group before is under way")
    void oneAtATime() throws Exception {
        queue.add(message("w1", "ada"));
        List<Submission> first = queue.take();
        Submission second = message("w2", "ben");
        queue.add(second);
        Submission third = message("w3", "eve");
        queue.add(third);
        CompletableFuture<List<Submission>> next = taken();
        assertWaits(next);

        queue.end(first, List.of(), Duration.ZERO);

        assertThat(queue.take()).containsExactly(second, third);
    }

    @Test
    @DisplayName("does not wait for the group before while four times as many messages are with slow mail servers")
    void slowServers() throws Exception {
        inHand(8);
        queue.add(message("w1", "ada"));
        queue.take();
        Submission second = message("w2", "ben");
        queue.add(second);
        CompletableFuture<List<Submission>> next = taken();
        assertWaits(next);

        inHand(13);
        Submission third = message("w3", "eve");
        queue.add(third);

        assertThat(next.get(5, TimeUnit.SECONDS)).containsExactly(second, third);
    }

    @Test
    @DisplayName("holds no second message of a customer, in whichever group")
    void oneOfACustomer() throws Exception {
        inHand(100);
        Submission second = new Submission(attempt("w2", "ada"), outcome("w2", "ben"));
        queue.add(message("w1", "ada"));
        queue.add(second);

        List<Submission> first = queue.take();
        assertThat(first).hasSize(2);
        assertThat(first.get(1).attempt()).as("its outcome does not wait").isNull();
        CompletableFuture<List<Submission>> next = taken();
        assertWaits(next);

        queue.end(first, List.of(), Duration.ZERO);
        Submission other = message("w3", "eve");
        queue.add(other);

        assertThat(next.get(5, TimeUnit.SECONDS))
                .extracting(Submission::attempt)
                .contains(second.attempt());
    }

    @Test
    @DisplayName("holds no message of a worker whose message before is still to be recorded")
    void outcomeFirst() throws Exception {
        inHand(100);
        Submission outcome = new Submission(null, outcome("w1", "ada"));
        queue.add(outcome);
        List<Submission> first = queue.take();
        Submission message = message("w1", "ben");
        queue.add(message);
        Submission other = message("w2", "eve");
        queue.add(other);

        assertThat(queue.take()).containsExactly(other);
        queue.end(first, List.of(outcome), LONG);
        CompletableFuture<List<Submission>> next = taken();
        assertWaits(next);
        queue.close();

        assertThat(next.get(5, TimeUnit.SECONDS)).as("both in one transaction").containsExactly(outcome, message);
    }

    @Test
    @DisplayName("comes again after a pause if it has to, and at the end at once")
    void again() throws Exception {
        Submission outcome = new Submission(null, outcome("w1", "ada"));
        queue.add(outcome);
        queue.end(queue.take(), List.of(outcome), Duration.ofMillis(1));
        List<Submission> second = queue.take();
        assertThat(second).containsExactly(outcome);
        queue.end(second, List.of(outcome), LONG);
        Submission other = message("w2", "ben");
        queue.add(other);
        List<Submission> third = queue.take();
        assertThat(third).as("others need not wait for it").containsExactly(other);
        queue.end(third, List.of(), Duration.ZERO);

        queue.close();

        List<Submission> last = queue.take();
        assertThat(last).containsExactly(outcome);
        queue.end(last, List.of(), Duration.ZERO);
        assertThat(queue.take()).isEmpty();
    }

    @Test
    @DisplayName("is written by as many threads as there may be groups at once")
    void committers() {
        assertThat(IntStream.of(1, 2, 10, 11, 16, 200).map(CommitQueue::committers))
                .containsExactly(1, 1, 1, 2, 2, 2);
    }

    private CompletableFuture<List<Submission>> taken() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return queue.take();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static void assertWaits(CompletableFuture<List<Submission>> next) {
        assertThatThrownBy(() -> next.get(50, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
    }

    /** So many workers' messages are at mail servers. */
    private void inHand(int number) {
        queue.marked(IntStream.range(0, number)
                .mapToObj(each -> attempt("away-" + each, "customer-" + each))
                .toList());
    }

    private static Submission message(String worker, String customer) {
        return new Submission(attempt(worker, customer), null);
    }

    private static Attempt attempt(String worker, String customer) {
        Evaluation evaluation = new Evaluation(
                null, ChannelDirectory.EMAIL, null, List.of(), Map.of(), List.of(), null, List.of(), NOW);
        return new Attempt(row(customer), worker, evaluation, "en", customer + "@example.com", null, meanwhile -> null);
    }

    private static Transition outcome(String worker, String customer) {
        return new Transition(
                row(customer),
                worker,
                true,
                Outcome.SENT,
                true,
                Change.to(State.SENT, null, "taken"),
                null,
                Map.of(),
                List.of(),
                List.of(),
                null);
    }

    private static OutboxMessage row(String customer) {
        UUID id = UUID.randomUUID();
        return new OutboxMessage(
                id,
                "welcome",
                "transactional",
                customer,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                State.CLAIMED,
                "<" + id + "@shop.example>",
                0,
                NOW,
                NOW,
                NOW.plus(LONG),
                null,
                null,
                null,
                ChannelDirectory.EMAIL,
                50,
                null,
                null,
                null,
                null,
                List.of());
    }
}
