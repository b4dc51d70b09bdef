package io.rapport.contactpolicy;

import io.rapport.database.RoundTrip;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** All facts about customers that rooms add to those which the contact policy knows by itself. */
@Component
public final class PolicyFacts {

    private static final List<Object> TRUTH = List.of(false, true);

    private final List<PolicyFact> facts;
    private final List<PolicyFactGroup> groups;
    private final PolicyVocabulary vocabulary;
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
        this.vocabulary = new PolicyVocabulary(values);
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

    /** @return what tables may be asked with: these facts, and what the contact policy knows by itself */
    public PolicyVocabulary vocabulary() {
        return vocabulary;
    }

    /**
     * Asks for all of them, together with other queries.
     *
     * @param customerIds without the kind
     * @param queries gets what is to be run
     * @return what they say of each customer, once those were run
     */
    public KnownFacts ask(Collection<String> customerIds, List<RoundTrip.Query> queries) {
        Map<String, Map<String, Object>> known = new HashMap<>();
        if (!customerIds.isEmpty()) {
            for (PolicyFact fact : facts) {
                queries.addAll(
                        fact.ask(customerIds, customer -> of(customer, known).put(fact.key(), true)));
            }
            for (PolicyFactGroup group : groups) {
                queries.add(group.ask(
                        customerIds, (customer, says) -> of(customer, known).putAll(says)));
            }
        }
        return new KnownFacts(usual, known);
    }

    private static Map<String, Object> of(String customer, Map<String, Map<String, Object>> known) {
        return known.computeIfAbsent(customer, each -> new HashMap<>());
    }
}
