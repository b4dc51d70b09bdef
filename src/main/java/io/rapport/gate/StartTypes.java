package io.rapport.gate;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** On which event types the versions of journeys start that were ever deployed. Each model is read once. */
@Component
public final class StartTypes {

    private static final Logger LOG = LoggerFactory.getLogger(StartTypes.class);

    private final JdbcClient jdbc;
    private final Map<String, Set<String>> byDefinition = new ConcurrentHashMap<>();

    StartTypes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @return the event types on which some version of a journey started, and no journey does any more */
    public Set<String> lost() {
        record Version(String id, String key) {}
        Set<String> lost = new TreeSet<>();
        jdbc.sql("select id_, key_ from rapport.act_re_procdef")
                .query((rs, n) -> new Version(rs.getString(1), rs.getString(2)))
                .list()
                .forEach(version ->
                        lost.addAll(byDefinition.computeIfAbsent(version.id(), id -> read(id, version.key()))));
        // a start message's subscription has no execution
        lost.removeAll(jdbc.sql(
                        """
                select distinct s.event_name_
                from rapport.act_ru_event_subscr s join rapport.act_re_procdef d on d.id_ = s.configuration_
                where s.event_type_ = 'message' and s.execution_id_ is null and d.suspension_state_ = 1""")
                .query(String.class)
                .list());
        return lost;
    }

    private Set<String> read(String definition, String key) {
        try {
            byte[] model = jdbc.sql(
                            """
                    select b.bytes_ from rapport.act_re_procdef d
                    join rapport.act_ge_bytearray b on b.deployment_id_ = d.deployment_id_ and b.name_ = d.resource_name_
                    where d.id_ = :id""")
                    .param("id", definition)
                    .query((rs, n) -> rs.getBytes(1))
                    .single();
            return XmlReader.read(model)
                    .children("process")
                    .filter(process -> key.equals(process.id()))
                    .findFirst()
                    .map(process -> new ProcessModel("", process).startTypes())
                    .orElse(Set.of());
        } catch (XmlReader.Unreadable e) {
            LOG.warn("the model {} cannot be read, and on what it starts is not known", definition, e);
            return Set.of();
        }
    }
}
