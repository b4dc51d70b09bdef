package io.rapport.channel;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rapport.channel.ChannelProperties.Sms;
import io.rapport.customer.Customer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Channels for tests of what stands above them. */
public final class TestChannels {

    private TestChannels() {}

    /** Text messages to a provider on this machine, with little patience. */
    public static Channel sms(URI provider) {
        return sms(provider, Duration.ofSeconds(1));
    }

    /** @param patience with each answer */
    public static Channel sms(URI provider, Duration patience) {
        HttpPoster poster = new HttpPoster(
                new EgressFilter(List.of("127.0.0.1")), Duration.ofSeconds(1), patience, patience.plusMillis(600));
        return new SmsChannel(
                poster,
                new Sms(provider, "AC7", null, "secret", "+15005550006", null),
                new SimpleMeterRegistry().counter("refusals"));
    }

    /** A channel that a test changes while it is in use. */
    public static final class Changing implements Channel {

        private final String key;
        private final AtomicReference<Function<ChannelMessage, SendResult>> behaviour = new AtomicReference<>();

        /** @param key such as {@code sms} */
        public Changing(String key) {
            this.key = key;
        }

        /** From now on messages go there. */
        public void behave(Function<ChannelMessage, SendResult> next) {
            behaviour.set(next);
        }

        @Override
        public String key() {
            return key;
        }

        @Override
        public boolean reaches(Customer customer) {
            return customer.phone() != null;
        }

        @Override
        public String address(Customer customer) {
            return customer.phone();
        }

        @Override
        public SendResult send(ChannelMessage message) {
            return behaviour.get().apply(message);
        }
    }
}
