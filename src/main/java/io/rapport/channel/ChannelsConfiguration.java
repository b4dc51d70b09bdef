package io.rapport.channel;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.rapport.calendar.BusinessClock;
import io.rapport.customer.Customers;
import io.rapport.inbox.Inbox;
import io.rapport.loyalty.CouponShops;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The channels that are set up here are the beans of the type {@link Channel}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ChannelProperties.class)
class ChannelsConfiguration {

    @Bean
    @ConditionalOnProperty("rapport.messaging.sms.account")
    SmsChannel smsChannel(ChannelProperties properties, MeterRegistry registry) {
        return new SmsChannel(poster(properties), properties.sms(), refusals(registry, SmsChannel.KEY));
    }

    @Bean
    @ConditionalOnProperty("rapport.messaging.webhooks[0].url")
    WebhookChannel webhookChannel(ChannelProperties properties, BusinessClock clock, MeterRegistry registry) {
        return new WebhookChannel(
                poster(properties),
                properties.webhooks(),
                clock,
                clock::realInstant,
                refusals(registry, WebhookChannel.KEY));
    }

    @Bean
    TaskChannel taskChannel(Inbox inbox, Customers customers, BusinessClock clock) {
        return new TaskChannel(inbox, customers, clock);
    }

    /** There without a shop, too: then it knows none. */
    @Bean
    CouponShops couponShops(ChannelProperties properties, BusinessClock clock, MeterRegistry registry) {
        return new WebhookCouponShops(
                poster(properties),
                properties.couponShops(),
                clock,
                clock::realInstant,
                refusals(registry, WebhookCouponShops.KEY));
    }

    /** There from the start, at nought, for channels that are not set up, too: an alert asks for them. */
    @Bean
    MeterBinder channelRefusals() {
        return registry -> List.of(SmsChannel.KEY, WebhookChannel.KEY, WebhookCouponShops.KEY)
                .forEach(channel -> refusals(registry, channel));
    }

    private static Counter refusals(MeterRegistry registry, String channel) {
        return Counter.builder("rapport.channel.refusals")
                .description("answers that are about the account or endpoint and not about a message or code")
                .tag("channel", channel)
                .register(registry);
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
