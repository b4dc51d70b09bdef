package io.rapport.outbox.internal;

import io.rapport.channel.Channel;
import io.rapport.channel.SendResult;
import io.rapport.mail.DomainPauses;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.internal.Preparation.Prepared;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Letters of one channel. There is nothing to make ready: each letter finds its own way. */
final class LetterCarrier implements Carrier {

    private final Channel channel;

    LetterCarrier(Channel channel) {
        this.channel = channel;
    }

    @Override
    public Duration ready() {
        return Duration.ZERO;
    }

    @Override
    public Optional<DomainPauses.Pause> pauseOf(Prepared prepared) {
        return Optional.empty();
    }

    @Override
    public Supplier<SendResult> pack(OutboxMessage message, Prepared prepared) {
        return () -> channel.send(prepared.letter());
    }

    @Override
    public void rest() {}

    @Override
    public void close() {}
}
