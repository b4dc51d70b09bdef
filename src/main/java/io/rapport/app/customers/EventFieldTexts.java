package io.rapport.app.customers;

import io.rapport.inbox.EventField;
import java.util.Locale;
import java.util.Optional;

/** What the form that starts a journey says of a field of its event, in the reader's language. */
final class EventFieldTexts {

    private static final String FIX = "fix.data.";

    private final Locale reader;

    EventFieldTexts(Locale reader) {
        this.reader = reader;
    }

    /**
     * What a field is for.
     *
     * @param text may be empty
     * @param lang the language of the text where it is not the page's; {@code null} where it is
     * @param limit how long or large it may be; {@code null} if nothing says so
     */
    record FieldHint(String text, String lang, String limit) {}

    /** @return what staff call the field; its name in the event if there is no word for it */
    String label(String type, EventField field) {
        return own("data.", type, field.name()).orElse(field.name());
    }

    /** @return what staff call a value that may be chosen; the value itself if there is no word for it */
    String choice(String type, EventField field, String value) {
        return own("data.", type, field.name() + "." + value).orElse(value);
    }

    /** Fields of some names hold the same in whatever event; what others hold is said by the event's type alone. */
    private Optional<String> own(String before, String type, String name) {
        return ActionLinks.TEXTS
                .find(before + type + "." + name, reader)
                .or(() -> ActionLinks.TEXTS.find(before + name, reader));
    }

    /** @return the sentence in the reader's language, else what the event catalogue says in English, as plain text */
    FieldHint hint(String type, EventField field) {
        String own = own("hint.data.", type, field.name()).orElse(null);
        return new FieldHint(
                own == null ? field.description().replace("`", "") : own,
                own == null ? Locale.ENGLISH.getLanguage() : null,
                limit(field));
    }

    private String limit(EventField field) {
        if (field.longest() != null && field.choices().isEmpty()) {
            return say("longest", field.longest());
        }
        return field.least() == null && field.most() == null ? null : number(field);
    }

    /**
     * @param field that does not fit
     * @param typed what was typed into it; may be empty
     * @return what to fill in
     */
    String fix(EventField field, String typed) {
        if (!field.choices().isEmpty() || field.kind() == EventField.Kind.YES_NO) {
            return say("choice");
        }
        if (field.kind() == EventField.Kind.NUMBER || field.kind() == EventField.Kind.WHOLE_NUMBER) {
            return number(field);
        }
        boolean fits = field.longest() == null || typed.length() <= field.longest();
        if (field.example() != null && fits) {
            return say("example", field.example());
        }
        if (field.longest() != null) {
            return say(field.required() ? "text" : "longest", field.longest());
        }
        return say(typed.isEmpty() ? "empty" : "other");
    }

    private String number(EventField field) {
        String kind = say(field.kind() == EventField.Kind.WHOLE_NUMBER ? "whole" : "number");
        if (field.least() != null && field.most() != null) {
            return kind + say("range", field.least(), field.most());
        }
        if (field.least() != null) {
            return kind + say("least", field.least());
        }
        return field.most() == null ? kind : kind + say("most", field.most());
    }

    private String say(String key, Object... values) {
        return ActionLinks.TEXTS.say(FIX + key, reader, values);
    }
}
