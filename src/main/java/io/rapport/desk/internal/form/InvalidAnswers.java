package io.rapport.desk.internal.form;

import java.util.List;

/** A submission does not fit its form. The faults name fields and fixes and never repeat what somebody typed. */
public final class InvalidAnswers extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> faults;

    public InvalidAnswers(String fault) {
        this(List.of(fault));
    }

    public InvalidAnswers(List<String> faults) {
        super(String.join("; ", faults));
        this.faults = List.copyOf(faults);
    }

    public List<String> faults() {
        return faults;
    }
}
