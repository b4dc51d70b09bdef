package io.rapport.inbox;

import java.net.URI;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/** Refusals of the API, as problems after RFC 9457. */
public final class ApiProblems {

    private ApiProblems() {}

    /**
     * @param type by which programs distinguish it, such as {@code unknown-import}
     * @param title the same for each of its type
     * @param detail what to do
     * @return the problem
     */
    public static ProblemDetail of(HttpStatus status, String type, String title, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("urn:rapport:problem:" + type));
        problem.setTitle(title);
        return problem;
    }

    /** @return an answer with the problem's status and media type, and no body yet */
    public static ResponseEntity.BodyBuilder answer(ProblemDetail problem) {
        return ResponseEntity.status(problem.getStatus()).contentType(MediaType.APPLICATION_PROBLEM_JSON);
    }

    /** @return an answer with the problem of {@link #of} */
    public static ResponseEntity<ProblemDetail> answer(HttpStatus status, String type, String title, String detail) {
        ProblemDetail problem = of(status, type, title, detail);
        return answer(problem).body(problem);
    }

    /**
     * @param pause after which the request may be sent again
     * @return an answer with the problem of {@link #of}
     */
    public static ResponseEntity<ProblemDetail> later(
            HttpStatus status, String type, String title, String detail, Duration pause) {
        ProblemDetail problem = of(status, type, title, detail);
        return answer(problem)
                .header(HttpHeaders.RETRY_AFTER, String.valueOf(pause.toSeconds()))
                .body(problem);
    }
}
