package io.rapport.inbox.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.database.DatabaseFaults;
import io.rapport.inbox.ApiProblems;
import io.rapport.inbox.EventSubmission;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.InvalidEvent;
import io.rapport.inbox.Priority;
import io.rapport.inbox.Sender;
import io.rapport.inbox.internal.BatchAnswer.EventAnswer;
import io.rapport.release.ReleaseNotLoaded;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** What {@code POST /api/events} does, whichever way the request came: takes CloudEvents, or says why not. */
@Component
final class EventIntake {

    private static final Logger log = LoggerFactory.getLogger(EventIntake.class);

    /** When a sender may knock again. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Inbox inbox;
    private final GroupCommit intake;
    private final Backlog backlog;
    private final BusinessClock clock;
    private final CloudEventReader reader;
    private final SenderPriorities priorities;

    EventIntake(
            Inbox inbox,
            GroupCommit intake,
            EventCatalogue catalogue,
            Backlog backlog,
            SenderPriorities priorities,
            IdentityProperties identity,
            BusinessClock clock) {
        this.inbox = inbox;
        this.intake = intake;
        this.reader = new CloudEventReader(catalogue, identity.subjects());
        this.backlog = backlog;
        this.priorities = priorities;
        this.clock = clock;
    }

    /**
     * Takes in what a request carries.
     *
     * @param request of a system whose key was checked
     * @return the answer; a body, if it has one, is to be written as JSON
     * @throws IOException if the sender goes away
     */
    ResponseEntity<?> take(HttpServletRequest request) throws IOException {
        try {
            return read(request);
        } catch (InvalidEvent e) {
            return answer(Problems.invalid(e));
        } catch (CloudEventReader.TooManyEvents e) {
            return answer(Problems.tooLarge(CloudEventReader.MOST_EVENTS + " events in a batch"));
        } catch (ReleaseNotLoaded e) {
            // it may be of a type that came with the release which this node cannot load
            return later(Problems.behind());
        } catch (DataAccessException | TransactionException e) {
            if (DatabaseFaults.isNobodysFault(e)) {
                return unavailable(e);
            }
            throw e;
        }
    }

    private ResponseEntity<?> read(HttpServletRequest request) throws IOException {
        Optional<ContentMode> mode = ContentMode.of(request);
        if (mode.isEmpty()) {
            ProblemDetail problem = Problems.unsupported();
            return ApiProblems.answer(problem)
                    .header("Accept-Post", ContentMode.ACCEPTED)
                    .body(problem);
        }
        if (backlog.isFull()) {
            return later(Problems.backlog());
        }
        // checked here and not by the mapping, which would read what is too long and leave answers to an error page
        int most = mode.get().mostBytes();
        if (request.getContentLengthLong() > most) {
            return tooLarge(most);
        }
        byte[] body = request.getInputStream().readNBytes(most + 1);
        if (body.length > most) {
            return tooLarge(most);
        }
        Priority usual = priorities.of(sender(request));
        return switch (mode.get()) {
            case STRUCTURED -> take(reader.read(body, clock.instant()), usual);
            case BINARY -> take(reader.read(headers(request), body, clock.instant()), usual);
            case BATCH -> takeAll(reader.readBatch(body, clock.instant()), usual);
        };
    }

    private static String sender(HttpServletRequest request) {
        return request.getAttribute(Sender.ATTRIBUTE) instanceof String system ? system : request.getRemoteUser();
    }

    private ResponseEntity<?> take(EventSubmission delivery, Priority usual) {
        ProblemDetail problem = problem(accept(delivery.orElse(usual)));
        return problem == null ? ResponseEntity.accepted().build() : answer(problem);
    }

    /** Who is called by something else than the customer id is looked for in the transaction of the event's row. */
    private Inbox.IntakeResult accept(EventSubmission delivery) {
        return delivery.externalId() == null
                ? new Inbox.IntakeResult(intake.accept(delivery), null)
                : inbox.acceptAll(List.of(delivery)).get(0);
    }

    private ResponseEntity<?> takeAll(List<CloudEventReader.Element> elements, Priority usual) {
        List<EventSubmission> events = elements.stream()
                .filter(element -> element.event() != null)
                .map(element -> element.event().orElse(usual))
                .toList();
        List<Inbox.IntakeResult> answers = inbox.acceptAll(events);
        List<EventAnswer> all = new ArrayList<>(elements.size());
        int refused = 0;
        int next = 0;
        for (CloudEventReader.Element element : elements) {
            ProblemDetail problem = element.event() == null ? problem(element) : problem(answers.get(next++));
            refused += problem == null ? 0 : 1;
            all.add(new EventAnswer(
                    all.size(),
                    element.source(),
                    element.id(),
                    problem == null ? HttpStatus.ACCEPTED.value() : problem.getStatus(),
                    problem));
        }
        return ResponseEntity.status(refused == 0 ? HttpStatus.ACCEPTED : HttpStatus.MULTI_STATUS)
                .body(new BatchAnswer(all.size() - refused, refused, all));
    }

    private static ProblemDetail problem(CloudEventReader.Element element) {
        return element.tooLarge() ? Problems.tooLarge("1 MiB an event") : Problems.invalid(element.fault());
    }

    private static ProblemDetail problem(Inbox.IntakeResult answer) {
        if (answer.invalid() != null) {
            return Problems.invalid(answer.invalid());
        }
        return switch (answer.receipt()) {
            case ACCEPTED, DUPLICATE -> null;
            case CONFLICT -> Problems.conflict();
            case AMBIGUOUS -> Problems.ambiguous();
        };
    }

    private static Map<String, List<String>> headers(HttpServletRequest request) {
        Map<String, List<String>> headers = new HashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            headers.put(name.toLowerCase(Locale.ROOT), Collections.list(request.getHeaders(name)));
        }
        return headers;
    }

    /** The database is away or overrun: the sender keeps the event, whatever became of it. */
    static ResponseEntity<ProblemDetail> unavailable(RuntimeException e) {
        // the database's own words may quote an event
        log.warn("an event could not be stored: {}", e.getClass().getSimpleName());
        return later(Problems.unavailable());
    }

    private static ResponseEntity<ProblemDetail> tooLarge(int mostBytes) {
        return answer(Problems.tooLarge(mostBytes / (1024 * 1024) + " MiB"));
    }

    private static ResponseEntity<ProblemDetail> later(ProblemDetail problem) {
        return ApiProblems.answer(problem)
                .header(HttpHeaders.RETRY_AFTER, String.valueOf(PAUSE.toSeconds()))
                .body(problem);
    }

    private static ResponseEntity<ProblemDetail> answer(ProblemDetail problem) {
        return ApiProblems.answer(problem).body(problem);
    }
}
