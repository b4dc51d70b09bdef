package io.rapport.inbox.internal;

/**
 * Something wrong in a file of the event catalogue.
 *
 * @param file its path, such as {@code processes/dates.yaml}
 * @param line in the file, from 1; 0 if it is of no single line
 * @param place where in it, such as {@code dates.birthday.at}
 * @param problem what is wrong
 * @param fix what to do
 */
record FileFault(String file, int line, String place, String problem, String fix) {

    FileFault(String file, String place, String problem, String fix) {
        this(file, 0, place, problem, fix);
    }

    /** @return the same with the line on which its place stands in the file, unless that is known */
    FileFault in(byte[] content) {
        return line > 0 || content == null
                ? this
                : new FileFault(file, YamlLines.line(content, place), place, problem, fix);
    }

    /** @return line and place, such as {@code line 7, dates.birthday.at} */
    String where() {
        String at = line > 0 ? "line " + line : "";
        return at.isEmpty() || place.isEmpty() ? at + place : at + ", " + place;
    }

    @Override
    public String toString() {
        return file + (where().isEmpty() ? "" : ", " + where()) + ": " + problem + "; " + fix;
    }
}
