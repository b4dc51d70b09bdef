package io.rapport.journey.internal;

import io.rapport.inbox.UnmatchedEvents;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.impl.cfg.TransactionState;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.event.EventType;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;
import org.camunda.bpm.engine.impl.persistence.entity.EventSubscriptionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.EventSubscriptionManager;
import org.springframework.stereotype.Component;

/**
 * Notifies the inbox of what instances begin to wait for. Whatever brings an instance there (an event, a timer, a completed
 * task, an operator) and whatever waits (a receive task, a catching, boundary or gateway's event, an event subprocess),
 * the engine writes a subscription: that is the one place to listen at. The inbox is notified once a command, in the same
 * transaction.
 */
@Component
final class SubscriptionListener {

    private final UnmatchedEvents unmatched;
    private final StartMessages starts;

    SubscriptionListener(UnmatchedEvents unmatched, StartMessages starts) {
        this.unmatched = unmatched;
        this.starts = starts;
    }

    /** @return what takes the place of the engine's own session, and a session that gathers what began to wait */
    List<SessionFactory> sessions() {
        return List.of(
                new Factory(EventSubscriptionManager.class) {
                    @Override
                    public Session openSession() {
                        return new Subscriptions(starts);
                    }
                },
                new Factory(NewSubscriptions.class) {
                    @Override
                    public Session openSession() {
                        return new NewSubscriptions(unmatched);
                    }
                });
    }

    private abstract static class Factory implements SessionFactory {

        private final Class<?> type;

        Factory(Class<?> type) {
            this.type = type;
        }

        @Override
        public Class<?> getSessionType() {
            return type;
        }
    }

    private static final class Subscriptions extends EventSubscriptionManager {

        private final StartMessages starts;

        Subscriptions(StartMessages starts) {
            this.starts = starts;
        }

        @Override
        public void insert(EventSubscriptionEntity subscription) {
            super.insert(subscription);
            if (isStart(subscription)) {
                forgetStarts();
            } else if (subscription.isSubscriptionForEventType(EventType.MESSAGE)) {
                Context.getCommandContext()
                        .getSession(NewSubscriptions.class)
                        .note(
                                subscription.getEventName(),
                                subscription.getExecution().getProcessBusinessKey());
            }
        }

        @Override
        public void deleteEventSubscription(EventSubscriptionEntity subscription) {
            super.deleteEventSubscription(subscription);
            if (isStart(subscription)) {
                forgetStarts();
            }
        }

        /** The subscription of a start event has no execution. */
        private static boolean isStart(EventSubscriptionEntity subscription) {
            return subscription.getExecutionId() == null;
        }

        /** Once the change can be seen: anyone who reads before that reads what was. */
        private void forgetStarts() {
            Context.getCommandContext()
                    .getTransactionContext()
                    .addTransactionListener(TransactionState.COMMITTED, committed -> starts.forget());
        }
    }

    /** Flushed before the engine's own rows, since what was opened last is flushed first; the inbox does not read them. */
    private static final class NewSubscriptions implements Session {

        private final UnmatchedEvents unmatched;
        private final Set<String> messages = new HashSet<>();
        private final Set<String> businessKeys = new HashSet<>();

        NewSubscriptions(UnmatchedEvents unmatched) {
            this.unmatched = unmatched;
        }

        void note(String message, String businessKey) {
            if (businessKey != null) {
                messages.add(message);
                businessKeys.add(businessKey);
            }
        }

        @Override
        public void flush() {
            if (!messages.isEmpty()) {
                unmatched.awaited(Set.copyOf(messages), Set.copyOf(businessKeys));
                messages.clear();
                businessKeys.clear();
            }
        }

        @Override
        public void close() {
            // holds nothing
        }
    }
}
