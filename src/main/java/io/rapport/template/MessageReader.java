package io.rapport.template;

import io.rapport.template.CatalogueException.MessageFault;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads a messages folder once: its files, checked, compiled and tried out. */
final class MessageReader {

    private static final String BRAND_FILE = "brand.yaml";

    private final MessageSources sources;
    private final Renderer renderer;
    private final MessageSet before;
    private final Faults faults = new Faults();

    MessageReader(MessageSources sources, Renderer renderer) {
        this(sources, renderer, null);
    }

    /** @param before an earlier reading, of which messages are taken whose files have not changed; may be null */
    MessageReader(MessageSources sources, Renderer renderer, MessageSet before) {
        this.sources = sources;
        this.renderer = renderer;
        this.before = before;
    }

    /**
     * What was read.
     *
     * @param set every message that could be compiled; null if what all of them build upon cannot be used
     * @param faults all that is wrong
     */
    record Reading(MessageSet set, List<MessageFault> faults) {}

    /** @throws CatalogueException when anything is wrong; it names all faults with their fixes */
    MessageSet read() {
        Reading reading = readable();
        if (!reading.faults().isEmpty()) {
            throw new CatalogueException(sources.root(), reading.faults());
        }
        return reading.set();
    }

    /** Reads what can be used, whatever is wrong with the rest. */
    Reading readable() {
        SortedMap<String, CompiledMessage> messages = new TreeMap<>();
        Brand brand = brand();
        if (brand != null) {
            DefinitionCheck definitions = new DefinitionCheck(sources, brand, faults);
            MessageCompiler compiler = new MessageCompiler(sources, brand);
            SampleCheck check = new SampleCheck(sources, brand, renderer, faults);
            sources.incomplete()
                    .forEach(name -> faults.of(
                            name,
                            null,
                            FilePosition.of(name + "/message.yaml"),
                            "there is none, for the message has left, and files of it are released",
                            "release all files of the message together, or none"));
            for (String name : sources.messages()) {
                CompiledMessage known = before == null ? null : before.compiledFrom(sources, name);
                CompiledMessage message = known != null ? known : message(name, brand, definitions, compiler, check);
                if (message != null) {
                    messages.put(name, message);
                }
            }
        }
        return new Reading(brand == null ? null : new MessageSet(sources, brand, messages, renderer), faults.all());
    }

    private Brand brand() {
        String source = sources.files().get(BRAND_FILE);
        if (source == null) {
            faults.shared(
                    FilePosition.of(BRAND_FILE),
                    "there is none",
                    "create it, or fix the folder's place in the settings");
            return null;
        }
        try {
            Brand brand = MessageFile.brand(BRAND_FILE, source);
            List<String> gaps = brand.gaps();
            gaps.forEach(gap -> faults.shared(FilePosition.of(BRAND_FILE), gap, "add it"));
            return gaps.isEmpty() ? brand : null;
        } catch (InvalidMessageFile e) {
            faults.shared(e.place(), e.what(), e.fix());
            return null;
        }
    }

    /** @return null if it cannot be compiled in each locale; what its check finds does not keep it from being used */
    private CompiledMessage message(
            String name, Brand brand, DefinitionCheck definitions, MessageCompiler compiler, SampleCheck check) {
        MessageFile file = file(name);
        MessageDefinition definition = file == null ? null : definitions.check(name, file);
        if (definition == null) {
            return null;
        }
        Map<Locale, CompiledMail> mails = new LinkedHashMap<>();
        Map<Locale, SmsTemplate> texts = new LinkedHashMap<>();
        Map<Locale, Map<String, Object>> samples = new LinkedHashMap<>();
        boolean whole = true;
        for (Locale locale : brand.locales()) {
            Map<String, Object> sample =
                    SampleCheck.withLinks(file.sample(locale, brand.fallback()), definition, brand);
            samples.put(locale, Collections.unmodifiableMap(sample));
            try {
                mails.put(locale, compiler.mail(name, locale));
                check.mail(definition, mails.get(locale), sample);
            } catch (InvalidMessageFile e) {
                faults.of(name, locale, e);
                whole &= mails.containsKey(locale);
            }
            if (definition.channels().contains("sms")) {
                try {
                    texts.put(locale, compiler.text(name, locale));
                    check.text(definition, texts.get(locale), sample);
                } catch (InvalidMessageFile e) {
                    faults.of(name, locale, e);
                    whole &= texts.containsKey(locale);
                }
            }
        }
        return whole ? new CompiledMessage(definition, mails, texts, samples) : null;
    }

    private MessageFile file(String name) {
        String path = name + "/message.yaml";
        String source = sources.files().get(path);
        if (source == null) {
            faults.of(name, null, FilePosition.of(path), "there is none", "create it beside the message's templates");
            return null;
        }
        try {
            return MessageFile.read(path, source);
        } catch (InvalidMessageFile e) {
            faults.of(name, null, e);
            return null;
        }
    }
}
