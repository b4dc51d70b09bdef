package io.rapport.loyalty;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.rapport.inbox.ApiProblems;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.stream.Collectors;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What tills are answered when something is wrong: what, and what to do. */
@RestControllerAdvice(
        assignableTypes = {
            PointRedemptionsController.class,
            CouponsController.class,
            CouponPoolsController.class,
            ReferralsController.class
        })
class LoyaltyProblems {

    /** Too many codes that there are not. */
    static final class TooManyGuesses extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final Duration pause;

        /** @param pause after which the next code is answered */
        TooManyGuesses(Duration pause) {
            this.pause = pause;
        }
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(RedemptionRefused refused) {
        return switch (refused.reason()) {
            case UNKNOWN -> ApiProblems.answer(HttpStatus.NOT_FOUND, "not-found", "Not found", refused.getMessage());
            case NOT_ENOUGH, ANOTHER_ORDER, ANOTHER_CUSTOMER ->
                ApiProblems.answer(
                        HttpStatus.CONFLICT, "not-redeemable", "It cannot be used for this", refused.getMessage());
            case HELD -> ApiProblems.answer(HttpStatus.CONFLICT, "held", "It is held", refused.getMessage());
            case ENDED ->
                ApiProblems.answer(HttpStatus.CONFLICT, "ended", "It cannot be used any more", refused.getMessage());
            case KEY_REUSED ->
                ApiProblems.answer(
                        HttpStatus.UNPROCESSABLE_ENTITY,
                        "idempotency-key-reused",
                        "The key was used before",
                        refused.getMessage());
            case INVALID ->
                ApiProblems.answer(
                        HttpStatus.BAD_REQUEST, "invalid-request", "The request is not right", refused.getMessage());
        };
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unreadable(HttpMessageNotReadableException e) {
        return ApiProblems.answer(
                HttpStatus.BAD_REQUEST, "invalid-request", "The request is not right", faultOf(e.getCause()));
    }

    /** Names the field, never what stands in it: a code is worth money. */
    private static String faultOf(Throwable cause) {
        if (cause instanceof JsonMappingException fault && !fault.getPath().isEmpty()) {
            String field = fault.getPath().stream()
                    .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                    .collect(Collectors.joining())
                    .substring(1);
            return field + ": " + fixOf(fault);
        }
        return "The body must be a JSON object with the fields of the description at /api/openapi, each once, and no"
                + " others.";
    }

    private static String fixOf(JsonMappingException fault) {
        if (fault instanceof UnrecognizedPropertyException) {
            return "there is no such field. Leave it out, or write one of the description at /api/openapi.";
        }
        Class<?> wanted = fault instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
        if (wanted == Instant.class) {
            return "send a moment that there is, with its zone, in quotes, such as \"2037-01-01T00:00:00Z\".";
        }
        if (wanted == LocalDate.class) {
            return "send a day that there is, in quotes, such as \"2037-01-01\".";
        }
        return "send it as the description at /api/openapi says: a number without quotes, a whole one without decimals, a"
                + " text in quotes.";
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> tooMany(TooManyGuesses e) {
        return ApiProblems.later(
                HttpStatus.TOO_MANY_REQUESTS,
                "too-many-codes",
                "Too many codes that there are not",
                "Wait, and let the customer check the code. Name who types in the header Coupon-Shopper, so that one does"
                        + " not stop all.",
                e.pause);
    }

    @ExceptionHandler({DataAccessResourceFailureException.class, TransientDataAccessException.class})
    ResponseEntity<ProblemDetail> unavailable(RuntimeException e) {
        return ApiProblems.later(
                HttpStatus.SERVICE_UNAVAILABLE,
                "unavailable",
                "The database is away",
                "Send the request again, with the same Idempotency-Key.",
                Duration.ofSeconds(5));
    }
}
