package io.rapport.desk;

import java.io.ByteArrayInputStream;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputParameter;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds which queues are still needed by what is under way, so that they cannot simply go. */
@Component
class QueuesInUse {

    private final JdbcClient jdbc;
    private final VersionsUnderWay versions;

    QueuesInUse(JdbcClient jdbc, VersionsUnderWay versions) {
        this.jdbc = jdbc;
        this.versions = versions;
    }

    /**
     * @param queues ids of queues that may go
     * @return those of them in which open tasks wait, to which an instance was escalated, or which a version under
     *     way names in one of its steps
     */
    Set<String> of(Collection<String> queues) {
        Set<String> inUse = new TreeSet<>();
        if (queues.isEmpty()) {
            return inUse;
        }
        inUse.addAll(jdbc.sql(
                        """
                select l.group_id_ from rapport.act_ru_identitylink l
                where l.type_ = 'candidate' and l.task_id_ is not null and l.group_id_ in (:queues)
                union
                select v.text_ from rapport.act_ru_variable v
                where v.name_ = 'escalatedQueue' and v.text_ in (:queues)""")
                .param("queues", queues)
                .query(String.class)
                .list());
        for (VersionsUnderWay.Version version : versions.all()) {
            BpmnModelInstance model = Bpmn.readModelFromStream(new ByteArrayInputStream(versions.model(version)));
            model.getModelElementsByType(CamundaInputParameter.class).stream()
                    .filter(input -> "queue".equals(input.getCamundaName()))
                    .map(CamundaInputParameter::getTextContent)
                    .forEach(text -> queues.stream()
                            .filter(queue -> text.strip().equals(queue) || text.contains("'" + queue + "'"))
                            .forEach(inUse::add));
        }
        return inUse;
    }

    /** @return how many open tasks wait in a queue */
    int openTasks(String queue) {
        return jdbc.sql(
                        """
                select count(distinct task_id_) from rapport.act_ru_identitylink
                where type_ = 'candidate' and task_id_ is not null and group_id_ = :queue""")
                .param("queue", queue)
                .query(Integer.class)
                .single();
    }
}
