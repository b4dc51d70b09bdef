package io.rapport.desk;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What {@code processes/staff.yaml} says: queues, groups, skills and people.
 *
 * @param fallback the id of the queue of tasks that cannot be routed; null for the first of the file
 * @param queues by id, in the order of the file, in which Tasklist shows their filters
 * @param groups those that are no queues, by id
 * @param skills what there is to be good at: titles by language, by id, by kind
 * @param members by login
 */
public record StaffFile(
        String fallback,
        Map<String, StaffQueue> queues,
        Map<String, StaffGroup> groups,
        Map<SkillKind, Map<String, Map<String, String>>> skills,
        Map<String, StaffPerson> members) {

    /** The file's path in a release. */
    public static final String PATH = "processes/staff.yaml";

    /** What only an administrator may change: else one line makes a designer a lead. */
    private static final String FOR_ADMINISTRATORS =
            "let an administrator release this change, or leave it as it is live";

    public StaffFile {
        queues = Collections.unmodifiableMap(new LinkedHashMap<>(queues));
        groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
        skills = Map.copyOf(skills);
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /** @return the queue of tasks that cannot be routed; empty if the file has no queue */
    public Optional<StaffQueue> fallbackQueue() {
        StaffQueue named = fallback == null ? null : queues.get(fallback);
        return named == null ? queues.values().stream().findFirst() : Optional.of(named);
    }

    /**
     * Finds what somebody who is no administrator may not change: groups, members with their deputies, and who leads a
     * queue. Queues, their titles, hours and notices, and skills are the designers'.
     *
     * @param live what is live now
     * @return each such change, as an error; none if a designer may release this
     */
    public List<StaffFinding> reservedChanges(StaffFile live) {
        List<StaffFinding> found = new ArrayList<>();
        changed(live.groups, groups).forEach(id -> found.add(reserved("groups." + id, "groups")));
        changed(live.members, members)
                .forEach(id -> found.add(reserved("members." + id, "members and their deputies")));
        queues.forEach((id, queue) -> {
            StaffQueue before = live.queues.get(id);
            if (!Objects.equals(before == null ? null : before.lead(), queue.lead())) {
                found.add(reserved("queues." + id + ".lead", "who leads a queue"));
            }
        });
        return found;
    }

    /**
     * Finds who and what leaves.
     *
     * @param live what is live now
     * @param openTasks in how many open tasks a queue is needed that leaves; empty if nothing needs it
     * @return each queue, group, member, membership and lead that is live and not in this file, as a warning
     */
    public List<StaffFinding> departures(StaffFile live, Function<String, OptionalInt> openTasks) {
        List<StaffFinding> found = new ArrayList<>();
        Set<String> retired = new TreeSet<>();
        live.queues.keySet().stream().filter(id -> !isGroup(id)).forEach(id -> {
            OptionalInt open = openTasks.apply(id);
            if (open.isPresent()) {
                retired.add(id);
            }
            found.add(departure("queues." + id, leaves(open)));
        });
        live.groups.keySet().stream()
                .filter(id -> !isGroup(id))
                .forEach(id -> found.add(departure("groups." + id, "the group leaves")));
        live.members.forEach((login, before) -> {
            StaffPerson now = members.get(login);
            Set<String> lost = new TreeSet<>(before.groups());
            // of a queue that goes its own entry says so; of one that is retired they stay members
            lost.removeIf(
                    id -> retired.contains(id) || now != null && (now.groups().contains(id) || !isGroup(id)));
            if (now == null) {
                found.add(departure(
                        "members." + login,
                        "'" + login + "' is a member no longer"
                                + (lost.isEmpty() ? "" : ", and leaves " + String.join(", ", lost))));
            } else if (!lost.isEmpty()) {
                found.add(departure("members." + login, "'" + login + "' leaves " + String.join(", ", lost)));
            }
        });
        live.queues.forEach((id, before) -> {
            StaffQueue now = queues.get(id);
            if (now != null && before.lead() != null && !before.lead().equals(now.lead())) {
                found.add(departure("queues." + id + ".lead", "'" + before.lead() + "' leads it no longer"));
            }
        });
        return found;
    }

    private static String leaves(OptionalInt openTasks) {
        if (openTasks.isEmpty()) {
            return "the queue leaves, with its group and its filter in Tasklist";
        }
        int open = openTasks.getAsInt();
        return switch (open) {
            case 0 -> "the queue is retired, with no open task: an instance under way may still need it";
            case 1 -> "the queue is retired, with 1 open task: its members finish it, and no new one comes";
            default ->
                "the queue is retired, with " + open + " open tasks: its members finish them, and no new one comes";
        };
    }

    private boolean isGroup(String id) {
        return queues.containsKey(id) || groups.containsKey(id);
    }

    private static StaffFinding departure(String place, String problem) {
        return new StaffFinding(PATH, 0, place, problem, "put it back in the file if that is not meant", false);
    }

    private static StaffFinding reserved(String place, String what) {
        return new StaffFinding(PATH, 0, place, "only an administrator changes " + what, FOR_ADMINISTRATORS, true);
    }

    private static <T> Set<String> changed(Map<String, T> before, Map<String, T> after) {
        Set<String> ids = new TreeSet<>(before.keySet());
        ids.addAll(after.keySet());
        ids.removeIf(id -> Objects.equals(before.get(id), after.get(id)));
        return ids;
    }
}
