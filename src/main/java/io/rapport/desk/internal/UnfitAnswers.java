package io.rapport.desk.internal;

import java.util.List;

/** A submission does not fit its form. The faults name fields and mends and never repeat what somebody typed. */
final class UnfitAnswers extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> faults;

    UnfitAnswers(String fault) {
        this(List.of(fault));
    }

    UnfitAnswers(List<String> faults) {
        super(String.join("; ", faults));
        this.faults = List.copyOf(faults);
    }

    List<String> faults() {
        return faults;
    }
}
