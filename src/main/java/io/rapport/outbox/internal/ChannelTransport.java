package io.rapport.outbox.internal;

import io.rapport.channel.Channel;
import io.rapport.channel.SendResult;
import io.rapport.mail.DomainPauses;
import io.rapport.outbox.OutboxMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** A channel beside e-mail. There is nothing to make ready: each message finds its own way. */
final class ChannelTransport implements Transport {

    private final Channel channel;

    ChannelTransport(Channel channel) {
        this.channel = channel;
    }

    @Override
    public Duration ready() {
        return Duration.ZERO;
    }

    @Override
    public Optional<DomainPauses.Pause> pauseOf(String address) {
        return Optional.empty();
    }

    @Override
    public Optional<DomainPauses.Pause> takeTurn(String address) {
        return Optional.empty();
    }

    @Override
    public void giveTurnBack(String address) {}

    @Override
    public Supplier<SendResult> pack(OutboxMessage message, PreparedMessage prepared) {
        return () -> channel.send(prepared.other());
    }

    @Override
    public void rest() {}

    @Override
    public void close() {}
}
