package io.rapport.desk.internal.form;

import java.util.List;

/** A submission does not fit its form. The faults name fields and mends and never repeat what somebody typed. */
public final class UnfitAnswers extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> faults;

    public UnfitAnswers(String fault) {
        this(List.of(fault));
    }

    public UnfitAnswers(List<String> faults) {
        super(String.join("; ", faults));
        this.faults = List.copyOf(faults);
    }

    public List<String> faults() {
        return faults;
    }
}
