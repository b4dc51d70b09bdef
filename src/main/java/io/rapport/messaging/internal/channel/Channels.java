package io.rapport.messaging.internal.channel;

import io.rapport.customer.Customer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The channels beside e-mail that are set up here. */
public final class Channels implements AutoCloseable {

    private final Map<String, Channel> byKey = new LinkedHashMap<>();

    /**
     * @param channels those that are set up
     * @throws IllegalArgumentException if two have the same key
     */
    public Channels(Collection<? extends Channel> channels) {
        for (Channel channel : channels) {
            if (byKey.put(channel.key(), channel) != null) {
                throw new IllegalArgumentException("two channels are called " + channel.key());
            }
        }
    }

    /**
     * @param key such as {@code sms}
     * @return the channel; empty if it is not set up, or is e-mail
     */
    public Optional<Channel> find(String key) {
        return Optional.ofNullable(byKey.get(key));
    }

    /** @return whether the channel is set up and there is an address of the customer's for it */
    public boolean reaches(String key, Customer customer) {
        return find(key).map(channel -> channel.reaches(customer)).orElse(false);
    }

    /** @return the keys of the channels that are set up */
    public Set<String> keys() {
        return Set.copyOf(byKey.keySet());
    }

    /** Closes their connections. */
    @Override
    public void close() throws Exception {
        for (Channel channel : byKey.values()) {
            if (channel instanceof AutoCloseable open) {
                open.close();
            }
        }
    }
}
