package io.rapport.journey.internal;

import io.rapport.contactpolicy.PolicyDecisionService;
import io.rapport.contactpolicy.PolicyTables;
import io.rapport.journey.table.DmnTables;
import io.rapport.journey.table.DmnTables.Source;
import io.rapport.release.NodeRelease;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.DecisionDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The contact policy as it is deployed: a release with other tables counts from its moment on, on all nodes and without a
 * restart.
 */
@Component
final class DeployedPolicyTables implements PolicyDecisionService {

    private static final Logger LOG = LoggerFactory.getLogger(DeployedPolicyTables.class);
    private static final long CHECK_EVERY = TimeUnit.SECONDS.toNanos(3);

    private final RepositoryService repository;
    private final NodeRelease release;
    private volatile Version current;

    DeployedPolicyTables(RepositoryService repository, NodeRelease release) {
        this.repository = repository;
        this.release = release;
    }

    /**
     * Tables, and since when they are known to be the newest.
     *
     * @param release that this node held then
     * @param ids of the definitions
     * @param fault why they cannot be used; null if they can
     */
    private record Version(
            long release, List<String> ids, PolicyTables tables, PolicyTableException fault, long checkedAt) {

        boolean isFresh(long held) {
            return release == held && System.nanoTime() - checkedAt < CHECK_EVERY;
        }

        Version seenAgain(long held) {
            return new Version(held, ids, tables, fault, System.nanoTime());
        }
    }

    @Override
    public RuleResult decide(Map<String, Object> facts) {
        return tables().decide(facts);
    }

    @Override
    public Set<String> reads() {
        try {
            return tables().reads();
        } catch (PolicyTableException unusable) {
            return Set.of();
        }
    }

    @Override
    public List<Limit> limits(String category, String pace) {
        return tables().limits(category, pace);
    }

    private PolicyTables tables() {
        Version version = current;
        if (version == null || !version.isFresh(release.number())) {
            version = newest();
        }
        if (version.tables() == null) {
            throw version.fault();
        }
        return version.tables();
    }

    private synchronized Version newest() {
        Version before = current;
        long held = release.number();
        if (before != null && before.isFresh(held)) {
            return before;
        }
        Map<String, DecisionDefinition> newest = new LinkedHashMap<>();
        for (String key : PolicyTables.KEYS) {
            Optional<DecisionDefinition> table = latest(key);
            if (table.isEmpty()) {
                PolicyTableException fault = new PolicyTableException("the table " + key + " is not deployed");
                current = new Version(held, List.of(), null, fault, System.nanoTime());
                return current;
            }
            newest.put(key, table.get());
        }
        List<String> ids =
                newest.values().stream().map(DecisionDefinition::getId).toList();
        if (before != null && before.ids().equals(ids)) {
            current = before.seenAgain(held);
            return current;
        }
        current = read(newest, ids, before, held);
        return current;
    }

    /** Tables that cannot be read do not take the place of good ones. */
    private Version read(Map<String, DecisionDefinition> newest, List<String> ids, Version before, long held) {
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
            return new Version(held, ids, tables, null, System.nanoTime());
        } catch (PolicyTableException fault) {
            LOG.error("The contact policy in versions {} is not used: {}", versions, fault.getMessage());
            return new Version(held, ids, before == null ? null : before.tables(), fault, System.nanoTime());
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
