package io.rapport.release;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is found in the files of a release, each thing once. */
public final class ReleaseFindings {

    private final Set<ReleaseFinding> all = new LinkedHashSet<>();

    /**
     * Something that keeps the release out.
     *
     * @param file path of the file
     * @param place where in it; empty for the file as a whole
     * @param problem what is wrong, without a full stop
     * @param fix what to do about it, without a full stop
     */
    public void error(String file, String place, String problem, String fix) {
        add(new ReleaseFinding(true, file, place, problem, fix, "file", null, 0, 0));
    }

    /**
     * Something to look at.
     *
     * @param file path of the file
     * @param place where in it; empty for the file as a whole
     * @param problem what is unwise, without a full stop
     * @param fix what to do about it, without a full stop
     */
    public void warning(String file, String place, String problem, String fix) {
        add(new ReleaseFinding(false, file, place, problem, fix, "file", null, 0, 0));
    }

    /** @param finding of a rule of the caller's own */
    public void add(ReleaseFinding finding) {
        all.add(finding);
    }

    /** @return what was found so far, in that order */
    public List<ReleaseFinding> list() {
        return new ArrayList<>(all);
    }

    /** @return whether something keeps the release out */
    public boolean hasErrors() {
        return all.stream().anyMatch(ReleaseFinding::error);
    }
}
