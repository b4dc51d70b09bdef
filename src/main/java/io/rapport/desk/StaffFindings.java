package io.rapport.desk;

import java.util.ArrayList;
import java.util.List;

/** What is found wrong in a {@code staff.yaml} while it is read. */
final class StaffFindings {

    private final String file;
    private final List<StaffFinding> all = new ArrayList<>();

    /** @param file the path by which findings name it */
    StaffFindings(String file) {
        this.file = file;
    }

    /** Says something once, however often it is met. */
    void error(int line, String place, String problem, String fix) {
        StaffFinding finding = new StaffFinding(file, line, place, problem, fix, true);
        if (!all.contains(finding)) {
            all.add(finding);
        }
    }

    void warning(int line, String place, String problem, String fix) {
        all.add(new StaffFinding(file, line, place, problem, fix, false));
    }

    List<StaffFinding> all() {
        return List.copyOf(all);
    }
}
