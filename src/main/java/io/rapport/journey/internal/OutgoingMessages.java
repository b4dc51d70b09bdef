package io.rapport.journey.internal;

import io.rapport.outbox.Outbox;
import io.rapport.outbox.OutboxRequest;
import io.rapport.outbox.QueuedMessage;
import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;
import org.springframework.stereotype.Component;

/**
 * The messages that steps send. Those of all instances that a command of the engine moves are queued by one statement at
 * its end, before the engine's own rows.
 */
@Component
public final class OutgoingMessages {

    private final Outbox outbox;

    OutgoingMessages(Outbox outbox) {
        this.outbox = outbox;
    }

    /**
     * Queues a message with the work of the step that wants it.
     *
     * @param request what to send to whom
     * @throws IllegalArgumentException if there is no such message, or it is not meant for this kind of recipient
     */
    public void send(OutboxRequest request) {
        Context.getCommandContext().getSession(Gathered.class).messages.add(outbox.accept(request));
    }

    /** @return what gathers the messages of a command */
    SessionFactory session() {
        return new SessionFactory() {
            @Override
            public Class<?> getSessionType() {
                return Gathered.class;
            }

            @Override
            public Session openSession() {
                return new Gathered(outbox);
            }
        };
    }

    private static final class Gathered implements Session {

        private final Outbox outbox;
        private final List<QueuedMessage> messages = new ArrayList<>();

        Gathered(Outbox outbox) {
            this.outbox = outbox;
        }

        @Override
        public void flush() {
            outbox.enqueue(List.copyOf(messages));
            messages.clear();
        }

        @Override
        public void close() {
            // holds nothing
        }
    }
}
