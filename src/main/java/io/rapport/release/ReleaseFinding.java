package io.rapport.release;

/**
 * What is wrong or unwise in a file of a release.
 *
 * @param error whether it keeps the release out
 * @param file path or name of the file
 * @param place where in the file, such as {@code line 3} or the id of an element; empty for the file as a whole
 * @param problem what is wrong, for people, without a full stop
 * @param fix what to do about it, without a full stop
 * @param rule short name of the rule, such as {@code file}
 * @param element id of the element of a model; null for others
 * @param line in the file; 0 if unknown
 * @param column in that line
 */
public record ReleaseFinding(
        boolean error,
        String file,
        String place,
        String problem,
        String fix,
        String rule,
        String element,
        int line,
        int column) {

    /** The rule of what is wrong, or hardly meant, in the definitions of segments. */
    public static final String SEGMENT = "segment";

    /** The rule of what leaves beside files: queues, groups, people, segments. */
    public static final String LEAVES = "leaves";

    /** The rule of customers who would move by a release: from tier to tier, stage to stage, into segments or out of them. */
    public static final String MOVES = "moves";

    /** @return whether the author of the release is asked first; no property of the finding as it is stored */
    public boolean asksFirst() {
        return rule.equals(LEAVES) || rule.equals(MOVES);
    }

    /** @return the same about a file that is called otherwise */
    public ReleaseFinding about(String otherFile) {
        return new ReleaseFinding(error, otherFile, place, problem, fix, rule, element, line, column);
    }

    /** @return the same with another way to fix it */
    public ReleaseFinding with(String otherFix) {
        return new ReleaseFinding(error, file, place, problem, otherFix, rule, element, line, column);
    }

    /** @return the same, as something to look at */
    public ReleaseFinding asWarning() {
        return new ReleaseFinding(false, file, place, problem, fix, rule, element, line, column);
    }

    /** @return one line that says where, what and how to fix it */
    public String text() {
        String where = place.isEmpty() ? file : file + ", " + place;
        String what = unstopped(fix);
        return where + ": " + unstopped(problem) + ". " + Character.toUpperCase(what.charAt(0)) + what.substring(1)
                + ". [" + rule + "]";
    }

    /** What others say, such as a parser, may end with a full stop. */
    private static String unstopped(String said) {
        String stripped = said.stripTrailing();
        while (stripped.length() > 1 && stripped.endsWith(".")) {
            stripped = stripped.substring(0, stripped.length() - 1);
        }
        return stripped;
    }
}
