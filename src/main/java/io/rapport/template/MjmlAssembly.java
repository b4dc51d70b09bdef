package io.rapport.template;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts an MJML file together: its partials with their parameters, and the brand. An {@code mj-include} names a partial
 * of the folder and nothing else: no path, no address, and no file is read here.
 */
final class MjmlAssembly {

    private static final int DEEPEST_INCLUDE = 8;

    /** In characters. Partials that include each other many times over grow fast. */
    private static final int LARGEST = 256 * 1024;

    private static final Pattern INCLUDE =
            Pattern.compile("<mj-include((?:\\s+[a-zA-Z]+=\"[^\"]*\")*)\\s*(?:/>|>\\s*</mj-include>)");
    private static final Pattern ATTRIBUTE = Pattern.compile("([a-zA-Z]+)=\"([^\"]*)\"");
    private static final Pattern PARTIAL_NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern PARAMETER = Pattern.compile("\\{\\{\\s*include\\.([a-zA-Z]+)\\s*}}");
    private static final Pattern BRAND = Pattern.compile("\\{\\{\\s*brand((?:\\.[a-zA-Z]+(?:-[a-zA-Z]+)*)+)\\s*}}");

    /** Authors' notes stay in the files; Outlook's conditional comments, and their ends, are no notes. */
    private static final Pattern NOTE = Pattern.compile("<!--(?!\\[|>|->|\\s*<!\\[endif).*?-->\\s*", Pattern.DOTALL);

    private final MessageSources sources;
    private final Brand brand;
    private final MjmlParser parser;
    private final Set<String> wellFormed = new HashSet<>();

    /** By locale and file: partials that include each other many times over would otherwise take for ever. */
    private final Map<String, String> composed = new HashMap<>();

    MjmlAssembly(MessageSources sources, Brand brand, MjmlParser parser) {
        this.sources = sources;
        this.brand = brand;
        this.parser = parser;
    }

    /** @return the whole MJML of a file in a locale; only customers' variables are left in it */
    String compose(String file, Locale locale) throws InvalidMessageFile {
        return fillBrand(file, include(file, locale, 0), locale);
    }

    private String include(String file, Locale locale, int depth) throws InvalidMessageFile {
        String key = locale.toLanguageTag() + " " + file;
        String known = composed.get(key);
        if (known == null) {
            known = includeAnew(file, locale, depth);
            composed.put(key, known);
        }
        return known;
    }

    /** A file with its includes replaced by the partials, whose parameters are the include's other attributes. */
    private String includeAnew(String file, Locale locale, int depth) throws InvalidMessageFile {
        String source = sources.files().get(file);
        if (!wellFormed.contains(file)) {
            String text = OutlookParts.of(source).text();
            parser.parse(file, depth == 0 ? text : "<mj-partial>" + text + "</mj-partial>");
            wellFormed.add(file);
        }
        Matcher matcher = INCLUDE.matcher(NOTE.matcher(source).replaceAll(""));
        StringBuilder whole = new StringBuilder();
        while (matcher.find()) {
            Map<String, String> attributes = new LinkedHashMap<>();
            Matcher attribute = ATTRIBUTE.matcher(matcher.group(1));
            while (attribute.find()) {
                attributes.put(attribute.group(1), attribute.group(2));
            }
            FilePosition place = FilePosition.of(file, FilePosition.line(source, matcher.group()));
            if (depth == DEEPEST_INCLUDE) {
                throw new InvalidMessageFile(place, "partials include each other without an end", "break the circle");
            }
            String partial = partial(place, attributes.remove("path"), locale);
            // without the line end of its file, so that a partial may stand within a sentence
            String text = fillParameters(
                    place, partial, include(partial, locale, depth + 1).strip(), attributes);
            matcher.appendReplacement(whole, Matcher.quoteReplacement(text));
            if (whole.length() > LARGEST) {
                throw new InvalidMessageFile(
                        place, "with its partials it is larger than " + LARGEST + " characters", "include less");
            }
        }
        matcher.appendTail(whole);
        if (whole.indexOf("<mj-include") >= 0) {
            throw new InvalidMessageFile(
                    FilePosition.of(file, FilePosition.line(source, "<mj-include")),
                    "an mj-include is not understood",
                    "write <mj-include path=\"footer\" />, further attributes being the partial's parameters");
        }
        return whole.toString();
    }

    private String partial(FilePosition place, String name, Locale locale) throws InvalidMessageFile {
        if (name == null || !PARTIAL_NAME.matcher(name).matches()) {
            throw new InvalidMessageFile(
                    place,
                    "mj-include of '" + name + "'",
                    "name a partial by its bare name, such as path=\"footer\" for partials/footer.mjml");
        }
        String own = MessageSources.PARTIALS + name + "." + locale.toLanguageTag() + ".mjml";
        String general = MessageSources.PARTIALS + name + ".mjml";
        if (sources.files().containsKey(own)) {
            return own;
        }
        if (sources.files().containsKey(general)) {
            return general;
        }
        throw new InvalidMessageFile(
                place, "there is no partial '" + name + "' for this locale", "create " + own + " or " + general);
    }

    private static String fillParameters(FilePosition place, String partial, String text, Map<String, String> values)
            throws InvalidMessageFile {
        Set<String> unused = new TreeSet<>(values.keySet());
        Matcher matcher = PARAMETER.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            String value = values.get(matcher.group(1));
            if (value == null) {
                throw new InvalidMessageFile(
                        place,
                        partial + " wants the parameter '" + matcher.group(1) + "'",
                        "add " + matcher.group(1) + "=\"…\" to its mj-include");
            }
            unused.remove(matcher.group(1));
            matcher.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        if (!unused.isEmpty()) {
            throw new InvalidMessageFile(
                    place, partial + " has no parameters " + unused, "take them off its mj-include");
        }
        return matcher.appendTail(filled).toString();
    }

    /** The brand is filled in before MJML is read, so that it may stand in any attribute. */
    private String fillBrand(String file, String source, Locale locale) throws InvalidMessageFile {
        Map<String, Object> view = brand.view(locale);
        Matcher matcher = BRAND.matcher(source);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            Object value = view;
            for (String key : matcher.group(1).substring(1).split("\\.")) {
                value = value instanceof Map<?, ?> deeper ? deeper.get(key) : null;
            }
            if (value == null || value instanceof Map) {
                throw new InvalidMessageFile(
                        FilePosition.find(sources, file, locale, matcher.group()),
                        "brand" + matcher.group(1) + " is not in brand.yaml",
                        "add it there for each locale, or fix the name");
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
}
