package io.rapport.language;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The languages that staff may read: English, in which models and forms are written, and those that lie over it.
 *
 * @param others beside English
 */
public record StaffLanguages(List<Locale> others) {

    /** @return all of them, English first */
    public List<Locale> all() {
        return Stream.concat(Stream.of(Locale.ENGLISH), others.stream()).toList();
    }

    /**
     * @param wanted a language, may be null
     * @return the same, else one that is the same but for the region; empty if none is
     */
    public Optional<Locale> find(Locale wanted) {
        if (wanted == null) {
            return Optional.empty();
        }
        if (all().contains(wanted)) {
            return Optional.of(wanted);
        }
        return all().stream()
                .filter(offered -> offered.getLanguage().equals(wanted.getLanguage()))
                .findFirst();
    }

    /**
     * @param wanted languages, the most wanted first
     * @return the first that is offered, or is but for the region; English if none is
     */
    public Locale nearest(Iterable<Locale> wanted) {
        for (Locale one : wanted) {
            Optional<Locale> offered = find(one);
            if (offered.isPresent()) {
                return offered.get();
            }
        }
        return Locale.ENGLISH;
    }
}
