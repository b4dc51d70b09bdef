package io.rapport.desk.internal;

import io.rapport.customer.TimelineEntry;
import io.rapport.customer.TimelineEntry.Kind;
import io.rapport.customer.TimelineSource;
import io.rapport.customer.UpcomingItem;
import io.rapport.customer.UpcomingItem.State;
import io.rapport.customer.UpcomingSource;
import io.rapport.desk.InstanceSubjects;
import io.rapport.desk.InstanceSubjects.RegisteredInstance;
import io.rapport.desk.QueueTitles;
import io.rapport.desk.TaskEscalations;
import io.rapport.desk.TaskEscalations.Escalated;
import io.rapport.desk.internal.Submissions.Done;
import io.rapport.desk.internal.TaskComments.Comment;
import io.rapport.desk.internal.form.FormSchema.Chosen;
import io.rapport.inbox.EventArchive;
import io.rapport.inbox.EventArchive.LateStart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.Task;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The timeline of journeys and of what staff did in their tasks; what runs now, which tasks are open, which timers wait. */
@Component
final class CustomerWork implements TimelineSource, UpcomingSource {

    private static final String NAME = "name";

    /** Of more than that nobody reads the list. */
    private static final int MOST_RUNNING = 100;

    private static final String TIMERS =
            """
            select j.duedate_, j.process_def_id_, j.process_def_key_, d.act_id_
            from rapport.act_ru_job j join rapport.act_ru_jobdef d on d.id_ = j.job_def_id_
            where j.process_instance_id_ = any(:instances) and j.type_ = 'timer' and j.duedate_ is not null
            order by j.duedate_""";

    private static final String TASKS =
            "select id_, name_, proc_def_id_, task_def_key_ from rapport.act_hi_taskinst where id_ = any(:ids)";

    private static final String NEWEST =
            """
            select distinct on (key_) key_, id_ from rapport.act_re_procdef where key_ = any(:keys)
            order by key_, version_ desc""";

    private final JdbcClient jdbc;
    private final TaskService tasks;
    private final InstanceSubjects instances;
    private final EventArchive events;
    private final Submissions submissions;
    private final ChosenAnswers chosen;
    private final TaskComments comments;
    private final TaskEscalations escalations;
    private final AnswerLanguage language;
    private final DeployedTexts deployed;
    private final QueueTitles queues;

    CustomerWork(
            JdbcClient jdbc,
            TaskService tasks,
            InstanceSubjects instances,
            EventArchive events,
            Submissions submissions,
            ChosenAnswers chosen,
            TaskComments comments,
            TaskEscalations escalations,
            AnswerLanguage language,
            DeployedTexts deployed,
            QueueTitles queues) {
        this.jdbc = jdbc;
        this.tasks = tasks;
        this.instances = instances;
        this.events = events;
        this.submissions = submissions;
        this.chosen = chosen;
        this.comments = comments;
        this.escalations = escalations;
        this.language = language;
        this.deployed = deployed;
        this.queues = queues;
    }

    @Override
    public List<TimelineEntry> entries(TimelineRequest request) {
        List<TimelineEntry> entries = new ArrayList<>();
        if (request.asks(Kind.TASK)) {
            List<Done> done = submissions.before(request.customerId(), request.before(), request.most());
            List<Escalated> escalated = escalations.of(request.parameters());
            Map<String, String> ids = new HashMap<>();
            done.forEach(one -> ids.put(one.taskId(), one.task()));
            escalated.forEach(one -> ids.put(one.taskId(), one.task()));
            Map<String, String> titles = titles(ids, request.locale());
            Map<String, List<Chosen>> choices = chosen.of(done, request.locale());
            done.forEach(one -> entries.add(TimelineEntry.of(
                    one.at(),
                    Kind.TASK,
                    "task.done",
                    "task",
                    titles.get(one.taskId()),
                    "chosen",
                    inWords(choices.get(one.taskId())),
                    "note",
                    one.note(),
                    "by",
                    one.by())));
            escalated.forEach(one -> entries.add(TimelineEntry.of(
                    one.at(),
                    Kind.TASK,
                    one.undone() ? "task.undone" : "task.escalated",
                    "task",
                    titles.get(one.taskId()),
                    "queue",
                    queue(one.lead(), request.locale()))));
            for (Comment comment : comments.before(request.customerId(), request.before(), request.most())) {
                entries.add(TimelineEntry.of(
                        comment.at(), Kind.TASK, "task.comment", "comment", comment.message(), "by", comment.author()));
            }
        }
        if (request.asks(Kind.JOURNEY)) {
            entries.addAll(journeys(request));
        }
        return entries;
    }

    private static String inWords(List<Chosen> choices) {
        return choices.isEmpty()
                ? null
                : choices.stream()
                        .map(one -> one.value().isEmpty() ? one.label() : one.label() + ": " + one.value())
                        .collect(Collectors.joining("; "));
    }

    private String queue(String group, Locale locale) {
        return group == null
                ? null
                : queues.group(group).map(title -> title.name(locale)).orElse(group);
    }

