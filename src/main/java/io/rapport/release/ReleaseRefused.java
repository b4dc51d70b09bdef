package io.rapport.release;

import java.util.ArrayList;
import java.util.List;

/** A release that is not made, and nothing of it: what was found in its files keeps it out. */
public final class ReleaseRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<ReleaseFinding> findings;

    /** @param findings at least one error among them */
    public ReleaseRefused(List<ReleaseFinding> findings) {
        super(message(findings));
        this.findings = List.copyOf(findings);
    }

    /** @return errors and warnings, in the order of the files */
    public List<ReleaseFinding> findings() {
        return findings;
    }

    private static String message(List<ReleaseFinding> findings) {
        List<String> lines = new ArrayList<>();
        long errors = findings.stream().filter(ReleaseFinding::error).count();
        lines.add("Nothing is deployed: " + (errors == 1 ? "one thing is" : errors + " things are") + " to fix.");
        findings.stream()
                .filter(ReleaseFinding::error)
                .map(ReleaseFinding::text)
                .forEach(lines::add);
        findings.stream()
                .filter(finding -> !finding.error())
                .map(finding -> "Warning: " + finding.text())
                .forEach(lines::add);
        return String.join("\n", lines);
    }
}
