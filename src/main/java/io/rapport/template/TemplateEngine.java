package io.rapport.template;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.extension.NodeVisitorFactory;
import io.pebbletemplates.pebble.extension.core.DisallowExtensionCustomizerBuilder;
import io.pebbletemplates.pebble.loader.MemoryLoader;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Pebble, as narrow as messages need it: data are escaped and no author can switch that off, a missing variable is an
 * error, no method can be called, nothing outside the text at hand can be read, no loop is longer than the data, and
 * none runs past the {@link RenderDeadline}.
 */
final class TemplateEngine {

    /** In characters. Gmail cuts a mail at 102 KB; what is larger than this is a mistake. */
    static final int LARGEST = 256 * 1024;

    /** The filters that messages may use. Pebble finds filters when a template runs; we know them at load. */
    static final Set<String> FILTERS = new TreeSet<>(Set.of(
            "abbreviate",
            "callName",
            "capitalize",
            "default",
            "first",
            "join",
            "last",
            "length",
            "lower",
            "replace",
            "slice",
            "sort",
            "title",
            "trim",
            "upper",
            "urlencode"));

    private final MemoryLoader loader = new MemoryLoader();
    private final PebbleEngine html = engine(true);
    private final PebbleEngine plain = engine(false);

    /** A template whose data are escaped for HTML. It may be used by many threads. */
    PebbleTemplate html(String name, String source) {
        loader.addTemplate(name, source);
        return html.getTemplate(name);
    }

    /** A template for plain text, where there is nothing to escape. It may be used by many threads. */
    PebbleTemplate plain(String name, String source) {
        loader.addTemplate(name, source);
        return plain.getTemplate(name);
    }

    private PebbleEngine engine(boolean escaping) {
        return new PebbleEngine.Builder()
                .loader(loader)
                .cacheActive(false)
                .autoEscaping(escaping)
                .strictVariables(true)
                .newLineTrimming(false)
                .maxRenderedSize(LARGEST)
                .methodAccessValidator((object, method) -> false)
                .registerExtensionCustomizer(new DisallowExtensionCustomizerBuilder()
                        // what would switch escaping off; "escape" stays, for Pebble escapes with it
                        .disallowedFilterKeys(List.of("raw"))
                        .disallowedTokenParserTags(List.of(
                                "autoescape",
                                "filter",
                                "include",
                                "import",
                                "from",
                                "extends",
                                "embed",
                                "parallel",
                                "cache",
                                "verbatim",
                                // what could call itself without an end
                                "macro",
                                "block"))
                        // what would let a template run longer than its data are
                        .disallowedFunctionKeys(List.of("range"))
                        .disallowedBinaryOperatorSymbols(List.of(".."))
                        .build())
                .extension(new MessageExtension())
                .build();
    }

    /** What our templates know beyond Pebble's own words, and the limit that they keep to. */
    private static final class MessageExtension extends AbstractExtension {
        @Override
        public List<NodeVisitorFactory> getNodeVisitors() {
            return List.of(RenderDeadline::watch);
        }

        @Override
        public Map<String, Filter> getFilters() {
            return Map.of("callName", new CallName());
        }
    }

    /** {@code customer | callName}: the name to greet somebody by, null when none is known. */
    private static final class CallName implements Filter {
        @Override
        public Object apply(
                Object input,
                Map<String, Object> arguments,
                PebbleTemplate self,
                EvaluationContext context,
                int lineNumber) {
            return input instanceof Map<?, ?> person
                    ? Formats.callName((String) person.get("firstName"), (String) person.get("lastName"))
                    : null;
        }

        @Override
        public List<String> getArgumentNames() {
            return List.of();
        }
    }
}
