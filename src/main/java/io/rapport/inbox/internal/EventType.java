package io.rapport.inbox.internal;

import com.fasterxml.jackson.core.JsonPointer;
import com.networknt.schema.JsonSchema;
import io.rapport.inbox.Reference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One event type of the catalogue.
 *
 * @param name the CloudEvents type and the BPMN message name
 * @param subject what each of its events is about; {@code null} if each is about a customer
 * @param schema of the data
 * @param references kind of thing → where its id stands in the data
 * @param leadsTo kinds of things that the tables know it to be about besides
 * @param variables fields of the data that a journey may read
 * @param days how far dates of the data may lie from the event
 * @param strict whether the customer's later events wait while one of this type fails and is tried again
 * @param timeToLive how long an event waits for a journey when none listens yet; {@code null} when it need not wait
 * @param doneWhenOver whether it need not wait either once a journey about it has run and ended
 * @param own whether the product alone publishes it, and no system may send it
 */
record EventType(
        String name,
        Reference subject,
        JsonSchema schema,
        Map<String, JsonPointer> references,
        Set<String> leadsTo,
        List<String> variables,
        List<DaysFromEvent> days,
        boolean strict,
        Duration timeToLive,
        boolean doneWhenOver,
        boolean own) {}
