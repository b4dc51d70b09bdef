package io.rapport.desk;

import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.instance.CallActivity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Knows the versions of processes that instances go on by, whatever is live now: those that have instances, and those that
 * these may still call.
 */
@Component
public final class VersionsUnderWay {

    private final JdbcClient jdbc;

    /** Keys of the processes that a version calls; a version never changes. */
    private final Map<String, Set<String>> calls = new ConcurrentHashMap<>();

    VersionsUnderWay(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A version of a process.
     *
     * @param id that the engine gave it
     * @param key of the process
     * @param number of the version, 1 for the first
     * @param deployment of the engine that brought it
     * @param file that it stands in, by its name in the deployment
     */
    public record Version(String id, String key, int number, String deployment, String file) {}

    /** @return the versions under way, in order of key and number */
    public List<Version> all() {
        Map<String, Version> byId = new LinkedHashMap<>();
        Map<String, Version> newest = new HashMap<>();
        Map<String, Version> ofDeployment = new HashMap<>();
        Deque<Version> open = new ArrayDeque<>();
        // an index look-up a version, however many instances there are
        jdbc.sql(
                        """
                select d.id_, d.key_, d.version_, d.deployment_id_, d.resource_name_,
                       exists (select from rapport.act_ru_execution e where e.proc_def_id_ = d.id_) as under_way
                from rapport.act_re_procdef d order by d.key_, d.version_""")
                .query(row -> {
                    Version version = new Version(
                            row.getString(1), row.getString(2), row.getInt(3), row.getString(4), row.getString(5));
                    byId.put(version.id(), version);
                    newest.put(version.key(), version);
                    ofDeployment.put(version.deployment() + " " + version.key(), version);
                    if (row.getBoolean(6)) {
                        open.add(version);
                    }
                });
        calls.keySet().retainAll(byId.keySet());
        Map<String, Version> underWay = new HashMap<>();
        while (!open.isEmpty()) {
            Version version = open.pop();
            if (underWay.putIfAbsent(version.id(), version) != null) {
                continue;
            }
            for (String called : calls(version)) {
                Version next = ofDeployment.getOrDefault(version.deployment() + " " + called, newest.get(called));
                if (next != null) {
                    open.add(next);
                }
            }
        }
        return underWay.values().stream()
                .sorted(Comparator.comparing(Version::key).thenComparing(Version::number))
                .toList();
    }

    private Set<String> calls(Version version) {
        return calls.computeIfAbsent(version.id(), id -> {
            Set<String> called = new TreeSet<>();
            Bpmn.readModelFromStream(new ByteArrayInputStream(model(version)))
                    .getModelElementsByType(CallActivity.class)
                    .forEach(call -> {
                        if (call.getCalledElement() != null) {
                            called.add(call.getCalledElement());
                        }
                    });
            return called;
        });
    }

    /**
     * @param version of a process
     * @return the file that was deployed
     */
    public byte[] model(Version version) {
        return jdbc.sql(
                        """
                select bytes_ from rapport.act_ge_bytearray
                where deployment_id_ = :deployment and name_ = :file""")
                .param("deployment", version.deployment())
                .param("file", version.file())
                .query(byte[].class)
                .single();
    }
}
