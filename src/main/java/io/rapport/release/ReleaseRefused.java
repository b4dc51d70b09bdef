package io.rapport.release;

import java.util.ArrayList;
import java.util.List;

/** A release that is not made, and nothing of it: what was found in its files keeps it out. */
public final class ReleaseRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<ReleaseFinding> findings;
    private final boolean complete;

    /** @param findings at least one error among them, and all that there is to find */
    public ReleaseRefused(List<ReleaseFinding> findings) {
        this(findings, true);
    }

    /**
     * @param findings at least one error among them
     * @param complete whether all was checked; what cannot be read is not
     */
    public ReleaseRefused(List<ReleaseFinding> findings, boolean complete) {
        super(message(findings, complete));
        this.findings = List.copyOf(findings);
        this.complete = complete;
    }

    /** @return errors and warnings, in the order of the files */
    public List<ReleaseFinding> findings() {
        return findings;
    }

    /** @return whether nothing more can be found once this is fixed */
    public boolean complete() {
        return complete;
    }

    private static String message(List<ReleaseFinding> findings, boolean complete) {
        List<String> lines = new ArrayList<>();
        long errors = findings.stream().filter(ReleaseFinding::error).count();
        lines.add("Nothing is deployed: " + (errors == 1 ? "one thing is" : errors + " things are") + " to fix."
                + (complete ? "" : " More may be found then, since not everything could be checked."));
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
