package io.rapport.journey.internal;

import io.rapport.release.NodeRelease;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.DecisionDefinition;

/**
 * What was read from the newest versions of some decision tables. It counts as the newest while this node holds the same
 * release, and is compared with what is deployed every few seconds; it is read anew where there are other versions.
 *
 * @param <T> what is made of the tables
 */
final class NewestTables<T> {

    private static final long CHECK_EVERY = TimeUnit.SECONDS.toNanos(3);

    private final RepositoryService repository;
    private final NodeRelease release;
    private final List<String> keys;
    private final Reader<T> reader;
    private volatile Version<T> current;

    /**
     * @param release of this node
     * @param keys of the tables
     * @param reader is called by one thread at a time
     */
    NewestTables(RepositoryService repository, NodeRelease release, List<String> keys, Reader<T> reader) {
        this.repository = repository;
        this.release = release;
        this.keys = keys;
        this.reader = reader;
    }

    /** Makes something of tables; what it throws is thrown to who asks, and it is called again by the next one. */
    interface Reader<T> {

        /**
         * @param newest versions by key, without those that are not deployed
         * @param before what was read of other versions; {@code null} if nothing was
         * @return may be {@code null}
         */
        T read(Map<String, DecisionDefinition> newest, T before);
    }

    /**
     * What was read, and since when it is known to be the newest.
     *
     * @param release that this node held then
     * @param ids of the definitions
     */
    private record Version<T>(long release, List<String> ids, T content, long checkedAt) {

        boolean isFresh(long held) {
            return release == held && System.nanoTime() - checkedAt < CHECK_EVERY;
        }
    }

    /** @return what the newest versions say */
    T get() {
        Version<T> version = current;
        return version != null && version.isFresh(release.number()) ? version.content() : newest();
    }

    private synchronized T newest() {
        Version<T> before = current;
        long held = release.number();
        if (before != null && before.isFresh(held)) {
            return before.content();
        }
        Map<String, DecisionDefinition> newest = new LinkedHashMap<>();
        for (String key : keys) {
            DecisionDefinition table = repository
                    .createDecisionDefinitionQuery()
                    .decisionDefinitionKey(key)
                    .withoutTenantId()
                    .latestVersion()
                    .singleResult();
            if (table != null) {
                newest.put(key, table);
            }
        }
        List<String> ids =
                newest.values().stream().map(DecisionDefinition::getId).toList();
        T content = before != null && before.ids().equals(ids)
                ? before.content()
                : reader.read(newest, before == null ? null : before.content());
        current = new Version<>(held, ids, content, System.nanoTime());
        return content;
    }
}
