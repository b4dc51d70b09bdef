package io.rapport.gate;

import java.util.HashMap;
import java.util.HashSet;
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

    /** @return the event types on which an older version of a journey started, and no journey does any more */
    public Set<String> lost() {
        record Version(String id, String key, int number) {}
        Set<String> lost = new TreeSet<>();
        Set<String> kept = new HashSet<>();
        Map<String, Boolean> seen = new HashMap<>();
        jdbc.sql("select id_, key_, version_ from rapport.act_re_procdef order by key_, version_ desc")
                .query((rs, n) -> new Version(rs.getString(1), rs.getString(2), rs.getInt(3)))
                .list()
                .forEach(version -> {
                    boolean newest = seen.put(version.key(), true) == null;
                    Set<String> types = byDefinition.computeIfAbsent(version.id(), id -> read(id, version.key()));
                    (newest ? kept : lost).addAll(types);
                });
        lost.removeAll(kept);
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
