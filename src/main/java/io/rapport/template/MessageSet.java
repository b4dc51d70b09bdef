package io.rapport.template;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/**
 * One good reading of a messages folder: it never changes, and every message in it has been rendered in each locale with
 * its own sample. Safe for any number of threads.
 *
 * @param sources the files
 * @param brand who speaks
 * @param all by name
 * @param renderer fills them in
 */
record MessageSet(MessageSources sources, Brand brand, SortedMap<String, CompiledMessage> all, Renderer renderer) {

    MessageSet {
        all = Collections.unmodifiableSortedMap(all);
    }

    CompiledMessage message(String name) {
        CompiledMessage message = all.get(name);
        if (message == null) {
            throw new IllegalArgumentException("there is no message '" + name + "'");
        }
        return message;
    }

    /** @return the message as it was compiled from the same files; null if any of them is another now */
    CompiledMessage compiledFrom(MessageSources now, String name) {
        return now.shared().equals(sources.shared()) && now.of(name).equals(sources.of(name)) ? all.get(name) : null;
    }

    RenderedMessage render(String name, Locale wanted, Map<String, Object> data) {
        CompiledMessage message = message(name);
        Locale locale = brand.nearest(wanted);
        return renderer.mail(message.mails().get(locale), name, context(message, locale, data));
    }

    String renderText(String name, Locale wanted, Map<String, Object> data) {
        CompiledMessage message = message(name);
        Locale locale = brand.nearest(wanted);
        SmsTemplate text = message.texts().get(locale);
        if (text == null) {
            throw new IllegalArgumentException("message '" + name
                    + "' has no text for SMS; list sms in its channels and write " + locale.toLanguageTag() + ".txt");
        }
        return renderer.text(text, name, context(message, locale, data));
    }

    private Map<String, Object> context(CompiledMessage message, Locale locale, Map<String, Object> data) {
        return CompiledMessage.context(message.definition(), brand, locale, data);
    }
}
