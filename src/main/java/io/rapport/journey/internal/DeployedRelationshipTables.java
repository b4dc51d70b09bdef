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
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private final RepositoryService repository;
    private final NewestTables<CurrentTables> newest;

    DeployedRelationshipTables(RepositoryService repository, NodeRelease release) {
        this.repository = repository;
        this.newest = new NewestTables<>(
                repository,
                release,
                Arrays.stream(RelationshipTable.values())
                        .map(RelationshipTable::key)
                        .toList(),
                this::compile);
    }

    @Override
    public Optional<CurrentTables> current() {
        return Optional.ofNullable(newest.get());
    }

    /**
     * Tables that cannot be compiled do not take the place of good ones. What else newer rules find in tables that are live
     * keeps nobody from using them.
     *
     * @return null where one is missing, or none could ever be compiled
     */
    private CurrentTables compile(Map<String, DecisionDefinition> newest, CurrentTables before) {
        if (newest.size() < RelationshipTable.values().length) {
            return null;
        }
        Map<RelationshipTable, Compiled> compiled = new EnumMap<>(RelationshipTable.class);
        List<DecisionRows> drawn = new ArrayList<>();
        for (DecisionDefinition definition : newest.values()) {
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
            return before;
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
}
