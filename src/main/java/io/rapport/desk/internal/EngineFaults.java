package io.rapport.desk.internal;

import io.rapport.database.DatabaseFaults;
import jakarta.annotation.Priority;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.time.Duration;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.rest.dto.ExceptionDto;
import org.camunda.bpm.engine.rest.exception.ExceptionHandlerHelper;
import org.camunda.bpm.engine.rest.exception.RestException;
import org.glassfish.jersey.internal.spi.AutoDiscoverable;
import org.springframework.core.NestedRuntimeException;

/**
 * Answers of the engine's REST API and of the web apps, which share its resources, where the engine would say "internal
 * server error" of all: a database that is away is 503, and what the caller sent and the engine does not hold is 400. All
 * else is answered as the engine does. Found by each of these applications by itself ({@code META-INF/services}), since
 * those of the web apps cannot be configured.
 */
public final class EngineFaults implements AutoDiscoverable {

    private static final Duration PAUSE = Duration.ofSeconds(5);

    @Override
    public void configure(FeatureContext context) {
        context.register(RestFault.class).register(EngineFault.class).register(SpringFault.class);
    }

    private static Response answer(Throwable failure) {
        return DatabaseFaults.isUnavailable(failure)
                ? unavailable()
                : ExceptionHandlerHelper.getInstance().getResponse(failure);
    }

    private static Response unavailable() {
        ExceptionDto answer = new ExceptionDto();
        answer.setType("DatabaseUnavailable");
        answer.setMessage(
                "The database does not answer. Send the request again after the time that Retry-After names.");
        return Response.status(Response.Status.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, PAUSE.toSeconds())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(answer)
                .build();
    }

    /** What the resources themselves raise. */
    @Priority(1)
    static final class RestFault implements ExceptionMapper<RestException> {

        @Override
        public Response toResponse(RestException failure) {
            boolean refused = failure.getStatus() == Response.Status.INTERNAL_SERVER_ERROR
                    && failure.getCause() instanceof BadUserRequestException;
            return answer(refused ? failure.getCause() : failure);
        }
    }

    /** What the engine raises. */
    @Priority(1)
    static final class EngineFault implements ExceptionMapper<ProcessEngineException> {

        @Override
        public Response toResponse(ProcessEngineException failure) {
            return answer(failure);
        }
    }

    /** What Spring raises: no connection, no transaction. */
    @Priority(1)
    static final class SpringFault implements ExceptionMapper<NestedRuntimeException> {

        @Override
        public Response toResponse(NestedRuntimeException failure) {
            return answer(failure);
        }
    }
}
