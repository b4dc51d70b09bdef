package io.rapport.template;

import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/** The kinds of messages that can be sent: what stands in {@code messages/}. */
public final class MessageTypes {

    private final MessageCatalogue catalogue;

    MessageTypes(MessageCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    MessageCatalogue catalogue() {
        return catalogue;
    }

    /** @return the names of all messages that may be asked for, in order of the alphabet */
    public SortedSet<String> names() {
        SortedSet<String> names = new TreeSet<>(catalogue.names());
        names.removeAll(catalogue.retired());
        return names;
    }

    /** @return the names of the messages that have left, and stay for what is under way */
    public SortedSet<String> retired() {
        return catalogue.retired();
    }

    /** @return the BCP 47 tags of the languages that are offered to customers; the first is the one for everybody else */
    public List<String> offeredLanguages() {
        return catalogue.brand().locales().stream().map(Locale::toLanguageTag).toList();
    }

    /**
     * @param name of a folder in {@code messages/}
     * @return what is known of it
     * @throws IllegalArgumentException if there is no such message; its text names it
     */
    public MessageType type(String name) {
        MessageDefinition definition = catalogue.definition(name);
        return new MessageType(
                definition.name(),
                definition.category().key(),
                definition.topic(),
                definition.survey(),
                definition.locales().stream().map(Locale::toLanguageTag).toList(),
                definition.aboutStoppedOrders());
    }
}
