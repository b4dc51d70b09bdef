package io.rapport.contactpolicy;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** All facts about customers that rooms add to those which the contact policy knows by itself. */
@Component
public final class PolicyFacts implements DisposableBean {

    private final List<PolicyFact> facts;
    private final List<PolicyFactGroup> groups;

    /** @throws IllegalStateException if a fact reads a table whose changes nobody would notice */
    PolicyFacts(ObjectProvider<PolicyFact> facts, ObjectProvider<PolicyFactGroup> groups, JdbcClient jdbc) {
        this.facts = facts.orderedStream().toList();
        this.groups = groups.orderedStream().toList();
        for (PolicyFact fact : this.facts) {
            fact.tables().forEach(table -> checkNoticed(fact.key(), table, jdbc));
        }
        for (PolicyFactGroup group : this.groups) {
            group.tables().forEach(table -> checkNoticed(String.join(", ", group.keys()), table, jdbc));
        }
        PolicyVocabulary.add(keys());
    }

    private static void checkNoticed(String fact, String table, JdbcClient jdbc) {
        boolean noticed = jdbc.sql(
                        """
                select exists (
                    select from pg_trigger t join pg_proc p on p.oid = t.tgfoid
                    where t.tgrelid = to_regclass(:table) and p.proname = 'contact_customer_changed')""")
                .param("table", table)
                .query(Boolean.class)
                .single();
        if (!noticed) {
            throw new IllegalStateException(
                    """
                    the fact '%1$s' of the contact policy reads the table %2$s, whose changes nobody would notice; add to a migration:
                    create trigger contact_version after insert or update or delete on %2$s
                        for each row execute function rapport.contact_customer_changed('customer_id');"""
                            .formatted(fact, table));
        }
    }

    private List<String> keys() {
        return Stream.concat(
                        facts.stream().map(PolicyFact::key), groups.stream().flatMap(group -> group.keys().stream()))
                .toList();
    }

    /**
     * Reads all of them.
     *
     * @param customerIds without the kind
     * @return by key, the customers of whom each is true
     */
    public Map<String, Set<String>> read(Collection<String> customerIds) {
        Map<String, Set<String>> read = new HashMap<>();
        if (!customerIds.isEmpty()) {
            facts.forEach(fact -> read.put(fact.key(), fact.holdsFor(customerIds)));
            groups.forEach(group -> read.putAll(group.holdFor(customerIds)));
        }
        return read;
    }

    @Override
    public void destroy() {
        PolicyVocabulary.remove(keys());
    }
}
