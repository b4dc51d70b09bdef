package io.rapport.journey.internal;

import io.rapport.messaging.ContactRules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.DecisionDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The contact policy as it is deployed: whoever deploys new tables from the Modeler sees them at work on all nodes within
 * seconds, without a restart.
 */
@Component
final class DeployedContactRules implements ContactRules {

    private static final Logger LOG = LoggerFactory.getLogger(DeployedContactRules.class);
    private static final long LOOK_EVERY = TimeUnit.SECONDS.toNanos(3);

    private final RepositoryService repository;
    private volatile Version current;

    DeployedContactRules(RepositoryService repository) {
        this.repository = repository;
    }

    /**
     * Tables, and since when they are known to be the newest.
     *
     * @param ids of the two definitions
     * @param fault why they cannot be used; null if they can
     */
    private record Version(List<String> ids, ContactTables tables, Fault fault, long lookedAt) {

        boolean isFresh() {
            return System.nanoTime() - lookedAt < LOOK_EVERY;
        }

        Version seenAgain() {
            return new Version(ids, tables, fault, System.nanoTime());
        }
    }

    @Override
    public Ruling decide(Map<String, Object> facts) {
        return tables().decide(facts);
    }

    @Override
    public List<Limit> limits(String category, String pace) {
        return tables().limits(category, pace);
    }

    private ContactTables tables() {
        Version version = current;
        if (version == null || !version.isFresh()) {
            version = newest();
        }
        if (version.tables() == null) {
            throw version.fault();
        }
        return version.tables();
    }

    private synchronized Version newest() {
        Version before = current;
        if (before != null && before.isFresh()) {
            return before;
        }
        Optional<DecisionDefinition> policy = latest(ContactTables.POLICY);
        Optional<DecisionDefinition> limits = latest(ContactTables.LIMITS);
        if (policy.isEmpty() || limits.isEmpty()) {
            current = new Version(List.of(), null, missing(policy.isEmpty()), System.nanoTime());
            return current;
        }
        List<String> ids = List.of(policy.get().getId(), limits.get().getId());
        if (before != null && before.ids().equals(ids)) {
            current = before.seenAgain();
            return current;
        }
        current = read(policy.get(), limits.get(), ids, before);
        return current;
    }

    /** Tables that cannot be read do not take the place of good ones. */
    private Version read(DecisionDefinition policy, DecisionDefinition limits, List<String> ids, Version before) {
        try {
            ContactTables tables = ContactTables.read(
                    repository.getDecisionModel(policy.getId()),
                    repository.getDecisionModel(limits.getId()),
                    String.valueOf(policy.getVersion()));
            LOG.info("Contact policy: table version {}, limits version {}", policy.getVersion(), limits.getVersion());
            return new Version(ids, tables, null, System.nanoTime());
        } catch (Fault fault) {
            LOG.error("Version {} of the contact policy is not used: {}", policy.getVersion(), fault.getMessage());
            return new Version(ids, before == null ? null : before.tables(), fault, System.nanoTime());
        }
    }

    private Optional<DecisionDefinition> latest(String key) {
        return Optional.ofNullable(repository
                .createDecisionDefinitionQuery()
                .decisionDefinitionKey(key)
                .latestVersion()
                .singleResult());
    }

    private static Fault missing(boolean policy) {
        return new Fault("the table " + (policy ? ContactTables.POLICY : ContactTables.LIMITS) + " is not deployed");
    }
}
