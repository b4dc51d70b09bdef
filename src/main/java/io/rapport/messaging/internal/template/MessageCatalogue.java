package io.rapport.messaging.internal.template;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.pebbletemplates.pebble.error.AttributeNotFoundException;
import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.error.RootAttributeNotFoundException;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import io.rapport.messaging.internal.template.CatalogueException.Fault;
import io.rapport.messaging.internal.template.MessageCompiler.Broken;
import io.rapport.messaging.internal.template.MessageCompiler.Compiled;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Every message the company can send, read from a messages folder and compiled once. A catalogue never changes; to take
 * up changed files, load another: one that loads has been rendered in each locale with its own sample data, so a broken
 * file cannot take the place of a good one. Safe for any number of threads.
 */
public final class MessageCatalogue {

    private static final String BRAND_FILE = "brand.yaml";
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final List<String> CHANNELS = List.of("email", "sms", "webhook", "task");
    private static final Set<String> LINKS = new TreeSet<>(
            Set.of("confirm", "profile", "survey", "complaintAnswer", "unsubscribe", "shop", "review", "refer"));
    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final String MEND_VARIABLE =
            "mend the name, guard it with {% if … is not empty %}, or add it to sample in message.yaml";

    private final Brand brand;
    private final SortedMap<String, Message> messages;

    private MessageCatalogue(Brand brand, SortedMap<String, Message> messages) {
        this.brand = brand;
        this.messages = messages;
    }

    private record Message(
            MessageDefinition definition,
            Map<Locale, Compiled> templates,
            Map<Locale, ShortText> texts,
            Map<Locale, Map<String, Object>> samples,
            Map<String, Object> view) {}

    /** A `message.yaml` as it is written. */
    private record MessageFile(
            @JsonProperty(required = true) String category,
            String topic,
            @JsonProperty(required = true) List<String> channels,
            @JsonProperty(required = true) String expiry,
            String survey,
            List<String> links,
            Integer priority,
            @JsonProperty(required = true) Map<Locale, Map<String, Object>> sample) {}

    /**
     * Loads the messages of a folder.
     *
     * @throws CatalogueException when anything in it is wrong; it tells all faults with their mends
     */
    public static MessageCatalogue load(Path folder) {
        return load(MessageSources.of(folder));
    }

    /**
     * Loads the messages of a Spring resource location, in a jar too.
     *
     * @param location such as {@code classpath:messages/} or {@code file:messages/}
     * @throws CatalogueException when anything in it is wrong; it tells all faults with their mends
     */
    public static MessageCatalogue load(String location) {
        return load(MessageSources.of(new PathMatchingResourcePatternResolver(), location));
    }

    static MessageCatalogue load(MessageSources sources) {
        return new Loading(sources).load();
    }

    /** Who speaks in these messages. */
    public Brand brand() {
        return brand;
    }

