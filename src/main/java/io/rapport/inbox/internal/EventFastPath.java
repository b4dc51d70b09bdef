package io.rapport.inbox.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.inbox.Sender;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.filter.ServerHttpObservationFilter;

/**
 * Answers {@code POST /api/events} without the dispatcher and the many things that it could do for a request and this one
 * never needs (docs/adr/0025). It takes only requests whose sender is known already ({@link Sender}); all others go on to
 * security and {@link EventsController}.
 */
final class EventFastPath implements Filter {

    private final EventIntake intake;
    private final ObjectMapper json;

    EventFastPath(EventIntake intake, ObjectMapper json) {
        this.intake = intake;
        this.json = json;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getAttribute(Sender.ATTRIBUTE) == null) {
            chain.doFilter(request, response);
            return;
        }
        HttpServletRequest sent = (HttpServletRequest) request;
        // so that the request is measured under its path, as the dispatcher would have it
        ServerHttpObservationFilter.findObservationContext(sent)
                .ifPresent(context -> context.setPathPattern(Sender.PATH));
        answer(intake.take(sent), (HttpServletResponse) response);
    }

    private void answer(ResponseEntity<?> answer, HttpServletResponse response) throws IOException {
        response.setStatus(answer.getStatusCode().value());
        answer.getHeaders().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        if (answer.getBody() == null) {
            return;
        }
        if (answer.getBody() instanceof ProblemDetail problem) {
            problem.setInstance(URI.create(Sender.PATH));
        }
        if (response.getContentType() == null) {
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        }
        byte[] body = json.writeValueAsBytes(answer.getBody());
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
