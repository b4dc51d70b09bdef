package io.rapport.gate;

import io.rapport.gate.ModelFileReader.RunningFile;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The files that the newest processes, decisions and forms stand in. */
final class DeployedFiles {

    private final JdbcClient jdbc;

    DeployedFiles(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @return one entry for each definition that is in force */
    List<RunningFile> newest() {
        return jdbc.sql(
                        """
                select n.key_, b.name_, b.bytes_
                from (
                    select distinct on (key_) key_, deployment_id_, resource_name_
                    from rapport.act_re_procdef order by key_, version_ desc) n
                join rapport.act_ge_bytearray b on b.deployment_id_ = n.deployment_id_ and b.name_ = n.resource_name_
                union all
                select n.key_, b.name_, b.bytes_
                from (
                    select distinct on (key_) key_, deployment_id_, resource_name_
                    from rapport.act_re_decision_def order by key_, version_ desc) n
                join rapport.act_ge_bytearray b on b.deployment_id_ = n.deployment_id_ and b.name_ = n.resource_name_
                union all
                select n.key_, b.name_, b.bytes_
                from (
                    select distinct on (key_) key_, deployment_id_, resource_name_
                    from rapport.act_re_camformdef order by key_, version_ desc) n
                join rapport.act_ge_bytearray b on b.deployment_id_ = n.deployment_id_ and b.name_ = n.resource_name_""")
                .query((rs, n) -> new RunningFile(rs.getString(1), rs.getString(2), rs.getBytes(3)))
                .list();
    }

    /**
     * The newest definition of a key.
     *
     * @param kind {@code process}, {@code decision} or {@code form}
     * @param key of it
     * @param deployment that brought it
     * @param source of that deployment
     * @param file that it stands in, by its name in the deployment
     * @param startable whether it is active, and not without the start that its file gives it
     */
    record Definition(String kind, String key, String deployment, String source, String file, boolean startable) {}

    /** @return the newest definition of each key */
    List<Definition> definitions() {
        return jdbc.sql(
                        """
                select n.kind, n.key_, n.deployment_id_, d.source_, n.resource_name_, n.startable
                from (
                    (select distinct on (key_) 'process' as kind, key_, deployment_id_, resource_name_,
                            suspension_state_ = 1 as startable
                     from rapport.act_re_procdef order by key_, version_ desc)
                    union all
                    (select distinct on (key_) 'decision', key_, deployment_id_, resource_name_, true
                     from rapport.act_re_decision_def order by key_, version_ desc)
                    union all
                    (select distinct on (key_) 'form', key_, deployment_id_, resource_name_, true
                     from rapport.act_re_camformdef order by key_, version_ desc)) n
                join rapport.act_re_deployment d on d.id_ = n.deployment_id_""")
                .query((rs, n) -> new Definition(
                        rs.getString(1),
                        rs.getString(2),
                        rs.getString(3),
                        rs.getString(4),
                        rs.getString(5),
                        rs.getBoolean(6)))
                .list();
    }

    /**
     * @param deployments of the engine
     * @return by deployment, the hashes of its files by name
     */
    Map<String, Map<String, String>> hashes(Collection<String> deployments) {
        Map<String, Map<String, String>> hashes = new HashMap<>();
        deployments.forEach(deployment -> hashes.put(deployment, new HashMap<>()));
        jdbc.sql(
                        """
                select deployment_id_, name_, encode(sha256(bytes_), 'hex') from rapport.act_ge_bytearray
                where deployment_id_ = any(:deployments)""")
                .param("deployments", deployments.toArray(String[]::new))
                .query(row -> {
                    hashes.get(row.getString(1)).put(row.getString(2), row.getString(3));
                });
        return hashes;
    }
}
