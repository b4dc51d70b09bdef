package io.rapport.inbox.internal;

import io.rapport.inbox.ApiProblems;
import io.rapport.inbox.Cancellation;
import io.rapport.inbox.EventStatus;
import io.rapport.inbox.Inbox;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/events}: takes CloudEvents and answers what became of them. */
@RestController
@Tag(name = "Events", description = "What happened, sent by systems")
@RequestMapping("/api/events")
class EventsController {

    private final Inbox inbox;
    private final EventIntake intake;

    EventsController(Inbox inbox, EventIntake intake) {
        this.inbox = inbox;
        this.intake = intake;
    }

    /** What the short way ({@link EventFastPath}) did not take, and what the API's description shows. */
    @ApiDescription.Send
    @PostMapping
    ResponseEntity<?> accept(HttpServletRequest request) throws IOException {
        return intake.take(request);
    }

    @ApiDescription.Status
    @GetMapping
    ResponseEntity<?> status(
            @Parameter(description = "The event's source", required = true, example = "https://shop.example.com")
                    @RequestParam(required = false)
                    String source,
            @Parameter(description = "The event's id", required = true, example = "evt-0001")
                    @RequestParam(required = false)
                    String id) {
        if (source == null || id == null) {
            return answer(Problems.incompleteQuery());
        }
        return known(source, id)
                .<ResponseEntity<?>>map(EventsController::view)
                .orElseGet(() -> answer(Problems.unknown()));
    }

    @ApiDescription.Cancel
    @DeleteMapping
    ResponseEntity<?> cancel(
            @Parameter(description = "The event's source", required = true, example = "https://shop.example.com")
                    @RequestParam(required = false)
                    String source,
            @Parameter(description = "The event's id", required = true, example = "evt-0001")
                    @RequestParam(required = false)
                    String id) {
        if (source == null || id == null) {
            return answer(Problems.incompleteQuery());
        }
        Cancellation outcome = isName(source) && isName(id) ? inbox.cancel(source, id) : Cancellation.UNKNOWN;
        return switch (outcome) {
            case CANCELLED -> ResponseEntity.noContent().build();
            case TOO_LATE -> answer(Problems.tooLate());
            case UNKNOWN -> answer(Problems.unknown());
        };
    }

    private Optional<EventStatus> known(String source, String id) {
        return isName(source) && isName(id) ? inbox.status(source, id) : Optional.empty();
    }

    /** No event has the character NUL in its name, and the database does not take it in a question. */
    private static boolean isName(String text) {
        return text.indexOf('\0') < 0;
    }

    private static ResponseEntity<EventStatus> view(EventStatus status) {
        return ResponseEntity.ok(status);
    }

    /** The database is away or overrun: the sender keeps the event, whatever became of it. */
    @ExceptionHandler({
        DataAccessResourceFailureException.class,
        RecoverableDataAccessException.class,
        TransientDataAccessException.class,
        CannotCreateTransactionException.class,
        TransactionSystemException.class
    })
    ResponseEntity<ProblemDetail> unavailable(RuntimeException e) {
        return EventIntake.unavailable(e);
    }

    private static ResponseEntity<ProblemDetail> answer(ProblemDetail problem) {
        return ApiProblems.answer(problem).body(problem);
    }
}
