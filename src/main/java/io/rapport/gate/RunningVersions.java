package io.rapport.gate;

import io.rapport.desk.VersionsUnderWay;
import io.rapport.desk.VersionsUnderWay.Version;
import io.rapport.release.NeededByWork;
import io.rapport.template.MessageCatalogue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What instances go on to need that are under way on a version of a journey, whatever is live by now. */
@Component
final class RunningVersions implements NeededByWork {

    private final JdbcClient jdbc;
    private final VersionsUnderWay versions;
    private final MessageCatalogue messages;

    RunningVersions(JdbcClient jdbc, VersionsUnderWay versions, MessageCatalogue messages) {
        this.jdbc = jdbc;
        this.versions = versions;
        this.messages = messages;
    }

    /**
     * A version that instances go on by.
     *
     * @param number of the version
     * @param process its model
     * @param models what stands in its deployment, which its forms and calls are bound to
     */
    record RunningVersion(int number, ProcessModel process, ModelSet models) {}

    /** @return the versions that instances go on by, and those that these may still call */
    List<RunningVersion> models() {
        Map<String, ModelSet> deployments = new HashMap<>();
        List<RunningVersion> running = new ArrayList<>();
        for (Version version : versions.all()) {
            ModelSet models = deployments.computeIfAbsent(version.deployment(), this::deployment);
            ProcessModel process = models.processes().get(version.key());
            // one that cannot be read here is older than the gate
            if (process != null) {
                running.add(new RunningVersion(version.number(), process, models));
            }
        }
        return running;
    }

    private ModelSet deployment(String id) {
        Map<String, byte[]> files = new HashMap<>();
        jdbc.sql("select name_, bytes_ from rapport.act_ge_bytearray where deployment_id_ = :deployment")
                .param("deployment", id)
                .query(row -> {
                    if (FileKind.of(row.getString(1)) != FileKind.OTHER) {
                        files.put(row.getString(1), row.getBytes(2));
                    }
                });
        return ModelFileReader.read(null, files);
    }

    @Override
    public Set<String> needed() {
        Set<String> needed = new TreeSet<>();
        for (Version version : versions.all()) {
            String model = new String(versions.model(version), StandardCharsets.UTF_8);
            messages.names().stream()
                    .filter(name -> model.contains(name) && names(model, name))
                    .forEach(name -> needed.add("message " + name));
        }
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
