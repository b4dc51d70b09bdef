package io.rapport.desk.internal;

import jakarta.annotation.Priority;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.rest.exception.ExceptionHandlerHelper;
import org.camunda.bpm.engine.rest.exception.RestException;

/**
 * The engine's REST API says "internal server error" of whatever stops some of its ways to set a variable. When the cause
 * is that the caller sent what the engine does not hold, the answer is the cause's.
 */
@Priority(1)
final class RefusedValueAnswer implements ExceptionMapper<RestException> {

    @Override
    public Response toResponse(RestException failure) {
        boolean refused = failure.getStatus() == Response.Status.INTERNAL_SERVER_ERROR
                && failure.getCause() instanceof BadUserRequestException;
        return ExceptionHandlerHelper.getInstance().getResponse(refused ? failure.getCause() : failure);
    }
}
