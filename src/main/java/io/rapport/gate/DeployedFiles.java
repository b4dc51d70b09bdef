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
}
