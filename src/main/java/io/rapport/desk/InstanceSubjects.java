package io.rapport.desk;

import io.rapport.inbox.Reference;
import java.util.Optional;

/** Knows whom an instance is about; what keeps the journeys' register provides it. */
@FunctionalInterface
public interface InstanceSubjects {

    /**
     * @param instanceId the engine's id of an instance
     * @return whom and what it is about, by the register and not by its variables; empty for an unknown instance
     */
    Optional<Subject> of(String instanceId);

    /**
     * Whom and what an instance is about.
     *
     * @param customerId whose journey it is; {@code null} if it is about a schedule, which has no customer
     * @param businessKey what it is about, such as {@code order:4711}
     */
    record Subject(String customerId, String businessKey) {

        /** @return whose turn it is when the instance changes ({@link Reference#queue}) */
        public String queue() {
            return customerId == null ? businessKey : customerId;
        }

        /**
         * @param kind such as {@code order}
         * @return the id of what the instance is about, null if that is of another kind
         */
        public String id(String kind) {
            return businessKey.startsWith(kind + ":") ? businessKey.substring(kind.length() + 1) : null;
        }
    }
}
