package io.rapport.journey.internal;

import io.rapport.contactpolicy.PolicyDecisionService;
import io.rapport.contactpolicy.PolicyTables;
import io.rapport.journey.table.DmnTables;
import io.rapport.journey.table.DmnTables.Source;
import io.rapport.release.NodeRelease;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private final RepositoryService repository;
    private final NewestTables<Content> newest;

    DeployedPolicyTables(RepositoryService repository, NodeRelease release) {
        this.repository = repository;
        this.newest = new NewestTables<>(repository, release, PolicyTables.KEYS, this::read);
    }

    /**
     * @param tables the newest that can be used; null if there are none
     * @param fault why the newest ones cannot be used; null if they can
     */
    private record Content(PolicyTables tables, PolicyTableException fault) {}

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
        Content content = newest.get();
        if (content.tables() == null) {
            throw content.fault();
        }
        return content.tables();
    }

    /** Tables that cannot be read do not take the place of good ones. */
    private Content read(Map<String, DecisionDefinition> newest, Content before) {
        for (String key : PolicyTables.KEYS) {
            if (!newest.containsKey(key)) {
                return new Content(null, new PolicyTableException("the table " + key + " is not deployed"));
            }
        }
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
            return new Content(tables, null);
        } catch (PolicyTableException fault) {
            LOG.error("The contact policy in versions {} is not used: {}", versions, fault.getMessage());
            return new Content(before == null ? null : before.tables(), fault);
        }
    }
}
