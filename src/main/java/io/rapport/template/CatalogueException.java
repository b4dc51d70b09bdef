package io.rapport.template;

import java.util.List;
import java.util.stream.Collectors;

/** The messages folder has faults: all of them at once, each with its fix. The catalogue is not loaded. */
public final class CatalogueException extends RuntimeException {

    private final transient List<MessageFault> faults;

    CatalogueException(String root, List<MessageFault> faults) {
        super("The messages in " + root + " cannot be used:\n"
                + faults.stream().map(fault -> "- " + fault).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    /** Every fault found, in order of files. */
    public List<MessageFault> faults() {
        return faults;
    }

    /**
     * One thing that is wrong.
     *
     * @param message the message's name, or null when the fault is in a shared file
     * @param locale  the locale as a BCP 47 tag, or null when the fault is of none
     * @param file    the file below the messages folder
     * @param line    the line of it, from 1; null when it is of no single one
     * @param what    what is wrong
     * @param fix    what to do about it
     */
    public record MessageFault(String message, String locale, String file, Integer line, String what, String fix) {
        @Override
        public String toString() {
            String whose = message == null ? "" : message + (locale == null ? "" : " [" + locale + "]") + ", ";
            return whose + new FilePosition(file, line) + ": " + what + " → " + fix;
        }
    }
}
