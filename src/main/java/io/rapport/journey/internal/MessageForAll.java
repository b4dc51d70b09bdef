package io.rapport.journey.internal;

import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;
import org.camunda.bpm.engine.rest.dto.message.CorrelationMessageDto;

/**
 * A message posted to the engine reaches all journeys that it concerns, whether or not it says {@code all}: as an event
 * does, and so that a result that was asked for names each of them.
 */
final class MessageForAll implements ReaderInterceptor {

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext body) throws IOException {
        Object read = body.proceed();
        if (read instanceof CorrelationMessageDto message) {
            message.setAll(true);
        }
        return read;
    }
}
