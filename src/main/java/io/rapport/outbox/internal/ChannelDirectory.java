package io.rapport.outbox.internal;

import io.rapport.channel.Channel;
import io.rapport.contactpolicy.PolicyVocabulary;
import io.rapport.customer.Consents;
import io.rapport.customer.Customer;
import io.rapport.outbox.internal.BatchPrefetch.Address;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** How customers can be reached: by e-mail always, if there is an address; otherwise by the channels that are set up. */
@Component
final class ChannelDirectory {

    static final String EMAIL = "email";

    private final Map<String, Channel> channels;

    /** @throws IllegalStateException if a channel, or the consent that it asks for, is missing where these are listed */
    ChannelDirectory(ObjectProvider<Channel> channels) {
        this.channels = channels.stream().collect(Collectors.toMap(Channel::key, Function.identity()));
        this.channels.values().forEach(ChannelDirectory::requireListed);
    }

    /** Elsewhere messages on it would be refused, or journeys not hear of them, without anybody seeing why. */
    private static void requireListed(Channel channel) {
        if (!PolicyVocabulary.CHANNELS.contains(channel.key())) {
            throw new IllegalStateException("The channel '" + channel.key() + "' of "
                    + channel.getClass().getSimpleName()
                    + " is not listed: add it to PolicyVocabulary.CHANNELS, and to MessageChannel in"
                    + " processes/events.asyncapi.yaml");
        }
        for (String consent : channel.consents()) {
            if (!Consents.CHANNELS.contains(consent)) {
                throw new IllegalStateException("The consent '" + consent + "' that the channel '" + channel.key()
                        + "' asks for is not listed: add it to Consents.CHANNELS, and to ConsentChannel in"
                        + " processes/events.asyncapi.yaml; or have the channel ask for another"
                        + " (Channel.consent and consents)");
            }
        }
    }

    /** @return those beside e-mail that are set up */
    Collection<Channel> others() {
        return channels.values();
    }

    private Optional<Channel> channel(String key) {
        return Optional.ofNullable(channels.get(key));
    }

    boolean reaches(String key, Customer customer) {
        return key.equals(EMAIL)
                ? customer.email() != null
                : channel(key).filter(channel -> channel.reaches(customer)).isPresent();
    }

    /** @return the channel of consent that a message to the customer needs, as the ledger names it */
    String consent(String key, Customer customer) {
        return channel(key).map(channel -> channel.consent(customer)).orElse(key);
    }

    /** @return where a message goes on a channel; null if it does not reach the customer, or needs no address */
    String address(String key, Customer customer) {
        if (!reaches(key, customer)) {
            return null;
        }
        return key.equals(EMAIL)
                ? customer.email()
                : channel(key).map(channel -> channel.address(customer)).orElse(null);
    }

    /** @return where a message may go, by those of the channels that have addresses */
    List<Address> addresses(List<String> keys, Customer customer) {
        return keys.stream()
                .filter(key -> address(key, customer) != null)
                .map(key -> new Address(key, address(key, customer)))
                .toList();
    }
}
