package io.rapport.desk;

import io.rapport.desk.RetiredQueues.RetiredQueue;
import io.rapport.desk.StaffItem.Key;
import io.rapport.desk.StaffItem.Kind;
import io.rapport.desk.StaffItems.Made;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Resource;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.identity.Group;
import org.springframework.stereotype.Service;

/** Tells what the file about staff made, and what administrators made, changed or took away in Admin beside it. */
@Service
public class StaffReport {

    private final LiveStaff live;
    private final StaffItems items;
    private final RetiredQueues retiredQueues;
    private final QueuesInUse queuesInUse;
    private final StaffDirectory directory;
    private final StaffEngine engine;
    private final IdentityService identity;
    private final AuthorizationService authorizations;
    private final FilterService filters;
    private final UnroutedTasks unrouted;

    StaffReport(
            LiveStaff live,
            StaffItems items,
            RetiredQueues retiredQueues,
            QueuesInUse queuesInUse,
            StaffDirectory directory,
            StaffEngine engine,
            IdentityService identity,
            AuthorizationService authorizations,
            FilterService filters,
            UnroutedTasks unrouted) {
        this.live = live;
        this.items = items;
        this.retiredQueues = retiredQueues;
        this.queuesInUse = queuesInUse;
        this.directory = directory;
        this.engine = engine;
        this.identity = identity;
        this.authorizations = authorizations;
        this.filters = filters;
        this.unrouted = unrouted;
    }

    /** What has become of a group. */
    public enum State {
        /** A queue of the live file. */
        QUEUE,
        /** A group of the live file that is no queue. */
        GROUP,
        /** A queue that left the file and is still needed. */
        RETIRED,
        /** A group that left the file and stays, since Admin put members into it or gave it rights. */
        KEPT
    }

    /**
     * A queue or group that a file made.
     *
     * @param id of the group
     * @param name a queue's title in the reader's language; a group's, and one that was changed in Admin, as stored
     * @param lead the group that leads it; null for none
     * @param since when it left the file; null unless it is retired
     * @param openTasks how many wait in it
     * @param byFile logins that the file put into it
     * @param byAdmin logins that are in it otherwise
     */
    public record GroupReport(
            String id,
            String name,
            State state,
            String lead,
            Instant since,
            int openTasks,
            List<String> byFile,
            List<String> byAdmin) {}

    /**
     * A right that Admin gave to a group of the file.
     *
     * @param on such as APPLICATION/cockpit
     */
    public record RightReport(String group, String on) {}

    /**
     * Something that the file made and that was changed or taken away since.
     *
     * @param kind group, filter, grant, user, locale or membership
     * @param name as the file says it
     * @param now what it is called now; null if it is gone
     */
    public record Deviation(String kind, String name, String now) {}

    /**
     * Who is whose deputy by the file.
     *
     * @param login of whose deputy it is
     * @param deputy the deputy's login
     * @param notSeen titles, in the reader's language, of the queues of theirs whose tasks the deputy does not see
     */
    public record DeputyReport(String login, String deputy, List<String> notSeen) {}

    /**
     * All of it.
     *
     * @param groups queues first
     * @param filters names of filters that Admin made
     * @param rights that Admin gave to queues and groups
     * @param deviations what is otherwise than the file says
     * @param deputies in the order of the logins
     * @param fallback the id of the queue of tasks that cannot be routed; null for none
     * @param unrouted the open tasks that could not be
     */
    public record Report(
            List<GroupReport> groups,
            List<String> filters,
            List<RightReport> rights,
            List<Deviation> deviations,
            List<DeputyReport> deputies,
            String fallback,
            List<UnroutedTasks.Unrouted> unrouted) {}

    /**
     * How it stands now.
     *
     * @param reader the language of who reads
     */
    public Report now(Locale reader) {
        Map<Key, Made> made = items.all();
        Map<String, Group> present = new LinkedHashMap<>();
        identity.createGroupQuery().orderByGroupId().asc().list().forEach(group -> present.put(group.getId(), group));
        List<GroupReport> groups = groups(made, present, reader);
        return new Report(
                groups,
                filters(made),
                rights(made, groups.stream().map(GroupReport::id).toList()),
                deviations(made, present),
                deputies(reader),
                live.fallback().map(StaffQueue::id).orElse(null),
                unrouted.open());
    }

    private List<DeputyReport> deputies(Locale reader) {
        return live.file().members().entrySet().stream()
                .filter(member -> member.getValue().deputy() != null)
                .sorted(Map.Entry.comparingByKey())
                .map(member -> deputy(member.getKey(), member.getValue().deputy(), reader))
                .toList();
    }

