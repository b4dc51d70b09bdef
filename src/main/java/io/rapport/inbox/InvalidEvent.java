package io.rapport.inbox;

import java.util.List;

/** An event that the intake refuses; each fault names its place and the fix. */
public final class InvalidEvent extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private final transient List<Fault> faults;

    /**
     * One thing that is wrong.
     *
     * @param pointer JSON pointer (RFC 6901) into the event
     * @param detail what is wrong and how to fix it
     */
    public record Fault(String pointer, String detail) {}

    /** @param faults at least one */
    public InvalidEvent(List<Fault> faults) {
        super(
                faults.size() == 1
                        ? faults.get(0).pointer() + " " + faults.get(0).detail()
                        : faults.size() + " faults, the first: " + faults.get(0).pointer() + " "
                                + faults.get(0).detail());
        this.faults = List.copyOf(faults);
    }

    /** @return what is wrong, at least one fault */
    public List<Fault> faults() {
        return faults;
    }
}