    /** @param tasks their ids in the models, by the engine's ids */
    private Map<String, String> titles(Map<String, String> tasks, Locale locale) {
        Map<String, String> titles = new HashMap<>(tasks);
        if (tasks.isEmpty()) {
            return titles;
        }
        jdbc.sql(TASKS).param("ids", tasks.keySet().toArray(String[]::new)).query(row -> {
            if (row.getString("name_") != null) {
                titles.put(
                        row.getString("id_"),
                        language.title(
                                row.getString("proc_def_id_"),
                                row.getString("task_def_key_"),
                                row.getString("name_"),
                                locale));
            }
        });
        return titles;
    }

    private List<TimelineEntry> journeys(TimelineRequest request) {
        List<RegisteredInstance> latest = instances.latestOf(request.customerId(), request.before(), request.most());
        List<LateStart> late = events.lateStarts(request.customerId(), request.before(), request.most());
        Map<String, String> names = names(
                Stream.concat(
                        latest.stream().map(RegisteredInstance::journey),
                        late.stream().map(LateStart::journey)),
                request.locale());
        List<TimelineEntry> entries = new ArrayList<>();
        for (LateStart one : late) {
            entries.add(TimelineEntry.of(
                    one.at(),
                    Kind.JOURNEY,
                    "journey.late",
                    "journey",
                    names.get(one.journey()),
                    "about",
                    one.businessKey(),
                    "happened",
                    one.occurredAt()));
        }
        for (RegisteredInstance instance : latest) {
            entries.add(entry(instance.startedAt(), "journey.started", instance, names, null));
            if (instance.endedAt() != null && instance.endedAt().isBefore(request.before())) {
                entries.add(entry(instance.endedAt(), "journey.ended", instance, names, instance.outcome()));
            }
        }
        return entries.stream()
                .sorted(Comparator.comparing(TimelineEntry::at).reversed())
                .limit(request.most())
                .toList();
    }

    private static TimelineEntry entry(
            Instant at, String what, RegisteredInstance instance, Map<String, String> names, String outcome) {
        return TimelineEntry.of(
                at,
                Kind.JOURNEY,
                what,
                "journey",
                names.get(instance.journey()),
                "about",
                instance.businessKey(),
                "outcome",
                outcome);
    }

    /** What the journeys are called today, whichever version runs. */
    private Map<String, String> names(Stream<String> journeys, Locale locale) {
        Map<String, String> names = new HashMap<>();
        journeys.forEach(journey -> names.put(journey, journey));
        if (names.isEmpty()) {
            return names;
        }
        jdbc.sql(NEWEST).param("keys", names.keySet().toArray(String[]::new)).query(row -> {
            String key = row.getString("key_");
            name(row.getString("id_"), key, locale).ifPresent(name -> names.put(key, name));
        });
        return names;
    }

    private Optional<String> name(String definition, String element, Locale locale) {
        return deployed.ofJourney(definition, locale).get(element, NAME).or(() -> deployed.journey(definition)
                .map(journey -> journey.name(element)));
    }

    @Override
    public List<UpcomingItem> upcoming(String customerId, Locale locale) {
        List<RegisteredInstance> running =
                instances.runningOf(customerId).stream().limit(MOST_RUNNING).toList();
        List<UpcomingItem> items = new ArrayList<>();
        if (running.isEmpty()) {
            return items;
        }
        Map<String, String> names = names(running.stream().map(RegisteredInstance::journey), locale);
        String[] ids = running.stream().map(RegisteredInstance::instanceId).toArray(String[]::new);
        for (RegisteredInstance instance : running) {
            if (!instance.called()) {
                items.add(UpcomingItem.of(
                        State.RUNNING,
                        instance.startedAt(),
                        "journey.running",
                        "journey",
                        names.get(instance.journey()),
                        "about",
                        instance.businessKey()));
            }
        }
        for (Task task : tasks.createTaskQuery().processInstanceIdIn(ids).list()) {
            items.add(open(task, locale));
        }
        items.addAll(timers(ids, names, locale));
        return items;
    }

    private UpcomingItem open(Task task, Locale locale) {
        String queue = tasks.getIdentityLinksForTask(task.getId()).stream()
                .map(IdentityLink::getGroupId)
                .filter(Objects::nonNull)
                .map(group -> queue(group, locale))
                .findFirst()
                .orElse(null);
        return UpcomingItem.of(
                State.OPEN,
                task.getDueDate() == null ? null : task.getDueDate().toInstant(),
                "task.open",
                "task",
                language.title(task.getProcessDefinitionId(), task.getTaskDefinitionKey(), task.getName(), locale),
                "queue",
                queue,
                "assignee",
                task.getAssignee());
    }

    private List<UpcomingItem> timers(String[] instances, Map<String, String> names, Locale locale) {
        return jdbc.sql(TIMERS)
                .param("instances", instances)
                .query((rs, n) -> {
                    String key = rs.getString("process_def_key_");
                    String element = rs.getString("act_id_");
                    return UpcomingItem.of(
                            State.PLANNED,
                            rs.getTimestamp("duedate_").toInstant(),
                            "timer.waiting",
                            "step",
                            name(rs.getString("process_def_id_"), element, locale)
                                    .orElse(element),
                            "journey",
                            names.getOrDefault(key, key));
                })
                .list();
    }
}
