package io.rapport.desk.internal;

import com.fasterxml.jackson.databind.JsonMappingException;
import io.rapport.database.DatabaseFaults;
import io.rapport.desk.TaskGone;
import io.rapport.release.ReleaseNotLoaded;
import jakarta.annotation.Priority;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.time.Duration;
import java.util.Set;
import org.camunda.bpm.engine.MismatchingMessageCorrelationException;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.TaskAlreadyClaimedException;
import org.camunda.bpm.engine.exception.DeploymentResourceNotFoundException;
import org.camunda.bpm.engine.exception.NullValueException;
import org.camunda.bpm.engine.impl.form.FormException;
import org.camunda.bpm.engine.impl.form.validator.FormFieldValidationException;
import org.camunda.bpm.engine.rest.dto.ExceptionDto;
import org.camunda.bpm.engine.rest.exception.ExceptionHandlerHelper;
import org.camunda.bpm.engine.rest.exception.RestException;
import org.glassfish.jersey.internal.spi.AutoDiscoverable;
import org.springframework.core.NestedRuntimeException;

/**
 * Answers of the engine's REST API and of the web apps, which share its resources, where the engine would say "internal
 * server error" of all: a database that is away, or a release that this node cannot load, is 503, what the caller sent and the engine does not hold is 400, with the
 * place in the body if it cannot be read, and what somebody else was faster with is 409. All else is answered as the
 * engine does. Found by each of these applications by itself ({@code META-INF/services}), since
 * those of the web apps cannot be configured.
 */
public final class EngineFaults implements AutoDiscoverable {

    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** Beside those that the engine itself answers with 400: what the caller named is not there, or does not fit. */
    private static final Set<Class<? extends ProcessEngineException>> CALLERS = Set.of(
            NullValueException.class,
            FormException.class,
            MismatchingMessageCorrelationException.class,
            DeploymentResourceNotFoundException.class);

    @Override
    public void configure(FeatureContext context) {
        context.register(RestFault.class)
                .register(EngineFault.class)
                .register(SpringFault.class)
                .register(ReleaseFault.class)
                .register(JsonFault.class);
    }

    private static Response answer(Throwable failure) {
        if (DatabaseFaults.isUnavailable(failure)) {
            return unavailable("DatabaseUnavailable", "database-away");
        }
        if (failure instanceof ReleaseNotLoaded) {
            return unavailable(type(failure), "release-behind");
        }
        if (failure instanceof TaskAlreadyClaimedException claimed) {
            return answer(
                    Response.Status.CONFLICT, type(claimed), DeskTexts.say("task.taken", claimed.getTaskAssignee()));
        }
        if (failure instanceof OptimisticLockingException || DatabaseFaults.isConflict(failure)) {
            // whichever of them noticed it: two that wait for each other, of whom one is given up, are no fault of the
            // server
            return answer(
                    Response.Status.CONFLICT,
                    OptimisticLockingException.class.getSimpleName(),
                    DeskTexts.say("changed-meanwhile"));
        }
        if (TaskGone.isSaidBy(failure)) {
            return answer(Response.Status.NOT_FOUND, "InvalidRequest", DeskTexts.say("task.gone"));
        }
        if (CALLERS.stream().anyMatch(fault -> fault.isInstance(failure))) {
            return answer(Response.Status.BAD_REQUEST, type(failure), failure.getMessage());
        }
        return ExceptionHandlerHelper.getInstance().getResponse(failure);
    }

    private static String type(Throwable failure) {
        return failure.getClass().getSimpleName();
    }

    private static Response answer(Response.Status status, String type, String message) {
        ExceptionDto answer = new ExceptionDto();
        answer.setType(type);
        answer.setMessage(message);
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(answer)
                .build();
    }

    private static Response unavailable(String type, String text) {
        ExceptionDto answer = new ExceptionDto();
        answer.setType(type);
        answer.setMessage(DeskTexts.say(text));
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
            if (failure.getCause() instanceof FormFieldValidationException refused) {
                // the engine puts an English half sentence with the task's id before what is wrong
                return answer(Response.Status.BAD_REQUEST, type(failure), refused.getMessage());
            }
            // the resource says that something failed; the engine's exception behind it says whose fault it is
            boolean wrapped = failure.getStatus() == Response.Status.INTERNAL_SERVER_ERROR
                    && failure.getCause() instanceof ProcessEngineException;
            return answer(wrapped ? failure.getCause() : failure);
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

    /** This node does not hold what is live, and cannot load it. */
    @Priority(1)
    static final class ReleaseFault implements ExceptionMapper<ReleaseNotLoaded> {

        @Override
        public Response toResponse(ReleaseNotLoaded failure) {
            return answer(failure);
        }
    }

    /** What stands in a body and is not of the kind that the field takes: the engine's answer has no message. */
    @Priority(1)
    static final class JsonFault implements ExceptionMapper<JsonMappingException> {

        @Override
        public Response toResponse(JsonMappingException failure) {
            return answer(Response.Status.BAD_REQUEST, "InvalidRequest", JsonFaults.mapping(failure));
        }
    }
}
