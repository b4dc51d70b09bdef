package io.rapport.dates;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.rapport.inbox.EventSubmission;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.NewEvent;
import io.rapport.inbox.Priority;
import io.rapport.inbox.Receipt;
import io.rapport.inbox.ScheduleEvent;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The events of dates and schedules on their way into the inbox. What an event is known by makes each come once, whatever
 * raises it and however often: of a date the customer and the year, of a schedule the moment.
 */
@Component
final class RaisedEvents {

    private static final Logger LOG = LoggerFactory.getLogger(RaisedEvents.class);

    private final Inbox inbox;
    private final MeterRegistry metrics;

    RaisedEvents(Inbox inbox, MeterRegistry metrics) {
        this.inbox = inbox;
        this.metrics = metrics;
    }

    /**
     * @param year in which it comes once for the customer
     * @return the event of a customer's date, or of a festival; many come at once, so that what is live goes first
     */
    static EventSubmission of(DueDay day, int year, String customerId, Instant moment) {
        NewEvent event = new NewEvent(
                "urn:rapport:date:" + day.event().name(),
                customerId + ":" + year,
                day.event().type(),
                customerId,
                moment,
                JsonNodeFactory.instance.objectNode().put("date", day.date().toString()));
        return new EventSubmission(event, null, Priority.BULK);
    }

    /** @return the event of a schedule */
    static EventSubmission of(ScheduleEvent schedule, Instant moment) {
        String at = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(moment.atZone(schedule.zone()));
        NewEvent event = new NewEvent(
                "urn:rapport:schedule:" + schedule.name(),
                moment.toString(),
                schedule.type(),
                schedule.subject().queue(),
                moment,
                JsonNodeFactory.instance.objectNode().put("at", at));
        return new EventSubmission(event, null);
    }

    /**
     * Puts events into the inbox, in the caller's transaction; those that are there already are left out.
     *
     * @param type their event type
     * @param events any number
     * @return how many are new
     */
    int raise(String type, List<EventSubmission> events) {
        if (events.isEmpty()) {
            return 0;
        }
        List<Inbox.IntakeResult> answers = inbox.acceptAll(events);
        IntStream.range(0, answers.size())
                .filter(i -> answers.get(i).invalid() != null)
                .forEach(i -> LOG.error(
                        "The event {} of {} cannot be raised: {}",
                        type,
                        events.get(i).event().customerId(),
                        answers.get(i).invalid().getMessage()));
        int raised = (int) answers.stream()
                .filter(answer -> answer.receipt() == Receipt.ACCEPTED)
                .count();
        metrics.counter("rapport.dates.raised", "type", type).increment(raised);
        return raised;
    }
}
