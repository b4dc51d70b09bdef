package io.rapport.messaging.internal.channel;

import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.Inbox;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ChannelProperties.class)
class ChannelsConfiguration {

    @Bean
    Channels channels(ChannelProperties properties, Inbox inbox, BusinessClock clock) {
        List<Channel> channels = new ArrayList<>();
        if (properties.sms() != null) {
            channels.add(new SmsChannel(poster(properties), properties.sms()));
        }
        if (!properties.webhooks().isEmpty()) {
            channels.add(new WebhookChannel(poster(properties), properties.webhooks(), clock));
        }
        channels.add(new TaskChannel(inbox, clock));
        return new Channels(channels);
    }

    /** One for each channel: a slow one must not keep connections from the other. */
    private static HttpPoster poster(ChannelProperties properties) {
        return new HttpPoster(
                new EgressFilter(properties.egress().allow()),
                properties.http().connectTimeout(),
                properties.http().answerTimeout(),
                properties.http().totalTimeout());
    }
}