    private DeputyReport deputy(String login, String deputy, Locale reader) {
        return new DeputyReport(
                login,
                deputy,
                directory.notSeenBy(deputy, login).stream()
                        .map(queue -> queue.title(reader))
                        .toList());
    }

    private List<GroupReport> groups(Map<Key, Made> made, Map<String, Group> present, Locale reader) {
        Map<String, Instant> retired = retiredQueues.all().stream()
                .collect(Collectors.toMap(queue -> queue.queue().id(), RetiredQueue::since));
        List<GroupReport> groups = new ArrayList<>();
        Stream.concat(
                        live.file().queues().keySet().stream(),
                        made.keySet().stream()
                                .filter(key -> key.kind() == Kind.GROUP)
                                .map(Key::name))
                .distinct()
                .filter(present::containsKey)
                .forEach(id -> {
                    List<String> members =
                            directory.members(id).stream().map(StaffMember::id).toList();
                    Set<String> byFile = made.values().stream()
                            .filter(item -> item.key().kind() == Kind.MEMBERSHIP && id.equals(item.group()))
                            .map(item -> item.key().name().split(" ")[0])
                            .collect(Collectors.toCollection(TreeSet::new));
                    groups.add(new GroupReport(
                            id,
                            name(id, present.get(id).getName(), reader),
                            state(id, retired),
                            live.queue(id).map(StaffQueue::lead).orElse(null),
                            retired.get(id),
                            queuesInUse.openTasks(id),
                            members.stream().filter(byFile::contains).toList(),
                            members.stream()
                                    .filter(login -> !byFile.contains(login))
                                    .toList()));
                });
        return groups;
    }

    /** A name that was changed in Admin is shown as it is. */
    private String name(String id, String stored, Locale reader) {
        return live.queue(id)
                .filter(queue -> queue.title(Locale.ENGLISH).equals(stored))
                .map(queue -> queue.title(reader))
                .orElse(stored);
    }

    private State state(String id, Map<String, Instant> retired) {
        if (live.file().queues().containsKey(id)) {
            return State.QUEUE;
        }
        if (live.file().groups().containsKey(id)) {
            return State.GROUP;
        }
        return retired.containsKey(id) ? State.RETIRED : State.KEPT;
    }

    private List<String> filters(Map<Key, Made> made) {
        Set<String> own = engineIds(made, Kind.FILTER);
        return filters.createTaskFilterQuery().list().stream()
                .filter(filter -> !own.contains(filter.getId()))
                .map(Filter::getName)
                .sorted()
                .toList();
    }

    private List<RightReport> rights(Map<Key, Made> made, List<String> groups) {
        if (groups.isEmpty()) {
            return List.of();
        }
        Set<String> own = engineIds(made, Kind.GRANT);
        return authorizations.createAuthorizationQuery().groupIdIn(groups.toArray(String[]::new)).list().stream()
                .filter(right -> !own.contains(right.getId()))
                .filter(right -> !StaffEngine.isOfTheEngine(right))
                .map(right -> new RightReport(right.getGroupId(), on(right)))
                .sorted((one, other) -> (one.group() + one.on()).compareTo(other.group() + other.on()))
                .toList();
    }

    private static String on(Authorization right) {
        String resource = Stream.of(Resources.values())
                .filter(known -> known.resourceType() == right.getResourceType())
                .map(Resource::resourceName)
                .findFirst()
                .orElse(String.valueOf(right.getResourceType()));
        return resource + "/" + right.getResourceId();
    }

    private static Set<String> engineIds(Map<Key, Made> made, Kind kind) {
        return made.values().stream()
                .filter(item -> item.key().kind() == kind)
                .map(Made::engineId)
                .collect(Collectors.toSet());
    }

    private List<Deviation> deviations(Map<Key, Made> made, Map<String, Group> present) {
        List<Deviation> found = new ArrayList<>();
        for (Made item : made.values()) {
            String kind = item.key().kind().key();
            String name = item.key().name();
            if (!engine.exists(item)) {
                found.add(new Deviation(kind, name, null));
            } else if (item.key().kind() == Kind.GROUP) {
                String now = present.get(item.engineId()).getName();
                if (!Objects.equals(now, item.part(1))) {
                    found.add(new Deviation(kind, name, now));
                }
            } else if (item.key().kind() == Kind.FILTER) {
                String now = filters.getFilter(item.engineId()).getName();
                if (!now.equals(item.part(0))) {
                    found.add(new Deviation(kind, name, now));
                }
            }
        }
        return found;
    }
}
