package io.rapport.journey;

import java.util.List;
import java.util.Locale;

/** Knows which journeys staff may start; what knows the live models provides it. */
@FunctionalInterface
public interface StaffStarts {

    /**
     * @param reader the reader's language
     * @return those of the live models, in order of their titles
     */
    List<StaffStart> all(Locale reader);
}
