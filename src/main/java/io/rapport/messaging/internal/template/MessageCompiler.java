package io.rapport.messaging.internal.template;

import ch.digitalfondue.mjml4j.Mjml4j;
import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jsoup.parser.Parser;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * Makes templates of one MJML file: the partials put in, the brand filled in, MJML turned to HTML, and of that the HTML,
 * subject and plain-text templates. All that is slow or can go wrong happens here, when messages are loaded. Not for
 * several threads.
 */
final class MessageCompiler {

    private static final int DEEPEST_INCLUDE = 8;
    private static final Pattern INCLUDE =
            Pattern.compile("<mj-include((?:\\s+[a-zA-Z]+=\"[^\"]*\")*)\\s*(?:/>|>\\s*</mj-include>)");
    private static final Pattern ATTRIBUTE = Pattern.compile("([a-zA-Z]+)=\"([^\"]*)\"");
    private static final Pattern PARTIAL_NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern PARAMETER = Pattern.compile("\\{\\{\\s*include\\.([a-zA-Z]+)\\s*}}");
    private static final Pattern BRAND = Pattern.compile("\\{\\{\\s*brand((?:\\.[a-zA-Z]+)+)\\s*}}");
    private static final Pattern TAG = Pattern.compile("\\{\\{.*?}}|\\{%.*?%}", Pattern.DOTALL);
    private static final Pattern STRING = Pattern.compile("'[^']*'|\"[^\"]*\"");
    private static final Pattern FILTER = Pattern.compile("\\|\\s*(\\w+)");

    /** Authors' notes stay in the files; Outlook's conditional comments are no notes. */
    private static final Pattern NOTE = Pattern.compile("<!--(?!\\[).*?-->\\s*", Pattern.DOTALL);

    /** Every element of MJML that mjml4j turns into HTML; others it would pass on unseen. */
    private static final Set<String> ELEMENTS = Set.of(
            "mjml",
            "mj-head",
            "mj-attributes",
            "mj-all",
            "mj-class",
            "mj-breakpoint",
            "mj-font",
            "mj-html-attributes",
            "mj-selector",
            "mj-html-attribute",
            "mj-preview",
            "mj-style",
            "mj-title",
            "mj-body",
            "mj-accordion",
            "mj-accordion-element",
            "mj-accordion-text",
            "mj-accordion-title",
            "mj-button",
            "mj-carousel",
            "mj-carousel-image",
            "mj-column",
            "mj-divider",
            "mj-group",
            "mj-hero",
            "mj-image",
            "mj-navbar",
            "mj-navbar-link",
            "mj-raw",
            "mj-section",
            "mj-social",
            "mj-social-element",
            "mj-spacer",
            "mj-table",
            "mj-text",
            "mj-wrapper");

    private final MessageSources sources;
    private final Brand brand;
    private final TemplateEngine engine = new TemplateEngine();
    private final DocumentBuilder xml = xmlParser();
    private final Set<String> wellFormed = new HashSet<>();

    MessageCompiler(MessageSources sources, Brand brand) {
        this.sources = sources;
        this.brand = brand;
    }

    /**
     * The templates of one message in one locale.
     *
     * @param subjectSource the subject's template, in which a failed variable is looked for
     * @param source        the body's template, likewise
     */
    record Compiled(
            Locale locale,
            PebbleTemplate subject,
            PebbleTemplate html,
            PebbleTemplate text,
            String subjectSource,
            String source) {}

    /** @throws Broken when the file or a partial of it is wrong */
    Compiled compile(String message, Locale locale) throws Broken {
        String file = message + "/" + locale.toLanguageTag() + ".mjml";
        String composed = fillBrand(file, include(file, locale, 0), locale);
        Document document = parse(file, composed);
        checkElements(file, document);
        String title = theOne(file, document, "mj-title", "the subject");
        theOne(file, document, "mj-preview", "the preheader, the line that inboxes show after the subject");
        String html = toHtml(file, composed, locale);
        String name = message + "/" + locale.toLanguageTag();
        try {
            String source = plainTags(html);
            checkFilters(file, title + source);
            return new Compiled(
                    locale,
                    engine.plain(name + ".subject", title),
                    engine.html(name + ".html", source),
                    engine.plain(name + ".text", PlainText.template(html)),
                    title,
                    source);
        } catch (PebbleException e) {
            throw new Broken(
                    file,
                    "a template tag is wrong: " + e.getPebbleMessage(),
                    "write it as Pebble has it; includes are mj-include, and ranges and raw output are not open to messages");
        }
    }

