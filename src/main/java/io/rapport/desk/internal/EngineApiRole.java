package io.rapport.desk.internal;

import io.rapport.desk.StaffDirectory;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/** What somebody is to the engine's API; one may be several. */
enum EngineApiRole {
    /** Works a queue. */
    STAFF,
    /** Leads a queue. */
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
     * @param isQueue whether a group is a queue
     * @param isLead whether a group leads a queue
     * @return what they are
     */
    static Set<EngineApiRole> of(Collection<String> groups, Predicate<String> isQueue, Predicate<String> isLead) {
        Set<EngineApiRole> roles = EnumSet.of(ANYBODY);
        for (String group : groups) {
            if (isQueue.test(group)) {
                roles.add(STAFF);
            }
            if (isLead.test(group)) {
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
