package io.rapport.template;

import io.rapport.template.CatalogueException.MessageFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Collects what is wrong in a messages folder, so that its author reads all of it at once. */
final class Faults {

    private final List<MessageFault> all = new ArrayList<>();

    int count() {
        return all.size();
    }

    List<MessageFault> all() {
        return List.copyOf(all);
    }

    /** A fault of a file that several messages share. */
    void shared(FilePosition place, String what, String fix) {
        all.add(new MessageFault(null, null, place.file(), place.line(), what, fix));
    }

    /** @param locale null when it is of none */
    void of(String message, Locale locale, FilePosition place, String what, String fix) {
        all.add(new MessageFault(
                message, locale == null ? null : locale.toLanguageTag(), place.file(), place.line(), what, fix));
    }

    void of(String message, Locale locale, InvalidMessageFile broken) {
        of(message, locale, broken.place(), broken.what(), broken.fix());
    }
}
