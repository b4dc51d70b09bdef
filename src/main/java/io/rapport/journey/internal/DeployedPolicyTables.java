package io.rapport.journey.internal;

import io.rapport.contactpolicy.PolicyDecisionService;
import io.rapport.contactpolicy.PolicyTables;
import io.rapport.journey.table.DmnTables;
import io.rapport.journey.table.DmnTables.Source;
import java.util.LinkedHashMap;
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
 * The contact policy as it is deployed: anyone who deploys new tables from the Modeler sees them at work on all nodes within
 * seconds, without a restart.
 */
@Component
final class DeployedPolicyTables implements PolicyDecisionService {

    private static final Logger LOG = LoggerFactory.getLogger(DeployedPolicyTables.class);
    private static final long CHECK_EVERY = TimeUnit.SECONDS.toNanos(3);

    private final RepositoryService repository;
    private volatile Version current;

    DeployedPolicyTables(RepositoryService repository) {
        this.repository = repository;
    }

    /**
     * Tables, and since when they are known to be the newest.
     *
     * @param ids of the definitions
     * @param fault why they cannot be used; null if they can
     */
    private record Version(List<String> ids, PolicyTables tables, PolicyTableException fault, long checkedAt) {

        boolean isFresh() {
            return System.nanoTime() - checkedAt < CHECK_EVERY;
        }

        Version seenAgain() {
            return new Version(ids, tables, fault, System.nanoTime());
        }
    }

    @Override
    public RuleResult decide(Map<String, Object> facts) {
        return tables().decide(facts);
    }

    @Override
    public List<Limit> limits(String category, String pace) {
        return tables().limits(category, pace);
    }

    private PolicyTables tables() {
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
        Map<String, DecisionDefinition> newest = new LinkedHashMap<>();
        for (String key : PolicyTables.KEYS) {
            Optional<DecisionDefinition> table = latest(key);
            if (table.isEmpty()) {
                PolicyTableException fault = new PolicyTableException("the table " + key + " is not deployed");
                current = new Version(List.of(), null, fault, System.nanoTime());
                return current;
            }
            newest.put(key, table.get());
        }
        List<String> ids =
                newest.values().stream().map(DecisionDefinition::getId).toList();
        if (before != null && before.ids().equals(ids)) {
            current = before.seenAgain();
            return current;
        }
        current = read(newest, ids, before);
        return current;
    }

    /** Tables that cannot be read do not take the place of good ones. */
    private Version read(Map<String, DecisionDefinition> newest, List<String> ids, Version before) {
        Map<String, String> versions = new LinkedHashMap<>();
        Map<String, Source> sources = new LinkedHashMap<>();
        newest.forEach((key, table) -> {
            String version = String.valueOf(table.getVersion());
            versions.put(key, version);
            sources.put(key, new Source(repository.getDecisionModel(table.getId()), version));
        });
        try {
            PolicyTables tables = DmnTables.read(sources);
            LOG.info("Contact policy in versions {}", versions);
            return new Version(ids, tables, null, System.nanoTime());
        } catch (PolicyTableException fault) {
            LOG.error("The contact policy in versions {} is not used: {}", versions, fault.getMessage());
            return new Version(ids, before == null ? null : before.tables(), fault, System.nanoTime());
        }
    }

    private Optional<DecisionDefinition> latest(String key) {
        return Optional.ofNullable(repository
                .createDecisionDefinitionQuery()
                .decisionDefinitionKey(key)
                .withoutTenantId()
                .latestVersion()
                .singleResult());
    }
}
