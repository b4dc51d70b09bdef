package io.rapport.desk;

import io.rapport.inbox.Reference;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Knows whom an instance is about; what keeps the journeys' register provides it. */
public interface InstanceSubjects {

    /**
     * @param instanceId the engine's id of an instance
     * @return whom and what it is about, by the register and not by its variables; empty for an unknown instance
     */
    Optional<Subject> of(String instanceId);

    /**
     * @param customerId bare id
     * @return the instances that run for the customer, those included that another one called; the newest first
     */
    List<RegisteredInstance> runningOf(String customerId);

    /**
     * @param customerId bare id
     * @param before only what started or ended before
     * @param most how many at the most
     * @return the instances that no other one called and that started or ended then, the last of it first; none that started
     *     before somebody was erased under the id that it came under
     */
    List<RegisteredInstance> latestOf(String customerId, Instant before, int most);

    /**
     * An instance as the register has it.
     *
     * @param instanceId the engine's id
     * @param journey key of the process
     * @param businessKey what it is about
     * @param called whether another instance called it
     * @param startedAt when it started
     * @param endedAt when it ended; {@code null} while it runs
     * @param outcome how it ended, or will, as its model says; {@code null} if it does not
     */
    record RegisteredInstance(
            String instanceId,
            String journey,
            String businessKey,
            boolean called,
            Instant startedAt,
            Instant endedAt,
            String outcome) {}

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
