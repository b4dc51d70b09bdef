package io.rapport.desk;

import java.util.Map;

/**
 * A group of staff that is no queue, as {@code processes/staff.yaml} gives it: a team, or those who lead queues.
 *
 * @param id the group's id in the identity service
 * @param titles what it is called, by language; English is always there
 */
public record StaffGroup(String id, Map<String, String> titles) {

    public StaffGroup {
        titles = Titles.ordered(titles);
    }

    /** @return the name that the group has in the engine */
    public String label() {
        return titles.getOrDefault(StaffQueue.ENGLISH, id);
    }
}
