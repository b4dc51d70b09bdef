package io.rapport.journey.step;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.CustomerMerges;
import io.rapport.outbox.Outbox;
import io.rapport.outbox.OutboxMessage;
import io.rapport.template.MessageTypes;
import java.time.Duration;
import java.time.Instant;

/** What expressions may ask about the messages to a customer. */
@Facts("outboxFacts")
public final class OutboxFacts {

    private final Outbox outbox;
    private final MessageTypes types;
    private final CustomerMerges merges;
    private final BusinessClock clock;

    OutboxFacts(Outbox outbox, MessageTypes types, CustomerMerges merges, BusinessClock clock) {
        this.outbox = outbox;
        this.types = types;
        this.merges = merges;
        this.clock = clock;
    }

    /**
     * @param customerId bare id
     * @param message its name, such as {@code welcome}
     * @param days since it was asked for, at the most
     * @return whether it went out; false while it waits, and of one that was withheld or failed
     * @throws RuntimeException if there is no such message
     */
    public boolean sentWithin(String customerId, String message, int days) {
        String name = types.type(message).name();
        Instant since = clock.instant().minus(Duration.ofDays(days));
        return merges.idsOf(customerId).stream()
                .flatMap(id -> outbox.messages(id).stream())
                .anyMatch(sent -> sent.message().equals(name)
                        && sent.state() == OutboxMessage.State.SENT
                        && !sent.queuedAt().isBefore(since));
    }
}
