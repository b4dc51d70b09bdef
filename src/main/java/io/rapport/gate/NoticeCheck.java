package io.rapport.gate;

import io.rapport.desk.StaffFile;
import io.rapport.journey.expression.Spelling;
import io.rapport.release.ReleaseFinding;
import io.rapport.release.ReleaseFindings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Checks that the messages that queues are to get are there, and written for staff. */
final class NoticeCheck {

    private NoticeCheck() {}

    /** What did not fit before is not this release's fault. */
    static void check(
            StaffFile staff,
            Map<String, Platform.Message> messages,
            StaffFile staffBefore,
            Map<String, Platform.Message> messagesBefore,
            ReleaseFindings findings) {
        List<ReleaseFinding> known = found(staffBefore, messagesBefore);
        found(staff, messages).stream()
                .filter(finding -> !known.contains(finding))
                .forEach(findings::add);
    }

    private static List<ReleaseFinding> found(StaffFile staff, Map<String, Platform.Message> messages) {
        ReleaseFindings findings = new ReleaseFindings();
        staff.queues().forEach((id, queue) -> queue.notices().forEach(name -> {
            Platform.Message message = messages.get(name);
            if (message == null) {
                findings.error(
                        StaffFile.PATH,
                        "queues." + id + ".notices",
                        "there is no message '" + name + "'" + Spelling.meant(name, messages.keySet()),
                        "name a folder of messages/, or take it out of the notices");
            } else if (!message.internal()) {
                findings.error(
                        StaffFile.PATH,
                        "queues." + id + ".notices",
                        "the message '" + name + "' is for customers",
                        "name a message of the category internal");
            }
        }));
        return new ArrayList<>(findings.list());
    }
}
