package io.rapport.gate;

import io.rapport.gate.ModelChecks.RunningFile;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The files that the newest processes, decisions and forms stand in. */
final class DeployedFiles {

    private final JdbcClient jdbc;

    DeployedFiles(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @return one entry for each definition that is in force, and for the newest file with texts of each name */
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
                join rapport.act_ge_bytearray b on b.deployment_id_ = n.deployment_id_ and b.name_ = n.resource_name_
                union all
                select n.name_, n.name_, n.bytes_
                from (
                    select distinct on (b.name_) b.name_, b.bytes_
                    from rapport.act_ge_bytearray b
                    join rapport.act_re_deployment d on d.id_ = b.deployment_id_
                    where b.name_ like '%.yaml'
                    order by b.name_, d.deploy_time_ desc) n""")
                .query((rs, n) -> new RunningFile(rs.getString(1), rs.getString(2), rs.getBytes(3)))
                .list();
    }

    /**
     * @param deployment that brought a file
     * @param name of the file
     * @param content of the file
     * @return whether a newer version of something that stands in the file is in force, from a file that says something else
     */
    boolean isReplaced(String deployment, String name, byte[] content) {
        return jdbc.sql(
                        """
                with definition as (
                    select 'process' as kind, key_, version_, deployment_id_, resource_name_ from rapport.act_re_procdef
                    union all
                    select 'decision', key_, version_, deployment_id_, resource_name_ from rapport.act_re_decision_def
                    union all
                    select 'form', key_, version_, deployment_id_, resource_name_ from rapport.act_re_camformdef),
                newest as (
                    select distinct on (kind, key_) kind, key_, deployment_id_, resource_name_
                    from definition order by kind, key_, version_ desc)
                select exists (
                    select 1
                    from definition d
                    join newest n on n.kind = d.kind and n.key_ = d.key_
                    join rapport.act_ge_bytearray b
                        on b.deployment_id_ = n.deployment_id_ and b.name_ = n.resource_name_
                    where d.deployment_id_ = :deployment and d.resource_name_ = :name and b.bytes_ <> :content)""")
                .param("deployment", deployment)
                .param("name", name)
                .param("content", content)
                .query(Boolean.class)
                .single();
    }
}
