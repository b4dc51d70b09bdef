package io.rapport.channel;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rapport.channel.ChannelProperties.Sms;
import io.rapport.channel.ChannelProperties.Webhook;
import io.rapport.customer.Customer;
import io.rapport.loyalty.CouponShops;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Channels for tests of what stands above them. */
public final class TestChannels {

    private static final String COUPON_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

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

    /** A shop that confirms codes of coupons, with a secret that anybody may read. */
    public static CouponShops couponShop(String name, URI url) {
        HttpPoster poster = new HttpPoster(
                new EgressFilter(List.of("127.0.0.1")),
                Duration.ofSeconds(1),
                Duration.ofMillis(500),
                Duration.ofSeconds(1));
        return new WebhookCouponShops(
                poster,
                List.of(new Webhook(name, url, List.of(COUPON_SECRET))),
                Clock.systemUTC(),
                InstantSource.system(),
                new SimpleMeterRegistry().counter("refusals"));
    }

    /** @return whether a request is signed as one of {@link #couponShop} must be */
    public static boolean isSigned(String id, String timestamp, String signature, byte[] body) {
        return new WebhookSecret(COUPON_SECRET)
                .sign(id, Long.parseLong(timestamp), body)
                .equals(signature);
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
