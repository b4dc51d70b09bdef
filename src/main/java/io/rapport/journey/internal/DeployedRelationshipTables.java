package io.rapport.journey.internal;

import io.rapport.journey.table.RelationshipTableReader;
import io.rapport.lifecycle.CurrentTables;
import io.rapport.lifecycle.DecisionRows;
import io.rapport.lifecycle.RelationshipTable;
import io.rapport.lifecycle.RelationshipTables;
import io.rapport.lifecycle.TableCompiler;
import io.rapport.lifecycle.TableCompiler.Compiled;
import io.rapport.lifecycle.TableFault;
import io.rapport.release.NodeRelease;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.DecisionDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The tables about the relationship as they are deployed, compiled once a version. */
@Component
final class DeployedRelationshipTables implements RelationshipTables {

    private static final Logger LOG = LoggerFactory.getLogger(DeployedRelationshipTables.class);
    private static final long CHECK_EVERY = TimeUnit.SECONDS.toNanos(3);

    private final RepositoryService repository;
    private final NodeRelease release;
    private volatile Version known;

    DeployedRelationshipTables(RepositoryService repository, NodeRelease release) {
        this.repository = repository;
        this.release = release;
    }

    /**
     * Tables, and since when they are known to be the newest.
     *
     * @param release that this node held then
     * @param ids of the definitions
     * @param tables compiled; null where one is missing or cannot be compiled
     */
    private record Version(long release, List<String> ids, CurrentTables tables, long checkedAt) {

        boolean isFresh(long held) {
            return release == held && System.nanoTime() - checkedAt < CHECK_EVERY;
        }
    }

    @Override
    public Optional<CurrentTables> current() {
        Version version = known;
        if (version == null || !version.isFresh(release.number())) {
            version = newest();
        }
        return Optional.ofNullable(version.tables());
    }

    private synchronized Version newest() {
        Version before = known;
        long held = release.number();
        if (before != null && before.isFresh(held)) {
            return before;
        }
        List<DecisionDefinition> newest = new ArrayList<>();
        for (RelationshipTable kind : RelationshipTable.values()) {
            latest(kind.key()).ifPresent(newest::add);
        }
        List<String> ids = newest.stream().map(DecisionDefinition::getId).toList();
        boolean same = before != null && before.ids().equals(ids);
        CurrentTables tables = same ? before.tables() : compile(newest, before);
        known = new Version(held, ids, tables, System.nanoTime());
        return known;
    }

    /**
     * Tables that cannot be compiled do not take the place of good ones. What else newer rules find in tables that are live keeps
     * nobody from using them.
     */
    private CurrentTables compile(List<DecisionDefinition> newest, Version before) {
        if (newest.size() < RelationshipTable.values().length) {
            return null;
        }
        Map<RelationshipTable, Compiled> compiled = new EnumMap<>(RelationshipTable.class);
        List<DecisionRows> drawn = new ArrayList<>();
        for (DecisionDefinition definition : newest) {
            RelationshipTable kind = RelationshipTable.of(definition.getKey()).orElseThrow();
            DecisionRows rows = RelationshipTableReader.read(repository.getDmnModelInstance(definition.getId()))
                    .get(kind);
            drawn.add(rows);
            compiled.put(kind, TableCompiler.compile(kind, rows));
        }
        String faults = compiled.values().stream()
                .flatMap(one -> one.faults().stream())
                .filter(TableFault::error)
                .map(fault -> fault.problem() + "; " + fault.fix())
                .collect(Collectors.joining(". "));
        if (compiled.values().stream().anyMatch(one -> one.table() == null)) {
            LOG.error("The tables about the relationship are not used: {}", faults);
            return before == null ? null : before.tables();
        }
        if (!faults.isEmpty()) {
            LOG.warn("The tables about the relationship are used, and would not be released as they are: {}", faults);
        }
        // by what the tables say, not by their number: released again unchanged they are the same
        String version = drawn.stream()
                .map(rows -> "%08x".formatted(rows.toString().hashCode()))
                .collect(Collectors.joining("-"));
        LOG.info("Tables about the relationship in version {}", version);
        return new CurrentTables(
                compiled.get(RelationshipTable.TIER).table(),
                compiled.get(RelationshipTable.STAGE).table(),
                version);
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
