package io.rapport.desk;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Something that the file about staff makes in the engine: a group, a filter, a right, a login, its language, a
 * membership.
 *
 * @param kind what it is
 * @param name as the file would say it; with the kind it tells it apart
 * @param group the queue or group that it belongs to; null if it belongs to none
 * @param parts what the file says of it; a change of one of them changes that one
 */
record StaffItem(Kind kind, String name, String group, List<String> parts) {

    /** The filter of what somebody has claimed, whatever the queue. */
    static final String OWN_TASKS = "own-tasks";

    private static final String QUEUE_FILTER = "queue/";
    private static final String FILTER_RIGHT = " filter ";
    private static final String QUEUE_TYPE = "QUEUE";
    private static final String GROUP_TYPE = "WORKFLOW";

    /** In the order in which they are made; what goes, goes in the opposite order. */
    enum Kind {
        GROUP,
        FILTER,
        GRANT,
        USER,
        LOCALE,
        MEMBERSHIP;

        /** @return as the table has it */
        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Tells an item apart. */
    record Key(Kind kind, String name) {}

    StaffItem {
        parts = List.copyOf(parts);
    }

    Key key() {
        return new Key(kind, name);
    }

    /** @return what the table keeps of the parts */
    String content() {
        return String.join("\n", parts);
    }

    /** @return whether it is the right to see a filter, which the engine takes away with the filter */
    static boolean isRightTo(Key right, String filter) {
        return right.kind() == Kind.GRANT && right.name().endsWith(FILTER_RIGHT + filter);
    }

    /** @return whether a group that was made is a queue's; not if there is none */
    static boolean isQueue(StaffItems.Made group) {
        return group != null && group.part(0).equals(QUEUE_TYPE);
    }

    /** @return the name of a queue's filter */
    static String filterOf(String queue) {
        return QUEUE_FILTER + queue;
    }

    /**
     * @param file what it says
     * @return what there should be, in the order in which it is made
     */
    static List<StaffItem> of(StaffFile file) {
        List<StaffItem> items = new ArrayList<>();
        // the lowest number stands first in the list and is open after login: the queue, then what one claimed
        items.add(filter(OWN_TASKS, null, "My tasks", "What you have claimed", 100, "#3c7fb1"));
        int position = 10;
        for (StaffQueue queue : file.queues().values()) {
            String id = queue.id();
            items.add(new StaffItem(Kind.GROUP, id, id, List.of(QUEUE_TYPE, queue.label())));
            items.add(filter(
                    filterOf(id),
                    id,
                    queue.label(),
                    queue.purpose(Locale.ENGLISH).orElse(""),
                    position,
                    "#555555"));
            position += position < 90 ? 10 : 0;
            // the engine itself adds a task's rights for its candidates
            items.add(grant(id, " tasklist"));
            // the journey's name in the lists and its diagram beside the form; nothing of its instances
            items.add(grant(id, " process-definitions"));
            items.add(grant(id, FILTER_RIGHT + filterOf(id)));
            items.add(grant(id, FILTER_RIGHT + OWN_TASKS));
        }
        file.groups()
                .values()
                .forEach(group -> items.add(
                        new StaffItem(Kind.GROUP, group.id(), group.id(), List.of(GROUP_TYPE, group.label()))));
        file.members().values().forEach(member -> person(member, items));
        items.sort((one, other) -> one.kind.compareTo(other.kind));
        return items;
    }

    private static void person(StaffPerson member, List<StaffItem> items) {
        items.add(new StaffItem(
                Kind.USER,
                member.id(),
                null,
                List.of(text(member.firstName()), text(member.lastName()), text(member.email()))));
        if (member.locale() != null) {
            items.add(new StaffItem(
                    Kind.LOCALE, member.id(), null, List.of(member.locale().toLanguageTag())));
        }
        member.groups().stream()
                .sorted()
                .forEach(group ->
                        items.add(new StaffItem(Kind.MEMBERSHIP, member.id() + " " + group, group, List.of())));
    }

    private static String text(String mayBeNull) {
        return mayBeNull == null ? "" : mayBeNull;
    }

    private static StaffItem grant(String group, String of) {
        return new StaffItem(Kind.GRANT, group + of, group, List.of());
    }

    private static StaffItem filter(
            String name, String queue, String title, String description, int position, String color) {
        return new StaffItem(Kind.FILTER, name, queue, List.of(title, description, String.valueOf(position), color));
    }
}
