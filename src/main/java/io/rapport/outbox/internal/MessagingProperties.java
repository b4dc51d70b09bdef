package io.rapport.outbox.internal;

import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of messaging. The mail server itself stands in {@code spring.mail.*}.
 *
 * @param workers threads that send mails on this node, each over a connection of its own; 0 for a node that only queues
 * @param channelWorkers threads for each other channel that is set up, such as {@code sms}
 * @param quietFrom begin of the customer's night, local time
 * @param quietUntil its end
 * @param recheck how long a message waits for an address or for the end of a complaint before it is evaluated again
 * @param retryDelays pauses after the first, second … failed attempt; the last one repeats until the message expires
 * @param poll longest sleep of an idle worker
 * @param batch messages that a worker takes at once
 * @param claimLease real time after which messages that a worker took are free for others
 * @param sendLease real time after which a mail without an outcome counts as unknown; longer than a send can take
 * @param connectTimeout for a connection to the mail server
 * @param readTimeout for each of its replies
 * @param writeTimeout for each write to it
 * @param connectionMessages mails over one connection, at most
 * @param connectionAge age of a connection, at most
 * @param connectionIdle silence on a connection, at most
 */
@ConfigurationProperties("rapport.messaging")
public record MessagingProperties(
        @DefaultValue("2") int workers,
        @DefaultValue("2") int channelWorkers,
        @DefaultValue("21:00") LocalTime quietFrom,
        @DefaultValue("08:00") LocalTime quietUntil,
        @DefaultValue("1h") Duration recheck,
        @DefaultValue({"10s", "1m", "10m", "1h", "6h"}) List<Duration> retryDelays,
        @DefaultValue("500ms") Duration poll,
        @DefaultValue("20") int batch,
        @DefaultValue("2m") Duration claimLease,
        @DefaultValue("15m") Duration sendLease,
        @DefaultValue("10s") Duration connectTimeout,
        @DefaultValue("1m") Duration readTimeout,
        @DefaultValue("1m") Duration writeTimeout,
        @DefaultValue("200") int connectionMessages,
        @DefaultValue("5m") Duration connectionAge,
        @DefaultValue("20s") Duration connectionIdle) {

    /** @throws IllegalArgumentException if the settings contradict each other */
    public MessagingProperties {
        if (channelWorkers < 1) {
            throw new IllegalArgumentException("rapport.messaging.channel-workers must be 1 or more");
        }
        if (retryDelays.isEmpty()) {
            throw new IllegalArgumentException("rapport.messaging.retry-delays must name at least one pause");
        }
        if (sendLease.compareTo(readTimeout.multipliedBy(5)) < 0) {
            throw new IllegalArgumentException("rapport.messaging.send-lease (" + sendLease
                    + ") must be at least five times rapport.messaging.read-timeout (" + readTimeout
                    + "): a mail in hand must not count as unknown");
        }
    }

    /**
     * @param attempts failed ones so far, 1 or more
     * @return the pause before the next
     */
    Duration retryDelay(int attempts) {
        return retryDelays.get(Math.min(attempts, retryDelays.size()) - 1);
    }
}
