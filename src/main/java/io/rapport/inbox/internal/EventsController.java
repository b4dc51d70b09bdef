package io.rapport.inbox.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.EventStatus;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.InvalidEvent;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/events}: takes CloudEvents and tells what became of them. */
@RestController
@RequestMapping("/api/events")
class EventsController {

    static final String CLOUD_EVENT = "application/cloudevents+json";

    /** Longest body of one event, in bytes. */
    static final int MOST_BYTES = 1024 * 1024;

    private final Inbox inbox;
    private final BusinessClock clock;
    private final CloudEventReader reader = new CloudEventReader();

    EventsController(Inbox inbox, BusinessClock clock) {
        this.inbox = inbox;
        this.clock = clock;
    }

    @PostMapping
    ResponseEntity<?> accept(HttpServletRequest request) throws IOException {
        if (!isCloudEvent(request.getContentType())) {
            return unsupported();
        }
        byte[] body = request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            return problem(HttpStatus.PAYLOAD_TOO_LARGE, "The event is too large", "Send at most 1 MiB.");
        }
        return switch (inbox.accept(reader.read(body, clock.instant()))) {
            case ACCEPTED, DUPLICATE -> ResponseEntity.accepted().build();
            case CONFLICT ->
                problem(
                        HttpStatus.UNPROCESSABLE_ENTITY,
                        "Another event has this source and id",
                        "An event is known by source and id; give a new event a new id.");
        };
    }

    @GetMapping
    ResponseEntity<?> status(@RequestParam String source, @RequestParam String id) {
        return inbox.status(source, id)
                .<ResponseEntity<?>>map(EventsController::view)
                .orElseGet(() -> problem(
                        HttpStatus.NOT_FOUND,
                        "No such event",
                        "No event with this source and id was accepted; send it again."));
    }

    private static ResponseEntity<EventStatus> view(EventStatus status) {
        return ResponseEntity.ok(status);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> invalid(InvalidEvent e) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.BAD_REQUEST, "The event was not taken; mend what errors names and send it again.");
        problem.setType(URI.create("urn:rapport:problem:invalid-event"));
        problem.setTitle("The event is not valid");
        problem.setProperty("errors", e.faults());
        return answer(HttpStatus.BAD_REQUEST, problem);
    }

    /** Looked at here and not by the mapping, which would leave the answer to Boot's error page. */
    private static boolean isCloudEvent(String contentType) {
        try {
            return contentType != null
                    && MediaType.parseMediaType(CLOUD_EVENT).includes(MediaType.parseMediaType(contentType));
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    private static ResponseEntity<ProblemDetail> unsupported() {
        ResponseEntity<ProblemDetail> answer = problem(
                HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                "The content type is not supported",
                "Send one CloudEvent as " + CLOUD_EVENT + ".");
        return ResponseEntity.status(answer.getStatusCode())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .header("Accept-Post", CLOUD_EVENT)
                .body(answer.getBody());
    }

    private static ResponseEntity<ProblemDetail> problem(HttpStatus status, String title, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setTitle(title);
        return answer(status, problem);
    }

    private static ResponseEntity<ProblemDetail> answer(HttpStatus status, ProblemDetail problem) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }
}
