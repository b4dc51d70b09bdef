package io.rapport.publicpages;

import java.util.List;

/**
 * What came of an act.
 *
 * @param status whether something happened
 * @param faults names of the fields that must be fixed; empty unless invalid
 */
record ActionResult(Status status, List<String> faults) {

    static final ActionResult DONE = new ActionResult(Status.DONE, List.of());
    static final ActionResult ALREADY = new ActionResult(Status.ALREADY, List.of());

    /** Whether something happened. */
    enum Status {
        DONE,
        /** There is nothing left to do, or an answer that must be changed by the form for that; nothing happened. */
        ALREADY,
        /** The form is not filled in as it must be; nothing happened. */
        INVALID
    }

    static ActionResult invalid(String field) {
        return invalid(List.of(field));
    }

    static ActionResult invalid(List<String> fields) {
        return new ActionResult(Status.INVALID, fields);
    }
}
