package io.rapport.template;

import ch.digitalfondue.mjml4j.Mjml4j;
import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.parser.Parser;
import org.w3c.dom.Document;

/**
 * Makes templates of a message's files: of MJML the HTML, subject and plain-text templates, of a text file that for SMS.
 * All that is slow or can go wrong happens here, when messages are loaded. Not for several threads.
 */
final class MessageCompiler {

    private static final Pattern TAG = Pattern.compile("\\{\\{.*?}}|\\{%.*?%}", Pattern.DOTALL);
    private static final Pattern OPENING = Pattern.compile("\\{%-?\\s*(end)?(?:if|for)\\b");
    private static final Pattern STRING = Pattern.compile("'[^']*'|\"[^\"]*\"");
    private static final Pattern FILTER = Pattern.compile("\\|\\s*(\\w+)");

    /** What mjml4j adds by itself for fonts such as Roboto: anyone who opens the mail would tell Google so. */
    private static final Pattern REMOTE_FONT = Pattern.compile(
            "<link href=\"https://fonts\\.googleapis\\.com/[^>]*>|@import url\\(https://fonts\\.googleapis\\.com/[^)]*\\);");

    private final MessageSources sources;
    private final TemplateEngine engine = new TemplateEngine();
    private final MjmlParser parser;
    private final MjmlAssembly composition;
    private final DataPlacement places;

    MessageCompiler(MessageSources sources, Brand brand) {
        this.sources = sources;
        this.parser = new MjmlParser(sources);
        this.composition = new MjmlAssembly(sources, brand, parser);
        this.places = new DataPlacement(sources, brand);
    }

    /** @throws Broken when the file of this locale, or a partial of it, is wrong */
    CompiledMail mail(String message, Locale locale) throws InvalidMessageFile {
        String name = message + "/" + locale.toLanguageTag();
        String file = name + ".mjml";
        String composed = composition.compose(file, locale);
        OutlookParts outlook = OutlookParts.of(composed);
        Document document = parser.parse(file, outlook.text());
        parser.checkElements(file, locale, document);
        String title = MjmlParser.theOne(file, document, "mj-title", "the subject");
        MjmlParser.theOne(file, document, "mj-preview", "the preheader, the line that inboxes show after the subject");
        String html = outlook.restore(toHtml(file, outlook.text(), locale));
        OutlookParts.OutlookFault fault = OutlookParts.fault(html);
        if (fault != null) {
            throw new InvalidMessageFile(
                    FilePosition.find(sources, file, locale, fault.words()), fault.what(), fault.fix());
        }
        places.checkMail(file, locale, html);
        String source = plainTags(html);
        checkFilters(file, locale, title + source);
        String text = PlainText.template(OutlookParts.elsewhere(html));
        return new CompiledMail(
                locale,
                compiled(file, locale, title, () -> engine.plain(name + ".subject", title)),
                compiled(file, locale, source, () -> engine.html(name + ".html", source)),
                compiled(file, locale, text, () -> engine.plain(name + ".text", text)),
                title,
                source);
    }

    /** @throws Broken when the text of this locale is wrong */
    SmsTemplate text(String message, Locale locale) throws InvalidMessageFile {
        String name = message + "/" + locale.toLanguageTag();
        String file = name + ".txt";
        String source = sources.files().get(file).strip();
        if (source.isEmpty()) {
            throw new InvalidMessageFile(
                    FilePosition.of(file), "it is empty", "write the text of the SMS, or take sms out of channels");
        }
        places.checkText(file, source);
        checkFilters(file, locale, source);
        return new SmsTemplate(
                locale, compiled(file, locale, source, () -> engine.plain(name + ".sms", source)), source);
    }

    private PebbleTemplate compiled(String file, Locale locale, String source, Supplier<PebbleTemplate> compilation)
            throws InvalidMessageFile {
        try {
            return compilation.get();
        } catch (PebbleException e) {
            String tag = wrongTag(source, e);
            throw new InvalidMessageFile(
                    tag.isEmpty() ? FilePosition.of(file) : FilePosition.find(sources, file, locale, tag),
                    "a template tag is wrong: " + (tag.isEmpty() ? "" : tag + ": ") + e.getPebbleMessage(),
                    "write it as Pebble has it; includes are mj-include, and macros, blocks, ranges and raw output are"
                            + " not open to messages");
        }
    }

    /**
     * Pebble counts lines of what it was given, which MJML has made; the author wants to know the tag that was written.
     *
     * @return the tag; empty if it cannot be found
     */
    private String wrongTag(String source, PebbleException e) {
        int line = e.getLineNumber() == null ? 0 : e.getLineNumber();
        List<String> near = new ArrayList<>();
        Deque<String> open = new ArrayDeque<>();
        Matcher tag = TAG.matcher(source);
        while (tag.find()) {
            if (line >= lineAt(source, tag.start()) && line <= lineAt(source, tag.end())) {
                near.add(tag.group());
            }
            Matcher opening = OPENING.matcher(tag.group());
            if (opening.lookingAt() && opening.group(1) == null) {
                open.push(tag.group());
            } else if (opening.lookingAt()) {
                open.poll();
            }
        }
        for (String one : near) {
            if (says(one, e.getPebbleMessage())) {
                return one;
            }
        }
        // what is not closed is found at the end only, or by the next tag that closes another one
        return !open.isEmpty() ? open.peek() : near.isEmpty() ? "" : near.get(0);
    }

    private static int lineAt(String source, int at) {
        return (int) source.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
    }

    /** @return whether a tag by itself is wrong in the same way */
    private boolean says(String tag, String message) {
        try {
            engine.plain("tag " + tag, tag);
            return false;
        } catch (PebbleException e) {
            return message.equals(e.getPebbleMessage());
        }
    }

    private void checkFilters(String file, Locale locale, String template) throws InvalidMessageFile {
        Matcher tag = TAG.matcher(template);
        while (tag.find()) {
            Matcher filter = FILTER.matcher(STRING.matcher(tag.group()).replaceAll("''"));
            while (filter.find()) {
                if (!TemplateEngine.FILTERS.contains(filter.group(1))) {
                    throw new InvalidMessageFile(
                            FilePosition.find(sources, file, locale, tag.group()),
                            "the filter '" + filter.group(1) + "' is not open to messages",
                            "use one of " + TemplateEngine.FILTERS + "; data are escaped without asking");
                }
            }
        }
    }

    private static String toHtml(String file, String mjml, Locale locale) throws InvalidMessageFile {
        try {
            String html = Mjml4j.render(mjml, new Mjml4j.Configuration(locale.toLanguageTag()));
            return REMOTE_FONT.matcher(html).replaceAll("");
        } catch (RuntimeException e) {
            // mjml4j has no exception of its own: whatever it throws, this MJML is what it cannot turn into HTML
            throw new InvalidMessageFile(
                    FilePosition.of(file),
                    "MJML cannot be turned into HTML: " + e.getMessage(),
                    "check attributes that want a number: they take brand values, but no other variables");
        }
    }

    /** MJML escapes what stands between Pebble's braces like any text; Pebble wants it as it was written. */
    private static String plainTags(String html) {
        return TAG.matcher(html)
                .replaceAll(tag -> Matcher.quoteReplacement(Parser.unescapeEntities(tag.group(), false)));
    }
}
