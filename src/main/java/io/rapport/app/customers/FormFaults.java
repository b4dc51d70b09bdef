package io.rapport.app.customers;

import java.util.Set;
import java.util.TreeSet;

/** That a form is not filled in as it must be. */
final class FormFaults extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Set<String> fields;

    /** @param fields names of those to be filled in anew, at least one */
    FormFaults(Set<String> fields) {
        super("to be filled in anew: " + String.join(", ", new TreeSet<>(fields)));
        this.fields = new TreeSet<>(fields);
    }

    FormFaults(String field) {
        this(Set.of(field));
    }

    /** @return names of the fields, in order of the alphabet */
    Set<String> fields() {
        return fields;
    }
}
