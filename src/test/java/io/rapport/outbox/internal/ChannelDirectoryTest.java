package io.rapport.outbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.channel.Channel;
import io.rapport.channel.ChannelMessage;
import io.rapport.channel.MessageEvents;
import io.rapport.channel.SendResult;
import io.rapport.contactpolicy.PolicyVocabulary;
import io.rapport.customer.Customer;
import io.rapport.inbox.EventField;
import io.rapport.inbox.internal.EventCatalogue;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.core.io.FileSystemResource;

@DisplayName("A channel is known wherever channels are listed")
class ChannelDirectoryTest {

    private record Carrier(String key, List<String> consents) implements Channel {

        @Override
        public boolean reaches(Customer customer) {
            return true;
        }

        @Override
        public SendResult send(ChannelMessage message) {
            return new SendResult(SendResult.Outcome.SENT, "taken");
        }
    }

    private static ChannelDirectory directory(Channel channel) {
        return new ChannelDirectory(
                new StaticListableBeanFactory(Map.of("channel", channel)).getBeanProvider(Channel.class));
    }

    @Test
    @DisplayName("or the application does not start, and says to which lists to add it")
    void missing() {
        assertThatThrownBy(() -> directory(new Carrier("courier", List.of("post"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "The channel 'courier' of Carrier is not listed: add it to PolicyVocabulary.CHANNELS, and to"
                                + " MessageChannel in processes/events.asyncapi.yaml");
    }

    @Test
    @DisplayName("and so are the consents that it asks for")
    void consentMissing() {
        assertThatThrownBy(() -> directory(new Carrier("sms", List.of("sms", "pager"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The consent 'pager' that the channel 'sms' asks for is not listed: add it to"
                        + " Consents.CHANNELS, and to ConsentChannel in processes/events.asyncapi.yaml");
    }

    @Test
    @DisplayName("One that is listed is there")
    void listed() {
        assertThat(directory(new Carrier("task", List.of("phone", "post"))).others())
                .extracting(Channel::key)
                .containsExactly("task");
    }

    @Test
    @DisplayName("Events about messages may name the channels that messages list, and no others")
    void events() {
        EventCatalogue catalogue =
                EventCatalogue.read(new FileSystemResource("processes/events.asyncapi.yaml"), InstantSource.system());
        for (String type :
                List.of(MessageEvents.SENT, MessageEvents.DEFERRED, MessageEvents.WITHHELD, MessageEvents.FAILED)) {
            EventField channel = catalogue.fields(type).stream()
                    .filter(field -> field.name().equals("channel"))
                    .findFirst()
                    .orElseThrow();
            assertThat(channel.choices())
                    .as("%s: MessageChannel in processes/events.asyncapi.yaml and PolicyVocabulary.CHANNELS", type)
                    .containsExactlyInAnyOrderElementsOf(PolicyVocabulary.CHANNELS);
        }
    }
}
