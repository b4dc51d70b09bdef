package io.rapport.messaging.internal.template;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One message, compiled in every locale.
 *
 * @param definition what {@code message.yaml} says
 * @param mails      its mail by locale
 * @param texts      its text for SMS by locale; empty when it does not go by SMS
 * @param samples    by locale, data to show it with
 */
record Message(
        MessageDefinition definition,
        Map<Locale, CompiledMail> mails,
        Map<Locale, ShortText> texts,
        Map<Locale, Map<String, Object>> samples) {

    /** Adds to a caller's data what templates know by themselves, which data cannot replace. */
    static Map<String, Object> context(
            MessageDefinition definition, Brand brand, Locale locale, Map<String, Object> data) {
        Map<String, Object> all = new LinkedHashMap<>(data);
        all.put("brand", brand.view(locale));
        all.put(
                "message",
                Map.of(
                        "name", definition.name(),
                        "category", definition.category().key(),
                        "optOut", definition.category().optOut()));
        return all;
    }
}
