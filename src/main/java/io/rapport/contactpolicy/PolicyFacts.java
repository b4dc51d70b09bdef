package io.rapport.contactpolicy;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** All facts about customers that rooms add to those which the contact policy knows by itself. */
@Component
public final class PolicyFacts implements DisposableBean {

    private static final List<Object> TRUTH = List.of(false, true);

    private final List<PolicyFact> facts;
    private final List<PolicyFactGroup> groups;
    private final Map<String, Object> usual = new HashMap<>();

    /** @throws IllegalStateException if a fact reads a table whose changes nobody would notice */
    PolicyFacts(ObjectProvider<PolicyFact> facts, ObjectProvider<PolicyFactGroup> groups, JdbcClient jdbc) {
        this.facts = facts.orderedStream().toList();
        this.groups = groups.orderedStream().toList();
        for (PolicyFact fact : this.facts) {
            fact.tables().forEach(table -> checkNoticed(fact.key(), table, jdbc));
        }
        for (PolicyFactGroup group : this.groups) {
            group.tables()
                    .forEach(table ->
                            checkNoticed(String.join(", ", group.values().keySet()), table, jdbc));
        }
        Map<String, List<Object>> values = values();
        values.forEach((name, each) -> usual.put(name, each.get(0)));
        PolicyVocabulary.add(values);
    }

    private static void checkNoticed(String fact, String table, JdbcClient jdbc) {
        boolean noticed = jdbc.sql(
                        """
                select exists (
                    select from pg_trigger t join pg_proc p on p.oid = t.tgfoid
                    where t.tgrelid = to_regclass(:table)
                      and p.proname in ('contact_customer_changed', 'contact_of_customers_changed',
                                        'contact_of_moved_customers'))""")
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

    private Map<String, List<Object>> values() {
        Map<String, List<Object>> values = new LinkedHashMap<>();
        facts.forEach(fact -> values.put(fact.key(), TRUTH));
        groups.forEach(group -> values.putAll(group.values()));
        return values;
    }

    /**
     * Reads all of them.
     *
     * @param customerIds without the kind
     * @return what they say of each
     */
    public KnownFacts read(Collection<String> customerIds) {
        Map<String, Map<String, Object>> known = new HashMap<>();
        if (!customerIds.isEmpty()) {
            for (PolicyFact fact : facts) {
                fact.holdsFor(customerIds)
                        .forEach(customer -> of(customer, known).put(fact.key(), true));
            }
            for (PolicyFactGroup group : groups) {
                group.read(customerIds)
                        .forEach((customer, says) -> of(customer, known).putAll(says));
            }
        }
        return new KnownFacts(usual, known);
    }

    private static Map<String, Object> of(String customer, Map<String, Map<String, Object>> known) {
        return known.computeIfAbsent(customer, each -> new HashMap<>());
    }

    @Override
    public void destroy() {
        PolicyVocabulary.remove(values());
    }
}
