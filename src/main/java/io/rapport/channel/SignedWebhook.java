package io.rapport.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.rapport.channel.HttpPoster.Exchange;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A system that takes signed requests, after Standard Webhooks 1.0.
 *
 * @param name in reasons and logs
 * @param url where it takes them
 * @param secrets each request is signed with all of them
 * @param realTime of signatures: receivers hold it against their own clock, whatever day it is in our processes
 */
record SignedWebhook(String name, URI url, List<WebhookSecret> secrets, InstantSource realTime) {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    /** @throws IllegalArgumentException if a secret is none */
    static SignedWebhook of(ChannelProperties.Webhook settings, InstantSource realTime) {
        return new SignedWebhook(
                settings.name(),
                settings.url(),
                settings.secrets().stream().map(WebhookSecret::new).toList(),
                realTime);
    }

    /**
     * Writes a body in the form of the standard.
     *
     * @param type of what is sent, such as {@code coupon.requested}
     * @param at when it was made, by the clock of the processes
     * @param data strings, numbers, truth values and lists of them
     */
    static byte[] body(String type, Instant at, Map<String, Object> data) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("type", type);
        payload.put("timestamp", at.truncatedTo(ChronoUnit.MILLIS).toString());
        payload.put("data", data);
        try {
            return JSON.writeValueAsBytes(payload);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is sent must be strings, numbers and truth values", e);
        }
    }

    /**
     * Posts once.
     *
     * @param id the same for each attempt
     * @param further headers beside those of the signature
     * @param body JSON
     * @return what came of it; never an exception
     */
    Exchange post(HttpPoster http, String id, Map<String, String> further, byte[] body) {
        long timestamp = realTime.instant().getEpochSecond();
        Map<String, String> headers = new HashMap<>(further);
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", Long.toString(timestamp));
        headers.put(
                "webhook-signature",
                secrets.stream().map(secret -> secret.sign(id, timestamp, body)).collect(Collectors.joining(" ")));
        return http.post(url, headers, "application/json", body);
    }

    /** The address may hold a secret, too. */
    @Override
    public String toString() {
        return "SignedWebhook[" + name + "]";
    }
}
