package io.rapport.inbox.internal;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.io.Resource;

/**
 * Settings of the inbox.
 *
 * @param workers threads that work events off on this node; 0 for a node that only accepts
 * @param mostWaiting events that may wait before the intake asks senders to come back later
 * @param catalogue the AsyncAPI document with the event types
 */
@ConfigurationProperties("rapport.inbox")
record InboxProperties(
        @DefaultValue("2") int workers,
        @DefaultValue("100000") int mostWaiting,
        @DefaultValue("classpath:processes/events.asyncapi.yaml") Resource catalogue) {}
