package io.rapport.gate;

import io.rapport.release.ReleaseFinding;

/**
 * What the gate found in a file.
 *
 * @param rule the rule that is not kept
 * @param file name of the file, as it was deployed
 * @param element id of the element; null for the file as a whole
 * @param name the element's name in the diagram; null if it has none
 * @param line in the file, 0 if unknown
 * @param column in that line
 * @param problem what is wrong, for people
 * @param fix what to do about it
 */
public record Finding(
        Rule rule, String file, String element, String name, int line, int column, String problem, String fix) {

    /** @return whether it keeps the deployment out */
    public boolean isError() {
        return rule.severity() == Severity.ERROR;
    }

    /** @return the same, as a release says it */
    ReleaseFinding ofRelease() {
        String place = where();
        return new ReleaseFinding(
                isError(),
                file,
                place.isEmpty() ? "" : place.substring(2),
                problem,
                fix,
                rule.id(),
                element,
                line,
                column);
    }

    /** @return one line that says where, what and how to fix it */
    public String text() {
        return file + where() + ": " + problem + ". " + Character.toUpperCase(fix.charAt(0)) + fix.substring(1) + ". ["
                + rule.id() + "]";
    }

    private String where() {
        if (element == null) {
            return line > 0 ? ", line " + line : "";
        }
        return name == null || name.isBlank() ? ", " + element : ", \"" + name.strip() + "\" (" + element + ")";
    }
}
