package io.rapport.inbox.internal;

import io.rapport.inbox.ApiProblems;
import io.rapport.inbox.InvalidEvent;
import io.rapport.inbox.InvalidEvent.Fault;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;

/** The intake's refusals, as problems after RFC 9457. */
final class Problems {

    /** Nobody fixes more at once; a hostile event cannot make the answer larger than itself. */
    private static final int MOST_FAULTS = 50;

    /** An answer does not repeat what is no name. */
    private static final int LONGEST_NAME = 64;

    private Problems() {}

    static ProblemDetail invalid(InvalidEvent e) {
        ProblemDetail problem = ApiProblems.of(
                HttpStatus.BAD_REQUEST,
                "invalid-event",
                "The event is not valid",
                "The event was not taken; fix what errors names and send it again.");
        List<Fault> faults = e.faults();
        problem.setProperty("errors", faults.subList(0, Math.min(faults.size(), MOST_FAULTS)));
        return problem;
    }

    static ProblemDetail conflict() {
        return ApiProblems.of(
                HttpStatus.UNPROCESSABLE_ENTITY,
                "conflicting-event",
                "Another event has this source and id",
                "An event is known by source and id; give a new event a new id.");
    }

    static ProblemDetail ambiguous() {
        return ApiProblems.of(
                HttpStatus.UNPROCESSABLE_ENTITY,
                "ambiguous-subject",
                "The subject leads to more than one customer",
                "Nothing was taken. Name the customer as customer:ID, or by an id that belongs to one customer alone.");
    }

    static ProblemDetail tooLarge(String most) {
        return ApiProblems.of(
                HttpStatus.PAYLOAD_TOO_LARGE, "too-large", "The request is too large", "Send at most " + most + ".");
    }

    static ProblemDetail unsupported() {
        return ApiProblems.of(
                HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                "unsupported-content",
                "The content type is not supported",
                "Send one CloudEvent as " + ContentMode.EVENT_TYPE + ", several as " + ContentMode.BATCH_TYPE
                        + ", or the data of one as application/json with its attributes in ce- headers;"
                        + " always UTF-8, never compressed.");
    }

    /** @param taken content types that the path takes */
    static ProblemDetail unsupported(List<MediaType> taken) {
        return ApiProblems.of(
                HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                "unsupported-content",
                "The content type is not supported",
                "Send the body as "
                        + taken.stream()
                                .map(MediaType::toString)
                                .filter(type -> !type.contains("*"))
                                .collect(Collectors.joining(" or "))
                        + ".");
    }

    static ProblemDetail backlog() {
        return ApiProblems.of(
                HttpStatus.TOO_MANY_REQUESTS,
                "backlog",
                "Too many events wait",
                "Nothing was taken; send it again after the time that Retry-After names.");
    }

    static ProblemDetail unavailable() {
        return ApiProblems.of(
                HttpStatus.SERVICE_UNAVAILABLE,
                "unavailable",
                "The database does not answer",
                "Nothing is acknowledged; send it again after the time that Retry-After names. An event is taken once.");
    }

    static ProblemDetail behind() {
        return ApiProblems.of(
                HttpStatus.SERVICE_UNAVAILABLE,
                "behind",
                "This server cannot load what is live",
                "Nothing is acknowledged; send it again after the time that Retry-After names, to another server if there"
                        + " is one.");
    }

    /** @param type what the parameter is read as */
    static ProblemDetail parameter(String name, Class<?> type) {
        boolean yesOrNo = type == boolean.class || type == Boolean.class;
        return ApiProblems.of(
                HttpStatus.BAD_REQUEST,
                "unreadable-parameter",
                "A parameter cannot be read",
                name + ": send " + (yesOrNo ? "true or false." : "a whole number."));
    }

    /** @param known what the resource reads */
    static ProblemDetail unknownParameter(String name, List<String> known) {
        return ApiProblems.of(
                HttpStatus.BAD_REQUEST,
                "unknown-parameter",
                "There is no such parameter",
                name.substring(0, Math.min(name.length(), LONGEST_NAME)) + ": there is no such parameter. Known here: "
                        + String.join(", ", known) + ".");
    }

    static ProblemDetail incompleteQuery() {
        return ApiProblems.of(
                HttpStatus.BAD_REQUEST, "incomplete-query", "The query is incomplete", "Name both source and id.");
    }

    static ProblemDetail unknown() {
        return ApiProblems.of(
                HttpStatus.NOT_FOUND,
                "unknown-event",
                "No such event",
                "No event with this source and id was accepted; send it again.");
    }

    static ProblemDetail tooLate() {
        return ApiProblems.of(
                HttpStatus.CONFLICT,
                "already-delivered",
                "The event cannot be cancelled",
                "It was delivered already, or was not to be delivered later; tell what happened since by a new event.");
    }

    static ProblemDetail unknownPath() {
        return ApiProblems.of(
                HttpStatus.NOT_FOUND,
                "unknown-path",
                "There is nothing here",
                "/api/openapi.yaml names every path of this interface.");
    }

    static ProblemDetail method(Set<HttpMethod> allowed) {
        return ApiProblems.of(
                HttpStatus.METHOD_NOT_ALLOWED,
                "method-not-allowed",
                "This path does not take the method",
                "It takes " + allowed.stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", ")) + ".");
    }

    static ProblemDetail notAcceptable() {
        return ApiProblems.of(
                HttpStatus.NOT_ACCEPTABLE,
                "not-acceptable",
                "The answer has no such form",
                "Let Accept name application/json and application/problem+json.");
    }
}
