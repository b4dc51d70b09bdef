package io.rapport.desk;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A member of staff, as {@code processes/staff.yaml} gives them where no directory does.
 *
 * @param id the login
 * @param firstName null where the file does not say
 * @param lastName null where the file does not say
 * @param email where notices reach them; null where the file does not say
 * @param locale the language they read; null for the desk's
 * @param groups ids of queues and groups of the same file
 * @param deputy the login of their deputy; null for nobody
 * @param capacity how many tasks they work on at a time; null where the file does not say
 * @param skills ids of what they are good at, by kind
 */
public record StaffPerson(
        String id,
        String firstName,
        String lastName,
        String email,
        Locale locale,
        Set<String> groups,
        String deputy,
        Integer capacity,
        Map<SkillKind, List<String>> skills) {

    public StaffPerson {
        groups = Set.copyOf(groups);
        skills = Map.copyOf(skills);
    }

    /** @return whether they work in a queue or lead it, as far as the file says */
    boolean isOf(StaffQueue queue) {
        return groups.contains(queue.id()) || queue.lead() != null && groups.contains(queue.lead());
    }
}
