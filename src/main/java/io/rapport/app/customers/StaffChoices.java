package io.rapport.app.customers;

import io.rapport.desk.LiveStaff;
import io.rapport.desk.StaffDirectory;
import io.rapport.desk.StaffMember;
import java.util.List;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/** Who works in a queue, and so may care for customers and be deputies of others. */
@Component
final class StaffChoices {

    private final LiveStaff live;
    private final StaffDirectory staff;

    StaffChoices(LiveStaff live, StaffDirectory staff) {
        this.live = live;
        this.staff = staff;
    }

    /** @return the logins of all members of live queues, in the order of the alphabet */
    List<String> logins() {
        TreeSet<String> logins = new TreeSet<>();
        live.queues()
                .forEach(queue ->
                        staff.members(queue.id()).stream().map(StaffMember::id).forEach(logins::add));
        return List.copyOf(logins);
    }

    /**
     * @param login of a member of queues
     * @return the logins of those who may be their deputies, in the order of the alphabet: each queue of theirs is one that the
     *     deputy works in or leads, so that nobody gets a task that they do not see
     */
    List<String> deputiesOf(String login) {
        return logins().stream()
                .filter(deputy ->
                        !deputy.equals(login) && staff.notSeenBy(deputy, login).isEmpty())
                .toList();
    }
}