    /** @throws Broken when the text of this locale is wrong */
    ShortText compileText(String message, Locale locale) throws Broken {
        String file = message + "/" + locale.toLanguageTag() + ".txt";
        String source = sources.files().get(file).strip();
        if (source.isEmpty()) {
            throw new Broken(file, "it is empty", "write the text of the SMS, or take sms out of channels");
        }
        try {
            checkFilters(file, source);
            return new ShortText(locale, engine.plain(message + "/" + locale.toLanguageTag() + ".sms", source), source);
        } catch (PebbleException e) {
            throw new Broken(
                    file,
                    "a template tag is wrong: " + e.getPebbleMessage(),
                    "write it as Pebble has it, without includes, ranges and raw output");
        }
    }

    /** A file with its includes replaced by the partials, whose parameters are the include's other attributes. */
    private String include(String file, Locale locale, int depth) throws Broken {
        String source = sources.files().get(file);
        if (!wellFormed.contains(file)) {
            parse(file, depth == 0 ? source : "<mj-partial>" + source + "</mj-partial>");
            wellFormed.add(file);
        }
        Matcher matcher = INCLUDE.matcher(NOTE.matcher(source).replaceAll(""));
        StringBuilder composed = new StringBuilder();
        while (matcher.find()) {
            Map<String, String> attributes = new LinkedHashMap<>();
            Matcher attribute = ATTRIBUTE.matcher(matcher.group(1));
            while (attribute.find()) {
                attributes.put(attribute.group(1), attribute.group(2));
            }
            if (depth == DEEPEST_INCLUDE) {
                throw new Broken(file, "partials include each other without an end", "break the circle");
            }
            String partial = partial(file, attributes.remove("path"), locale);
            String text = fillParameters(file, partial, include(partial, locale, depth + 1), attributes);
            matcher.appendReplacement(composed, Matcher.quoteReplacement(text));
        }
        matcher.appendTail(composed);
        if (composed.indexOf("<mj-include") >= 0) {
            throw new Broken(
                    file,
                    "an mj-include is not understood",
                    "write <mj-include path=\"footer\" />, further attributes being the partial's parameters");
        }
        return composed.toString();
    }

    private String partial(String file, String name, Locale locale) throws Broken {
        if (name == null || !PARTIAL_NAME.matcher(name).matches()) {
            throw new Broken(
                    file,
                    "mj-include of '" + name + "'",
                    "name a partial by its bare name, such as path=\"footer\" for partials/footer.mjml");
        }
        for (String candidate :
                new String[] {"partials/" + name + "." + locale.toLanguageTag() + ".mjml", "partials/" + name + ".mjml"
                }) {
            if (sources.files().containsKey(candidate)) {
                return candidate;
            }
        }
        throw new Broken(
                file,
                "there is no partial '" + name + "' for this locale",
                "create partials/" + name + "." + locale.toLanguageTag() + ".mjml or partials/" + name + ".mjml");
    }

    private static String fillParameters(String file, String partial, String text, Map<String, String> values)
            throws Broken {
        Set<String> unused = new TreeSet<>(values.keySet());
        Matcher matcher = PARAMETER.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            String value = values.get(matcher.group(1));
            if (value == null) {
                throw new Broken(
                        file,
                        partial + " wants the parameter '" + matcher.group(1) + "'",
                        "add " + matcher.group(1) + "=\"…\" to its mj-include");
            }
            unused.remove(matcher.group(1));
            matcher.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        if (!unused.isEmpty()) {
            throw new Broken(file, partial + " has no parameters " + unused, "take them off its mj-include");
        }
        return matcher.appendTail(filled).toString();
    }

