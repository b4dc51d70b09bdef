package io.rapport.journey.internal;

import io.rapport.inbox.Event;
import java.sql.Timestamp;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Knows which instances still do what a newer journey has taken over. When a part of a journey becomes a journey of its
 * own (extension property {@code takes-over-from}), instances of the time before go on by the model that they started with
 * and do that part themselves: for them the new journey must not do it once more.
 */
@Component
final class EarlierVersions {

    private final JdbcClient jdbc;

    EarlierVersions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param start a journey that the event would start
     * @param event what happened
     * @param businessKey what the journey would be about
     * @return whether an instance of a version that was deployed before the journey takes care of the event: one that waits
     *     for it, or one that has ended since it happened
     */
    boolean takeCare(StartMessages.Start start, Event event, String businessKey) {
        return !start.takesOverFrom().isEmpty()
                && jdbc.sql(
                                """
                select exists (
                    select from rapport.journey j
                    left join rapport.act_ru_execution r on r.id_ = j.instance_id
                    left join rapport.act_hi_procinst h on h.proc_inst_id_ = j.instance_id
                    join rapport.act_re_procdef d on d.id_ = coalesce(r.proc_def_id_, h.proc_def_id_)
                    join rapport.act_re_deployment t on t.id_ = d.deployment_id_
                    where j.business_key = :key and j.journey = any(:earlier)
                      and (j.ended_at >= :happened
                           or j.ended_at is null and exists (
                               select from rapport.act_ru_execution e
                               join rapport.act_ru_event_subscr s on s.execution_id_ = e.id_
                               where e.proc_inst_id_ = j.instance_id
                                 and s.event_type_ = 'message' and s.event_name_ = :type))
                      and t.deploy_time_ < (
                          select min(first.deploy_time_)
                          from rapport.act_re_procdef p
                          join rapport.act_re_deployment first on first.id_ = p.deployment_id_
                          where p.key_ = :journey))""")
                        .param("key", businessKey)
                        .param("earlier", start.takesOverFrom().toArray(String[]::new))
                        .param("happened", Timestamp.from(event.occurredAt()))
                        .param("type", event.type())
                        .param("journey", start.journey())
                        .query(Boolean.class)
                        .single();
    }
}
