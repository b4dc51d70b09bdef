package io.rapport.app.start;

import io.rapport.app.embedded.StartRefused;
import io.rapport.desk.StaffDirectory;
import io.rapport.desk.StaffUpdate;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.util.StringUtils;

/**
 * Makes sure, before the first request can come, that the administrators' group has a direct member: while it has none,
 * anybody could become the first (CVE-2026-77226).
 */
final class Administrators implements SmartInitializingSingleton {

    private final StaffDirectory staff;
    private final StaffUpdate queues;
    private final DemoLogins demo;
    private final String user;
    private final String password;

    /**
     * @param staff where the logins are
     * @param queues makes the queues and people of the live file
     * @param demo the demo's people, null without them
     * @param user login of the administrator to make sure of, null for none
     * @param password the first password of this login; an existing login keeps its own
     */
    Administrators(StaffDirectory staff, StaffUpdate queues, DemoLogins demo, String user, String password) {
        this.staff = staff;
        this.queues = queues;
        this.demo = demo;
        this.user = user;
        this.password = password;
    }

    @Override
    public void afterSingletonsInstantiated() {
        staff.ensureGroups();
        queues.applyFirst();
        if (demo != null) {
            demo.ensure();
        }
        if (StringUtils.hasText(user) && StringUtils.hasText(password)) {
            staff.ensureAdministrator(user, user, "", null, password);
        }
        if (!staff.hasAdministrator()) {
            throw new StartRefused(
                    "There is no administrator: the group " + StaffDirectory.ADMINISTRATORS + " has no member.",
                    "Set rapport.admin.user and rapport.admin.password (RAPPORT_ADMIN_USER, RAPPORT_ADMIN_PASSWORD) for"
                            + " the first start; change the password in the Admin web app afterwards.");
        }
    }
}
