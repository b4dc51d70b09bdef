package io.rapport.template;

import io.rapport.release.ReleaseFiles;
import io.rapport.template.CatalogueException.MessageFault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Every message the company can send, read from a messages folder and compiled once. A release changes them as a whole:
 * what is read has been rendered in each locale with its own sample data, so that a broken file cannot take the place of a
 * good one. Safe for any number of threads.
 */
public final class MessageCatalogue {

    private volatile MessageSet current;
    private volatile List<MessageFault> faults = List.of();

    private MessageCatalogue(MessageSet current) {
        this.current = current;
    }

    /**
     * Loads the messages of a folder.
     *
     * @throws CatalogueException when anything in it is wrong; it names all faults with their fixes
     */
    public static MessageCatalogue load(Path folder) {
        return load(MessageSources.of(folder));
    }

    /**
     * Loads the messages of a Spring resource location, in a jar too.
     *
     * @param location such as {@code classpath:messages/} or {@code file:messages/}
     * @throws CatalogueException when anything in it is wrong; it names all faults with their fixes
     */
    public static MessageCatalogue load(String location) {
        return load(MessageSources.of(new PathMatchingResourcePatternResolver(), location));
    }

    static MessageCatalogue load(MessageSources sources) {
        return load(sources, Renderer.LONGEST);
    }

    static MessageCatalogue load(MessageSources sources, Duration longestRender) {
        return new MessageCatalogue(new MessageReader(sources, new Renderer(longestRender)).read());
    }

    /**
     * Loads what can be used of a release's messages. A fault of one message is none of the others'.
     *
     * @throws CatalogueException when none can be used
     */
    static MessageCatalogue load(ReleaseFiles files) {
        return of(new MessageReader(MessageSources.of(files), new Renderer(Renderer.LONGEST)));
    }

    /**
     * Reads what can be used of other files; what has not changed is not compiled again. {@link #faults()} of what it
     * returns, and of this, say what is wrong in them.
     *
     * @throws CatalogueException when none can be used; {@link #faults()} says so, too
     */
    MessageCatalogue read(ReleaseFiles files) {
        try {
            MessageCatalogue read = of(new MessageReader(MessageSources.of(files), current.renderer(), current));
            if (!read.faults().isEmpty()) {
                faults = read.faults();
            }
            return read;
        } catch (CatalogueException e) {
            faults = e.faults();
            throw e;
        }
    }

    private static MessageCatalogue of(MessageReader reader) {
        MessageReader.Reading reading = reader.readable();
        if (reading.set() == null) {
            throw new CatalogueException("a release", reading.faults());
        }
        MessageCatalogue read = new MessageCatalogue(reading.set());
        read.faults = reading.faults();
        return read;
    }

    CompiledMessage compiled(String name) {
        return current.message(name);
    }

    /** Has these messages be those of another reading from now on. */
    void use(MessageCatalogue other) {
        current = other.current;
        faults = other.faults;
    }

    /** What is wrong in the files that were to be released last here, or in those that are live. */
    public List<MessageFault> faults() {
        return faults;
    }

    /** Who speaks in these messages. */
    public Brand brand() {
        return current.brand();
    }

    /** The names of all messages, sorted; those that have left and stay for what is under way included. */
    public SortedSet<String> names() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(current.all().keySet()));
    }

    /** The names of the messages that have left, and stay for what is under way. */
    public SortedSet<String> retired() {
        return Collections.unmodifiableSortedSet(current.sources().retired());
    }

    /**
     * What is known of a message.
     *
     * @throws IllegalArgumentException when there is no such message
     */
    public MessageDefinition definition(String name) {
        return current.message(name).definition();
    }

    /** Data that the message can be rendered with, in one of its locales, its links included. */
    public Map<String, Object> sample(String name, Locale locale) {
        return current.message(name).samples().get(locale);
    }

    /**
     * The variables that a message says, in one of its locales: those of its data, such as {@code order.placedOn}, not
     * those of loops.
     */
    public SortedSet<String> variables(String name, Locale locale) {
        return current.message(name).variables(locale);
    }

    /**
     * Fills a message in.
     *
     * @param name    of the message
     * @param wanted  the reader's locale, null when unknown; see {@link Brand#nearest}
     * @param context maps, lists and ready strings under the names that templates use, such as {@code customer};
     *     {@code brand} and {@code message} come from here
     * @throws IllegalArgumentException when there is no such message
     * @throws RenderException when a variable is missing, or the outcome too large or too slow
     */
    public RenderedMessage render(String name, Locale wanted, Map<String, Object> context) {
        return current.render(name, wanted, context);
    }

    /**
     * Fills a message's short text in, for SMS: one line, free of control, bidi and other invisible characters. What it
     * costs says {@link SmsLength}.
     *
     * @param name    of the message
     * @param wanted  the reader's locale, null when unknown; see {@link Brand#nearest}
     * @param context as for {@link #render}
     * @throws IllegalArgumentException when there is no such message, or it has no short text: one that has it lists the
     *     channel {@code sms}
     * @throws RenderException when a variable is missing, or the text would take too many SMS or too long
     */
    public String renderText(String name, Locale wanted, Map<String, Object> context) {
        return current.renderText(name, wanted, context);
    }

    /** @return the topics that messages are about */
    public Set<String> topics() {
        return names().stream()
                .map(name -> definition(name).topic())
                .filter(Objects::nonNull)
                .collect(Collectors.toUnmodifiableSet());
    }
}
