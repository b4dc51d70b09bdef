package io.rapport.desk;

/**
 * Something that is wrong in {@code processes/staff.yaml}.
 *
 * @param file as it was given
 * @param line in the file, from 1; 0 if it is of no single line
 * @param place the keys that lead to it, such as {@code queues.care.lead}; empty for the file as a whole
 * @param problem what is wrong, for people
 * @param fix what to do about it
 * @param isError whether the file cannot be taken; otherwise it is taken, and this is said
 */
public record StaffFinding(String file, int line, String place, String problem, String fix, boolean isError) {

    /** @return one line that says where, what and how to fix it */
    public String text() {
        return file + (line > 0 ? ", line " + line : "") + (place.isEmpty() ? "" : ", " + place) + ": " + problem + ". "
                + Character.toUpperCase(fix.charAt(0)) + fix.substring(1) + ".";
    }
}
