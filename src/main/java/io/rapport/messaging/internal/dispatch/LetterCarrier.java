package io.rapport.messaging.internal.dispatch;

import io.rapport.messaging.OutboxMessage;
import io.rapport.messaging.internal.channel.Channel;
import io.rapport.messaging.internal.dispatch.Preparation.Prepared;
import io.rapport.messaging.internal.smtp.DomainPauses;
import io.rapport.messaging.internal.smtp.SendResult;
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
