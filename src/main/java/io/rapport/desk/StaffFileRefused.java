package io.rapport.desk;

import java.util.List;
import java.util.stream.Collectors;

/** A file about staff that cannot be taken; what is live stays. */
public final class StaffFileRefused extends RuntimeException {

    private final transient List<StaffFinding> findings;

    StaffFileRefused(List<StaffFinding> findings) {
        super(findings.stream().map(StaffFinding::text).collect(Collectors.joining("\n")));
        this.findings = List.copyOf(findings);
    }

    /** @return why */
    public List<StaffFinding> findings() {
        return findings;
    }
}
