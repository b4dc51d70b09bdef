package io.rapport.inbox.internal;

import io.rapport.inbox.ApiProblems;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * Requests under {@code /api} that reach no handler, or have a parameter that cannot be read or is not known, are answered as
 * problems like all other refusals there; elsewhere the browser gets its error page.
 */
@RestControllerAdvice
final class ApiFaults {

    private static final String API = "/api/";

    @ExceptionHandler({
        NoResourceFoundException.class,
        HttpRequestMethodNotSupportedException.class,
        HttpMediaTypeNotAcceptableException.class,
        HttpMediaTypeNotSupportedException.class
    })
    ResponseEntity<ProblemDetail> notHandled(ServletException fault, HttpServletRequest request)
            throws ServletException {
        if (!request.getServletPath().startsWith(API)) {
            throw fault;
        }
        HttpHeaders headers = ((ErrorResponse) fault).getHeaders();
        ProblemDetail problem =
                switch (((ErrorResponse) fault).getStatusCode().value()) {
                    case 405 -> Problems.method(headers.getAllow());
                    case 406 -> Problems.notAcceptable();
                    case 415 -> Problems.unsupported(headers.getAccept());
                    default -> Problems.unknownPath();
                };
        return ApiProblems.answer(problem).headers(headers).body(problem);
    }

    /** A parameter that is no number, or neither true nor false. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> unreadable(MethodArgumentTypeMismatchException fault, HttpServletRequest request) {
        if (!request.getServletPath().startsWith(API)) {
            throw fault;
        }
        ProblemDetail problem = Problems.parameter(fault.getName(), fault.getRequiredType());
        return ApiProblems.answer(problem).body(problem);
    }

    /** A parameter that is none of the resource. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> unknown(ApiParameters.Unknown fault) {
        ProblemDetail problem = Problems.unknownParameter(fault.name(), fault.known());
        return ApiProblems.answer(problem).body(problem);
    }
}
