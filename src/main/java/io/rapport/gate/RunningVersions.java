package io.rapport.gate;

import io.rapport.release.NeededByWork;
import io.rapport.template.MessageCatalogue;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What instances go on to need that are under way on a version of a journey, whatever is live by now. */
@Component
final class RunningVersions implements NeededByWork {

    private final JdbcClient jdbc;
    private final MessageCatalogue messages;

    RunningVersions(JdbcClient jdbc, MessageCatalogue messages) {
        this.jdbc = jdbc;
        this.messages = messages;
    }

    @Override
    public Set<String> needed() {
        Set<String> needed = new TreeSet<>();
        jdbc.sql(
                        """
                select b.bytes_
                from (select distinct proc_def_id_ from rapport.act_ru_execution) e
                join rapport.act_re_procdef d on d.id_ = e.proc_def_id_
                join rapport.act_ge_bytearray b on b.deployment_id_ = d.deployment_id_ and b.name_ = d.resource_name_""")
                .query(row -> {
                    String model = new String(row.getBytes(1), StandardCharsets.UTF_8);
                    messages.names().stream()
                            .filter(name -> model.contains(name) && names(model, name))
                            .forEach(name -> needed.add("message " + name));
                });
        return needed;
    }

    /** By itself or within an expression, and not as a part of a longer name. */
    private static boolean names(String model, String message) {
        return Pattern.compile("(?<![\\w-])" + Pattern.quote(message) + "(?![\\w-])")
                .matcher(model)
                .find();
    }

    /** @return of some journeys, those that no instance is under way on */
    Set<String> ended(Set<String> journeys) {
        Set<String> ended = new TreeSet<>(journeys);
        ended.removeAll(jdbc.sql(
                        """
                select distinct d.key_ from rapport.act_re_procdef d
                where d.key_ = any(:journeys)
                  and exists (select from rapport.act_ru_execution e where e.proc_def_id_ = d.id_)""")
                .param("journeys", journeys.toArray(String[]::new))
                .query(String.class)
                .list());
        return ended;
    }
}
