package io.rapport.inbox.internal;

/**
 * Something wrong in a file of the event catalogue.
 *
 * @param file its path, such as {@code processes/dates.yaml}
 * @param place where in it, such as {@code dates.birthday.at}
 * @param problem what is wrong
 * @param fix what to do
 */
record FileFault(String file, String place, String problem, String fix) {

    @Override
    public String toString() {
        return file + (place.isEmpty() ? "" : ", " + place) + ": " + problem + "; " + fix;
    }
}
