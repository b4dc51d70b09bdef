package io.rapport.desk.internal;

import io.rapport.desk.StaffDirectory;
import io.rapport.desk.StaffQueue;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/** What somebody is to the engine's API; one may be several. */
enum EngineApiRole {
    /** Works a queue. */
    STAFF,
    /** Works the lead's queue, to which the others escalate. */
    LEAD,
    /** Draws journeys. */
    DESIGNER,
    /** Is a program. */
    SYSTEM,
    ADMINISTRATOR,
    /** Has logged in and is no program. */
    PERSON,
    /** Everybody, logged in or not. */
    ANYBODY;

    /**
     * @param groups ids of the groups of somebody who has logged in
     * @return what they are
     */
    static Set<EngineApiRole> of(Collection<String> groups) {
        Set<EngineApiRole> roles = EnumSet.of(ANYBODY);
        for (String group : groups) {
            if (StaffQueue.of(group).isPresent()) {
                roles.add(STAFF);
            }
            if (group.equals(StaffQueue.COMPLAINTS_LEAD.id())) {
                roles.add(LEAD);
            }
        }
        if (groups.contains(StaffDirectory.DESIGNERS)) {
            roles.add(DESIGNER);
        }
        if (groups.contains(StaffDirectory.ADMINISTRATORS)) {
            roles.add(ADMINISTRATOR);
        }
        if (groups.contains(StaffDirectory.SYSTEMS)) {
            // an account that is a program is nothing else, whatever groups it was put into
            return EnumSet.of(SYSTEM, ANYBODY);
        }
        roles.add(PERSON);
        return roles;
    }
}
