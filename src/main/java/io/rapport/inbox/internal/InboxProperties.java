package io.rapport.inbox.internal;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the inbox.
 *
 * @param workers threads that work events off on this node; 0 for a node that only accepts
 * @param batch how many events a worker takes into one transaction
 * @param mostWaiting events that may wait before the intake asks senders to come back later
 */
@ConfigurationProperties("rapport.inbox")
record InboxProperties(
        @DefaultValue("2") int workers, @DefaultValue("50") int batch, @DefaultValue("100000") int mostWaiting) {}
