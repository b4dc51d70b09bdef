package io.rapport.desk;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A queue of the desk, as {@code processes/staff.yaml} gives it. A queue is a group of the identity service: its id is the
 * group's.
 *
 * @param id such as {@code complaints-lead}; models, decision tables and groups use it
 * @param titles what staff call it, by language; English is always there
 * @param purposes what kind of work waits in it, by language; may be empty
 * @param hours when it is worked; null where the desk's own hours hold
 * @param lead the id of the queue or group whose members lead it; null for none
 * @param leastMembers how many members it needs: two where nobody decides on what they proposed themselves
 * @param notices the messages to staff that are about no task of theirs, and that its members get
 */
public record StaffQueue(
        String id,
        Map<String, String> titles,
        Map<String, String> purposes,
        QueueHours hours,
        String lead,
        int leastMembers,
        List<String> notices) {

    /** The language in which every title stands. */
    static final String ENGLISH = "en";

    public StaffQueue {
        titles = Titles.ordered(titles);
        purposes = Titles.ordered(purposes);
        notices = List.copyOf(notices);
    }

    /** @return the name that its filter and its group have in the engine */
    public String label() {
        return titles.getOrDefault(ENGLISH, id);
    }

    /**
     * @param reader the language of who reads
     * @return what the queue is called in it; in English where it has no title in it
     */
    public String title(Locale reader) {
        return Titles.in(titles, reader).orElse(id);
    }

    /**
     * @param reader the language of who reads
     * @return what waits in it; empty where the file does not say
     */
    public Optional<String> purpose(Locale reader) {
        return Titles.in(purposes, reader);
    }
}
