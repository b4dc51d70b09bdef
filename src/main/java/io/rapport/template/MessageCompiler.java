package io.rapport.template;

import ch.digitalfondue.mjml4j.Mjml4j;
import io.pebbletemplates.pebble.error.PebbleException;
import java.util.Locale;
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
        try {
            return new CompiledMail(
                    locale,
                    engine.plain(name + ".subject", title),
                    engine.html(name + ".html", source),
                    engine.plain(name + ".text", PlainText.template(OutlookParts.elsewhere(html))),
                    title,
                    source);
        } catch (PebbleException e) {
            throw wrongTag(file, locale, title + "\n" + source, e);
        }
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
        try {
            return new SmsTemplate(locale, engine.plain(name + ".sms", source), source);
        } catch (PebbleException e) {
            throw wrongTag(file, locale, source, e);
        }
    }

    /** Pebble counts lines of what it was given; the author wants to know the line that was written. */
    private InvalidMessageFile wrongTag(String file, Locale locale, String compiled, PebbleException e) {
        Integer number = e.getLineNumber();
        String line = number == null
                ? ""
                : compiled.lines().skip(Math.max(0, number - 1L)).findFirst().orElse("");
        Matcher tag = TAG.matcher(line);
        return new InvalidMessageFile(
                tag.find() ? FilePosition.find(sources, file, locale, tag.group()) : FilePosition.of(file),
                "a template tag is wrong: " + e.getPebbleMessage(),
                "write it as Pebble has it; includes are mj-include, and macros, blocks, ranges and raw output are not"
                        + " open to messages");
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
