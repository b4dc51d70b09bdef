package io.rapport.journey.internal;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.Map;
import org.camunda.bpm.engine.OptimisticLockingException;

/**
 * What the engine's REST API answers when another transaction changed the same journey meanwhile: that nothing was done,
 * and to come again; in the form of the API's other refusals.
 */
final class ConflictAnswer implements ExceptionMapper<OptimisticLockingException> {

    private static final String AGAIN_AFTER_SECONDS = "1";

    @Override
    public Response toResponse(OptimisticLockingException conflict) {
        return Response.status(Response.Status.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, AGAIN_AFTER_SECONDS)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(Map.of(
                        "type",
                        OptimisticLockingException.class.getSimpleName(),
                        "message",
                        "Another change of the same journey came first; nothing was done. Send it again after the time"
                                + " that Retry-After names."))
                .build();
    }
}
