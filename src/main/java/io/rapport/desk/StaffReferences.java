package io.rapport.desk;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Whether what a {@code staff.yaml} names elsewhere in itself is there: leads, the fallback, groups, deputies. */
record StaffReferences(StaffFindings findings, StaffTexts texts) {

    /**
     * Says what leads nowhere, or round in a circle.
     *
     * @param all the file
     * @param staff what was read of it
     */
    void check(StaffSection all, StaffFile staff) {
        Set<String> groups = new TreeSet<>(staff.queues().keySet());
        groups.addAll(staff.groups().keySet());
        groups.removeIf(id -> StaffFileReader.RESERVED.contains(id)
                || !StaffFileReader.ID.matcher(id).matches());
        staff.groups().keySet().stream().filter(staff.queues()::containsKey).forEach(id -> all.section("groups")
                .section(id)
                .error("'" + id + "' is also a queue", "leave it to the queue, which is a group itself"));
        StaffSection queues = all.section("queues");
        staff.queues().forEach((id, queue) -> {
            if (queue.lead() != null && !groups.contains(queue.lead())) {
                queues.section(id)
                        .error(
                                "the lead '" + queue.lead() + "' is neither a queue nor a group of this file",
                                "name one of " + String.join(", ", groups)
                                        + ", or add a group with the members who lead it");
            }
        });
        if (staff.fallback() != null && !staff.queues().containsKey(staff.fallback())) {
            findings.error(
                    all.lineOf("fallback"),
                    "fallback",
                    "there is no queue '" + staff.fallback() + "' in this file",
                    "name one of " + String.join(", ", staff.queues().keySet())
                            + ", which then gets the tasks that cannot be routed; or leave it out for the first of them");
        }
        circles(queues, staff.queues().keySet(), id -> staff.queues().get(id).lead())
                .forEach((queue, circle) -> queue.warning(
                        "the leads go round in a circle: " + circle,
                        "let one of these queues be led by a group of its own"));
        StaffSection members = all.section("members");
        circles(members, staff.members().keySet(), login -> staff.members()
                        .get(login)
                        .deputy())
                .forEach((member, circle) -> member.warning(
                        "the deputies go round in a circle: " + circle,
                        "name somebody outside of it for one of them, so that somebody is there when all of these are"
                                + " away"));
        Map<String, String> logins = new LinkedHashMap<>();
        staff.members().forEach((login, person) -> {
            StaffSection member = members.section(login);
            String same = logins.putIfAbsent(login.toLowerCase(Locale.ROOT), login);
            if (same != null) {
                member.error("'" + login + "' and '" + same + "' differ in capitals alone", "keep one of them");
            }
            if (person.locale() != null && !texts.isWritten(person.locale())) {
                member.warningAt(
                        "locale",
                        "no title of this file is written in '"
                                + person.locale().toLanguageTag() + "', so they read English",
                        "choose a language that the titles have, or add it to them");
            }
            if (person.firstName() == null && person.lastName() == null) {
                member.warning(
                        "the member has no name, so colleagues and mails see the login",
                        "add first-name and last-name");
            }
            person.groups().stream()
                    .filter(group -> !groups.contains(group))
                    .forEach(group -> member.errorAt(
                            "groups",
                            StaffFileReader.RESERVED.contains(group)
                                    ? "the group '" + group + "' carries rights of its own"
                                    : "'" + group + "' is neither a queue nor a group of this file",
                            StaffFileReader.RESERVED.contains(group)
                                    ? "let an administrator add the member in Admin"
                                    : "name some of " + String.join(", ", groups)));
            String deputy = person.deputy();
            if (deputy != null && (deputy.equals(login) || !staff.members().containsKey(deputy))) {
                member.errorAt(
                        "deputy",
                        "the deputy '" + deputy + "' is "
                                + (deputy.equals(login) ? "the member" : "no member of this file"),
                        "name another member of this file");
            } else if (deputy != null) {
                String unseen = staff.queues().values().stream()
                        .filter(queue -> person.groups().contains(queue.id()))
                        .filter(queue -> !staff.members().get(deputy).isOf(queue))
                        .map(StaffQueue::id)
                        .collect(Collectors.joining(", "));
                if (!unseen.isEmpty()) {
                    member.warningAt(
                            "deputy",
                            "the deputy '" + deputy + "' does not see the tasks of " + unseen,
                            "name a member who works in the same queues or leads them, or add the deputy to these");
                }
            }
        });
    }

    /**
     * Follows what each names until it comes back to where it began, or ends.
     *
     * @param next what one names of the same kind; null for nothing
     * @return each circle of two or more once, at the first that the file has of it
     */
    private static Map<StaffSection, String> circles(StaffSection all, Set<String> ids, UnaryOperator<String> next) {
        Map<StaffSection, String> found = new LinkedHashMap<>();
        Set<String> seen = new TreeSet<>();
        for (String id : ids) {
            Set<String> path = new LinkedHashSet<>();
            String at = id;
            while (at != null && ids.contains(at) && !seen.contains(at) && path.add(at)) {
                at = next.apply(at);
            }
            if (at != null && path.contains(at)) {
                List<String> way = new ArrayList<>(path);
                List<String> circle = way.subList(way.indexOf(at), way.size());
                if (circle.size() > 1) {
                    String first =
                            ids.stream().filter(circle::contains).findFirst().orElse(at);
                    found.put(all.section(first), String.join(", ", circle) + ", " + at);
                }
            }
            seen.addAll(path);
        }
        return found;
    }
}