    /** The names of all messages, sorted. */
    public SortedSet<String> names() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(messages.keySet()));
    }

    /**
     * What is known of a message.
     *
     * @throws IllegalArgumentException when there is no such message
     */
    public MessageDefinition definition(String name) {
        return message(name).definition();
    }

    /** Data that the message can be rendered with, in one of its locales, its links included. */
    public Map<String, Object> sample(String name, Locale locale) {
        return message(name).samples().get(locale);
    }

    /**
     * Fills a message in.
     *
     * @param name    of the message
     * @param wanted  the reader's locale, null when unknown; see {@link Brand#nearest}
     * @param context maps, lists and ready strings under the names that templates use, such as {@code customer};
     *     {@code brand} and {@code message} come from here
     * @throws IllegalArgumentException when there is no such message
     * @throws RenderException when a variable is missing or the outcome too large
     */
    public RenderedMessage render(String name, Locale wanted, Map<String, Object> context) {
        Message message = message(name);
        Locale locale = brand.nearest(wanted);
        return render(message.templates().get(locale), name, context(brand, message.view(), locale, context));
    }

    /**
     * Fills a message's short text in, for SMS: one line, free of control, bidi and other invisible characters. What it
     * costs tells {@link SmsLength}.
     *
     * @param name    of the message
     * @param wanted  the reader's locale, null when unknown; see {@link Brand#nearest}
     * @param context as for {@link #render}
     * @throws IllegalArgumentException when there is no such message, or it has no short text: one that has it lists the
     *     channel {@code sms}
     * @throws RenderException when a variable is missing or the text would take too many SMS
     */
    public String renderText(String name, Locale wanted, Map<String, Object> context) {
        Message message = message(name);
        Locale locale = brand.nearest(wanted);
        ShortText text = message.texts().get(locale);
        if (text == null) {
            throw new IllegalArgumentException("message '" + name
                    + "' has no text for SMS; list sms in its channels and write " + locale.toLanguageTag() + ".txt");
        }
        return renderText(text, name, context(brand, message.view(), locale, context));
    }

    private static Map<String, Object> context(
            Brand brand, Map<String, Object> messageView, Locale locale, Map<String, Object> given) {
        Map<String, Object> all = new LinkedHashMap<>(given);
        all.put("brand", brand.view(locale));
        all.put("message", messageView);
        return all;
    }

    private Message message(String name) {
        Message message = messages.get(name);
        if (message == null) {
            throw new IllegalArgumentException("there is no message '" + name + "'");
        }
        return message;
    }

    private static RenderedMessage render(Compiled templates, String name, Map<String, Object> context) {
        return new RenderedMessage(
                templates.locale(),
                OneLine.clean(
                        evaluate(templates.subject(), templates.subjectSource(), templates.locale(), name, context)),
                evaluate(templates.html(), templates.source(), templates.locale(), name, context),
                PlainText.tidy(evaluate(templates.text(), templates.source(), templates.locale(), name, context)));
    }

    private static String renderText(ShortText text, String name, Map<String, Object> context) {
        String line = OneLine.clean(evaluate(text.template(), text.source(), text.locale(), name, context));
        int segments = SmsLength.of(line).segments();
        if (segments > ShortText.MOST_SEGMENTS) {
            throw new RenderException(
                    name,
                    text.locale(),
                    null,
                    "its text would take " + segments + " SMS, more than " + ShortText.MOST_SEGMENTS);
        }
        return line;
    }

    private static String evaluate(
            PebbleTemplate template, String source, Locale locale, String name, Map<String, Object> context) {
        StringWriter writer = new StringWriter(source.length() + 512);
        try {
            template.evaluate(writer, context, locale);
            return writer.toString();
        } catch (AttributeNotFoundException e) {
            String variable = e instanceof RootAttributeNotFoundException
                    ? e.getAttributeName()
                    : fullName(e.getAttributeName(), source);
            throw new RenderException(
                    name, locale, variable, "the variable '" + variable + "' is missing or may not be read");
        } catch (PebbleException e) {
            boolean large = writer.getBuffer().length() >= TemplateEngine.LARGEST
                    || String.valueOf(e.getPebbleMessage()).startsWith("Tried to write more than");
            throw new RenderException(
                    name,
                    locale,
                    null,
                    large
                            ? "it would be larger than " + TemplateEngine.LARGEST + " characters"
                            : "a tag failed in line " + e.getLineNumber() + " of the compiled template");
        } catch (RuntimeException | IOException e) {
            // the exception's own text may hold data, its class does not
            throw new RenderException(
                    name, locale, null, "a tag failed with " + e.getClass().getSimpleName());
        }
    }

    /** Pebble knows only the last part of a missing name; the template knows the rest. */
    private static String fullName(String attribute, String source) {
        Matcher matcher = Pattern.compile("\\b(?:[a-zA-Z_]\\w*\\.)+" + Pattern.quote(attribute) + "\\b")
                .matcher(source);
        Set<String> names = new LinkedHashSet<>();
        while (matcher.find()) {
            names.add(matcher.group());
        }
        return names.isEmpty() ? attribute : String.join("' or '", names);
    }

    /** One reading of a messages folder. */
    private static final class Loading {
        private final MessageSources sources;
        private final List<Fault> faults = new ArrayList<>();

        Loading(MessageSources sources) {
            this.sources = sources;
        }

        MessageCatalogue load() {
            Brand brand = brand();
            SortedMap<String, Message> messages = new TreeMap<>();
            if (brand != null) {
                MessageCompiler compiler = new MessageCompiler(sources, brand);
                for (String name : folders()) {
                    Message message = message(name, brand, compiler);
                    if (message != null) {
                        messages.put(name, message);
                    }
                }
            }
            if (!faults.isEmpty()) {
                throw new CatalogueException(sources.root(), faults);
            }
            return new MessageCatalogue(brand, Collections.unmodifiableSortedMap(messages));
        }

        private Brand brand() {
            String source = sources.files().get(BRAND_FILE);
            if (source == null) {
                faults.add(new Fault(
                        null,
                        null,
                        BRAND_FILE,
                        "there is none",
                        "create it, or mend the folder's place in the settings"));
                return null;
            }
            try {
                Brand brand = YAML.readValue(source, Brand.class);
                List<String> gaps = brand.gaps();
                gaps.forEach(gap -> faults.add(new Fault(null, null, BRAND_FILE, gap, "add it")));
                return gaps.isEmpty() ? brand : null;
            } catch (JsonProcessingException e) {
                faults.add(new Fault(
                        null,
                        null,
                        BRAND_FILE,
                        oneLine(e),
                        "mend the YAML; the keys are explained in the file's head"));
                return null;
            }
        }

        private Set<String> folders() {
            Set<String> folders = new TreeSet<>();
            for (String file : sources.files().keySet()) {
                if (file.contains("/") && !file.startsWith("partials/")) {
                    folders.add(file.substring(0, file.indexOf('/')));
                }
            }
            return folders;
        }

        private Message message(String name, Brand brand, MessageCompiler compiler) {
            int before = faults.size();
            MessageFile file = read(name);
            MessageDefinition definition = file == null ? null : definition(name, file, brand);
            if (definition == null) {
                return null;
            }
            Map<String, Object> view = view(definition);
            Map<Locale, Compiled> templates = new LinkedHashMap<>();
            Map<Locale, ShortText> texts = new LinkedHashMap<>();
            Map<Locale, Map<String, Object>> samples = new LinkedHashMap<>();
            for (Locale locale : brand.locales()) {
                Map<String, Object> sample = sample(file, definition, locale, brand);
                samples.put(locale, sample);
                Compiled compiled = compile(definition, locale, compiler);
                if (compiled != null) {
                    templates.put(locale, compiled);
                    tryOut(definition, compiled, context(brand, view, locale, sample));
                }
                if (definition.channels().contains("sms")) {
                    ShortText text = compileText(definition, locale, compiler);
                    if (text != null) {
                        texts.put(locale, text);
                        tryOut(definition, text, context(brand, view, locale, sample));
                    }
                }
            }
            return faults.size() == before ? new Message(definition, templates, texts, samples, view) : null;
        }

        private MessageDefinition definition(String name, MessageFile file, Brand brand) {
            String path = name + "/message.yaml";
            int before = faults.size();
            if (!NAME.matcher(name).matches()) {
                fault(name, null, name, "the folder's name is not kebab-case", "use a-z, 0-9 and single hyphens");
            }
            Category category = null;
            try {
                category = Category.of(file.category());
            } catch (IllegalArgumentException e) {
                fault(name, null, path, e.getMessage(), "set category to one of them");
            }
            if (category != Category.INTERNAL
                    && (file.topic() == null || file.topic().isBlank())) {
                fault(name, null, path, "topic is missing", "set the topic that customers opt out of, such as tips");
            }
            if (file.channels().isEmpty() || !CHANNELS.containsAll(file.channels())) {
                fault(name, null, path, "channels are " + file.channels(), "list one or more of " + CHANNELS);
            }
            if (Set.copyOf(file.channels()).size() < file.channels().size()) {
                fault(name, null, path, "a channel stands twice in " + file.channels(), "name each channel once");
            }
            if (file.priority() != null && (file.priority() < 0 || file.priority() > 100)) {
                fault(name, null, path, "priority is " + file.priority(), "set 0 to 100, or leave it to the category");
            }
            Duration expiry = null;
            try {
                expiry = Duration.parse(file.expiry());
            } catch (DateTimeParseException e) {
                fault(name, null, path, "expiry '" + file.expiry() + "' is no duration", "write it like P3D or PT12H");
            }
            if (expiry != null && (expiry.isZero() || expiry.isNegative())) {
                fault(name, null, path, "expiry is not after queueing", "set a duration above zero");
            }
            List<String> links = file.links() == null ? List.of() : List.copyOf(file.links());
            for (String link : links) {
                if (!LINKS.contains(link)) {
                    fault(name, null, path, "unknown link '" + link + "'", "use one of " + LINKS);
                }
            }
            if (file.survey() != null && !links.contains("survey")) {
                fault(name, null, path, "it opens a survey but does not link to it", "add survey to links");
            }
            boolean sms = file.channels().contains("sms");
            for (Locale locale : brand.locales()) {
                String stem = name + "/" + locale.toLanguageTag();
                if (!sources.files().containsKey(stem + ".mjml")) {
                    fault(
                            name,
                            locale,
                            stem + ".mjml",
                            "this locale is missing",
                            "write it, or take it out of brand.yaml");
                }
                if (sms && !sources.files().containsKey(stem + ".txt")) {
                    fault(
                            name,
                            locale,
                            stem + ".txt",
                            "the text for SMS is missing",
                            "write it, or take sms out of channels");
                }
            }
            for (String other : sources.files().subMap(name + "/", name + "0").keySet()) {
                String stem = other.substring(name.length() + 1).replaceFirst("\\.(mjml|txt)$", "");
                if (!other.endsWith(".yaml") && !brand.locales().contains(Locale.forLanguageTag(stem))) {
                    fault(name, null, other, "'" + stem + "' is not offered", "add it to locales in brand.yaml");
                } else if (other.endsWith(".txt") && !sms) {
                    fault(name, null, other, "nothing sends it", "add sms to channels in message.yaml, or delete it");
                }
            }
            return faults.size() > before
                    ? null
                    : new MessageDefinition(
                            name,
                            category,
                            file.topic(),
                            List.copyOf(file.channels()),
                            expiry,
                            file.survey(),
                            links,
                            Collections.unmodifiableSet(new LinkedHashSet<>(brand.locales())),
                            file.priority() == null ? category.priority() : file.priority());
        }

        private MessageFile read(String name) {
            String path = name + "/message.yaml";
            if (!sources.files().containsKey(path)) {
                fault(name, null, path, "there is none", "create it beside the message's templates");
                return null;
            }
            try {
                return YAML.readValue(sources.files().get(path), MessageFile.class);
            } catch (JsonProcessingException e) {
                fault(name, null, path, oneLine(e), "mend the YAML");
                return null;
            }
        }

        private Compiled compile(MessageDefinition definition, Locale locale, MessageCompiler compiler) {
            try {
                return compiler.compile(definition.name(), locale);
            } catch (Broken e) {
                fault(definition.name(), locale, e.file, e.what, e.mend);
                return null;
            }
        }

        private ShortText compileText(MessageDefinition definition, Locale locale, MessageCompiler compiler) {
            try {
                return compiler.compileText(definition.name(), locale);
            } catch (Broken e) {
                fault(definition.name(), locale, e.file, e.what, e.mend);
                return null;
            }
        }

        private void tryOut(MessageDefinition definition, ShortText text, Map<String, Object> context) {
            String file = definition.name() + "/" + text.locale().toLanguageTag() + ".txt";
            try {
                String line = renderText(text, definition.name(), context);
                if (definition.category().optOut()
                        && !line.contains(sampleLink("unsubscribe"))
                        && !ShortText.tellsOptOut(line, text.locale())) {
                    fault(
                            definition.name(),
                            text.locale(),
                            file,
                            "a " + definition.category().key() + " SMS does not tell how to opt out",
                            ShortText.optOutHint(text.locale()));
                }
            } catch (RenderException e) {
                fault(definition.name(), text.locale(), file, e.getMessage(), MEND_VARIABLE);
            }
        }

        /** A template that cannot say its own sample would not say a customer's data either. */
        private void tryOut(MessageDefinition definition, Compiled compiled, Map<String, Object> context) {
            String file = definition.name() + "/" + compiled.locale().toLanguageTag() + ".mjml";
            try {
                RenderedMessage rendered = render(compiled, definition.name(), context);
                judge(definition, rendered, file);
            } catch (RenderException e) {
                fault(definition.name(), compiled.locale(), file, e.getMessage(), MEND_VARIABLE);
            }
        }

        private void judge(MessageDefinition definition, RenderedMessage rendered, String file) {
            for (String link : definition.links()) {
                if (!rendered.html().contains(sampleLink(link))) {
                    fault(
                            definition.name(),
                            rendered.locale(),
                            file,
                            "links." + link + " is announced in message.yaml, but not in the mail",
                            "link to it, or take it out of links");
                }
            }
            if (definition.category().optOut() && !definition.links().contains("unsubscribe")) {
                fault(
                        definition.name(),
                        rendered.locale(),
                        file,
                        "a " + definition.category().key() + " message has no opt-out",
                        "add unsubscribe to links in message.yaml and include the footer, which shows it");
            }
            // China's rules on e-mail ask for this mark at the head of an advertisement's subject
            boolean marked =
                    rendered.subject().startsWith("广告") || rendered.subject().startsWith("AD");
            if (definition.category() == Category.PROMOTIONAL
                    && rendered.locale().getCountry().equals("CN")
                    && !marked) {
                fault(
                        definition.name(),
                        rendered.locale(),
                        file,
                        "an advertisement to China is not marked as one",
                        "begin mj-title with 广告");
            }
        }

        private static Map<String, Object> sample(
                MessageFile file, MessageDefinition definition, Locale locale, Brand brand) {
            Map<String, Object> own =
                    file.sample().getOrDefault(locale, file.sample().get(brand.fallback()));
            Map<String, Object> sample = new LinkedHashMap<>(own == null ? Map.of() : own);
            Map<String, Object> links = new LinkedHashMap<>();
            definition.links().forEach(link -> links.put(link, brand.site() + sampleLink(link)));
            sample.put("links", links);
            return Collections.unmodifiableMap(sample);
        }

        private static String sampleLink(String link) {
            return "/sample/" + link;
        }

        private static Map<String, Object> view(MessageDefinition definition) {
            return Map.of(
                    "name", definition.name(),
                    "category", definition.category().key(),
                    "optOut", definition.category().optOut());
        }

        private void fault(String message, Locale locale, String file, String what, String mend) {
            faults.add(new Fault(message, locale == null ? null : locale.toLanguageTag(), file, what, mend));
        }

        private static String oneLine(JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
            return where + e.getOriginalMessage().lines().findFirst().orElse("it cannot be read");
        }
    }
}