    /** The brand is filled in before MJML is read, so that it may stand in any attribute. */
    private String fillBrand(String file, String source, Locale locale) throws Broken {
        Map<String, Object> view = brand.view(locale);
        Matcher matcher = BRAND.matcher(source);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            Object value = view;
            for (String key : matcher.group(1).substring(1).split("\\.")) {
                value = value instanceof Map<?, ?> deeper ? deeper.get(key) : null;
            }
            if (value == null || value instanceof Map) {
                throw new Broken(
                        file,
                        "brand" + matcher.group(1) + " is not in brand.yaml",
                        "add it there for each locale, or mend the name");
            }
            String text = value.toString()
                    .replace("&", "&amp;")
                    .replace("<", "&lt;")
                    .replace(">", "&gt;")
                    .replace("\"", "&quot;");
            matcher.appendReplacement(filled, Matcher.quoteReplacement(text));
        }
        return matcher.appendTail(filled).toString();
    }

    private static void checkElements(String file, Document document) throws Broken {
        if (!"mjml".equals(document.getDocumentElement().getTagName())) {
            throw new Broken(file, "the outermost element is not mjml", "begin the file with <mjml>");
        }
        NodeList all = document.getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            String name = ((Element) all.item(i)).getTagName();
            if (name.startsWith("mj") && !ELEMENTS.contains(name)) {
                throw new Broken(file, "MJML has no element " + name, "mend its name");
            }
        }
    }

    private static String theOne(String file, Document document, String element, String meaning) throws Broken {
        NodeList found = document.getElementsByTagName(element);
        if (found.getLength() != 1 || found.item(0).getTextContent().isBlank()) {
            throw new Broken(
                    file,
                    found.getLength() > 1 ? "there is more than one " + element : element + " is missing or empty",
                    "give the file one " + element + " in mj-head with " + meaning);
        }
        return found.item(0).getTextContent().strip().replaceAll("\\s+", " ");
    }

    private static void checkFilters(String file, String template) throws Broken {
        Matcher tag = TAG.matcher(template);
        while (tag.find()) {
            Matcher filter = FILTER.matcher(STRING.matcher(tag.group()).replaceAll("''"));
            while (filter.find()) {
                if (!TemplateEngine.FILTERS.contains(filter.group(1))) {
                    throw new Broken(
                            file,
                            "the filter '" + filter.group(1) + "' is not open to messages",
                            "use one of " + TemplateEngine.FILTERS + "; data are escaped without asking");
                }
            }
        }
    }

    private static String toHtml(String file, String mjml, Locale locale) throws Broken {
        try {
            return Mjml4j.render(mjml, new Mjml4j.Configuration(locale.toLanguageTag()));
        } catch (RuntimeException e) {
            // mjml4j has no exception of its own: whatever it throws, this MJML is what it cannot turn into HTML
            throw new Broken(
                    file,
                    "MJML cannot be turned into HTML: " + e.getMessage(),
                    "look at attributes that want a number: they take brand values, but no other variables");
        }
    }

    /** MJML escapes what stands between Pebble's braces like any text; Pebble wants it as it was written. */
    private static String plainTags(String html) {
        return TAG.matcher(html)
                .replaceAll(tag -> Matcher.quoteReplacement(Parser.unescapeEntities(tag.group(), false)));
    }

    private Document parse(String file, String text) throws Broken {
        try {
            return xml.parse(new InputSource(new StringReader(text)));
        } catch (SAXParseException e) {
            throw new Broken(
                    file,
                    "line " + e.getLineNumber() + ", column " + e.getColumnNumber() + ": " + e.getMessage(),
                    "close each element, quote each attribute, and write & as &amp;, < as &lt; and a space that"
                            + " must not break as &#160;");
        } catch (SAXException | IOException e) {
            throw new Broken(file, "it is no MJML: " + e.getMessage(), "begin the file with <mjml>");
        }
    }

    /** One for all files: looking a parser up costs more than parsing a file. */
    private static DocumentBuilder xmlParser() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new ThrowAll());
            return builder;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("this Java has no safe XML parser", e);
        }
    }

    /** Keeps the XML parser from printing to the console. */
    private static final class ThrowAll implements ErrorHandler {
        @Override
        public void warning(SAXParseException exception) {}

        @Override
        public void error(SAXParseException exception) throws SAXException {
            throw exception;
        }

        @Override
        public void fatalError(SAXParseException exception) throws SAXException {
            throw exception;
        }
    }

    /** A file that cannot be compiled. */
    static final class Broken extends Exception {
        final String file;
        final String what;
        final String mend;

        Broken(String file, String what, String mend) {
            super(file + ": " + what);
            this.file = file;
            this.what = what;
            this.mend = mend;
        }
    }
}
