package io.rapport.channel;

import io.micrometer.core.instrument.Counter;
import io.rapport.channel.HttpPoster.Exchange;
import io.rapport.channel.HttpPoster.Reach;
import io.rapport.channel.SendResult.Outcome;
import io.rapport.customer.Customer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages handed to other systems, which deliver them: an app, a chat, a print shop. Signed after Standard Webhooks 1.0.
 * The id stays the same however often a message is sent, and receivers keep to it; so what is unclear is sent again, and
 * nothing is ever unknown.
 */
final class WebhookChannel implements Channel, AutoCloseable {

    static final String KEY = "webhook";

    private static final Logger LOG = LoggerFactory.getLogger(WebhookChannel.class);
    private static final String TYPE = "message.requested";
    private static final int GONE = 410;

    private final HttpPoster http;
    private final List<SignedWebhook> endpoints;
    private final Clock clock;
    private final Counter refusals;

    /**
     * @param clock of the processes, by which a message says when it was sent
     * @param realTime of signatures
     * @param refusals counts answers that are about the endpoint and not about a message
     * @throws IllegalArgumentException if a secret is none
     */
    WebhookChannel(
            HttpPoster http,
            List<ChannelProperties.Webhook> settings,
            Clock clock,
            InstantSource realTime,
            Counter refusals) {
        this.http = http;
        this.endpoints = settings.stream()
                .map(webhook -> SignedWebhook.of(webhook, realTime))
                .toList();
        this.clock = clock;
        this.refusals = refusals;
    }

    @Override
    public String key() {
        return KEY;
    }

    /** Whom the receiving systems know we do not know: any customer who is not erased. */
    @Override
    public boolean reaches(Customer customer) {
        return !customer.isErased();
    }

    @Override
    public SendResult send(ChannelMessage message) {
        byte[] body = body(message, clock.instant());
        return together(endpoints.stream()
                .map(endpoint -> send(endpoint, message, body))
                .toList());
    }

    private SendResult send(SignedWebhook endpoint, ChannelMessage message, byte[] body) {
        return judge(endpoint.name(), endpoint.post(http, message.id().toString(), Map.of(), body));
    }

    private SendResult judge(String name, Exchange exchange) {
        if (exchange.reach() != Reach.ANSWERED) {
            return new SendResult(
                    Outcome.RETRY,
                    name
                            + (exchange.reach() == Reach.NOT_SENT ? " was not reached: " : " gave no whole answer: ")
                            + exchange.fault());
        }
        int status = exchange.status();
        String why = name + " answered " + status;
        if (status >= 200 && status < 300) {
            return new SendResult(Outcome.SENT, why);
        }
        if (status == GONE) {
            refusals.increment();
            LOG.error("Webhook {} is gone (410); take it out of rapport.messaging.webhooks", name);
            return new SendResult(Outcome.PERMANENT, why + ": it wants no more");
        }
        if (status < 500 && status != 408 && status != 425 && status != 429) {
            // redirects and refusals: the next message will fare alike
            refusals.increment();
            LOG.warn("Webhook {} does not take messages: it answered {}", name, status);
        }
        return new SendResult(Outcome.RETRY, why, exchange.pause(), null);
    }

    /** All endpoints again as long as one of them may still take it; gone ones do not count beside others. */
    private static SendResult together(List<SendResult> results) {
        String why = results.stream().map(SendResult::why).collect(Collectors.joining("; "));
        List<Outcome> outcomes = results.stream().map(SendResult::outcome).toList();
        Duration pause = results.stream()
                .map(SendResult::pause)
                .filter(Objects::nonNull)
                .max(Duration::compareTo)
                .orElse(null);
        if (outcomes.contains(Outcome.RETRY)) {
            return new SendResult(Outcome.RETRY, why, pause, null);
        }
        return new SendResult(outcomes.contains(Outcome.SENT) ? Outcome.SENT : Outcome.PERMANENT, why);
    }

    private static byte[] body(ChannelMessage message, Instant now) {
        Map<String, Object> data = new LinkedHashMap<>(message.facts());
        data.put("messageId", message.id().toString());
        data.put("customerId", message.customerId());
        data.put("language", message.language());
        data.put("subject", message.subject());
        data.put("text", message.text());
        return SignedWebhook.body(TYPE, now, data);
    }

    @Override
    public void close() {
        http.close();
    }
}
