package io.rapport.desk.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.web.util.UriUtils;

/** The list of what may be sent to the engine, and by whom. It decides by method and path alone, and knows no server. */
final class EngineApiRules {

    private static final Pattern ENGINE_API = Pattern.compile("(?:/engine-rest|/camunda/api/engine/engine/[^/]+)(/.*)");
    private static final Pattern ENGINES =
            Pattern.compile("/engine-rest/engine|/camunda/api/engine/engine|/camunda/api/engine");
    private static final String REFUSED = "refused";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\\\\\{(\\w+)\\\\}");

    private static final Pattern TASK = Pattern.compile("/task/(?!(?:count|create|report)(?:/|$))([^/]+)(?:/.*)?");

    private final List<ApiRule> rules;

    private EngineApiRules(List<ApiRule> rules) {
        this.rules = rules;
    }

    /** What must be true besides. */
    enum Condition {
        NONE,
        /** The task that the path names is in a queue of the caller's, or claimed by the caller. */
        OWN_TASK,
        /** The user whom the path names is the caller. */
        SELF
    }

    /**
     * That somebody may send something.
     *
     * @param condition what must be true besides
     * @param id the path's {@code {id}}, null if it has none
     */
    record Allowed(Condition condition, String id) {}

    /** @param role null for a line that refuses */
    private record ApiRule(EngineApiRole role, Set<String> methods, Pattern path, Condition condition) {

        boolean takes(Set<EngineApiRole> roles, String method) {
            return (role == null || roles.contains(role)) && (methods.contains("*") || methods.contains(method));
        }
    }

    /** @return the list that comes with the product */
    static EngineApiRules shipped() {
        try (InputStream file = EngineApiRules.class.getResourceAsStream("/engine-api.rules");
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return parse(lines.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a list: role, methods, path and maybe a condition a line.
     *
     * @throws IllegalArgumentException if a line is not of this form
     */
    static EngineApiRules parse(List<String> lines) {
        List<ApiRule> rules = new ArrayList<>();
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.strip().split("\\s+");
            if (words.length < 3 || words.length > 4) {
                throw new IllegalArgumentException("not 'role method path condition': " + line);
            }
            rules.add(new ApiRule(
                    words[0].equals(REFUSED) ? null : EngineApiRole.valueOf(words[0].toUpperCase(Locale.ROOT)),
                    Set.of(words[1].split(",")),
                    pattern(words[2]),
                    words.length < 4
                            ? Condition.NONE
                            : Condition.valueOf(
                                    words[3].toUpperCase(Locale.ROOT).replace('-', '_'))));
        }
        return new EngineApiRules(List.copyOf(rules));
    }

    private static Pattern pattern(String path) {
        String quoted = path.replaceAll("([.{}])", "\\\\$1");
        String segments = PLACEHOLDER
                .matcher(quoted)
                .replaceAll(match -> Matcher.quoteReplacement(match.group(1).equals("id") ? "(?<id>[^/]+)" : "[^/]+"));
        return Pattern.compile(segments.replace("**", ".*"));
    }

    /**
     * Decides whether somebody may send something.
     *
     * @param roles what the caller is
     * @param method the HTTP method
     * @param path as {@link #apiPath} gives it
     * @return empty if no line allows it; otherwise what must be true besides
     */
    Optional<Allowed> decide(Set<EngineApiRole> roles, String method, String path) {
        String asked = method.equals("HEAD") ? "GET" : method;
        Allowed conditional = null;
        for (ApiRule rule : rules) {
            if (!rule.takes(roles, asked)) {
                continue;
            }
            Matcher match = rule.path().matcher(path);
            if (!match.matches()) {
                continue;
            }
            if (rule.role() == null) {
                return Optional.empty();
            }
            if (rule.condition() == Condition.NONE) {
                return Optional.of(new Allowed(Condition.NONE, null));
            }
            conditional = new Allowed(rule.condition(), match.group("id"));
        }
        return Optional.ofNullable(conditional);
    }

    /**
     * Takes off what stands before the engine's API. Its third address, {@code /engine-rest/engine/NAME}, stays as it is, so
     * that no line allows it: nobody needs it.
     *
     * @param uri a request's path as it was sent
     * @return the path in the engine's API, or in that of the web apps
     */
    static String apiPath(String uri) {
        String path = uri.length() > 1 && uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
        if (ENGINES.matcher(path).matches()) {
            return "/engine";
        }
        Matcher api = ENGINE_API.matcher(path);
        return api.matches() ? api.group(1) : path;
    }

    /**
     * @param path as {@link #apiPath} gives it
     * @return the id of the task that the path is about, decoded; empty if it is about none or about several
     */
    static Optional<String> task(String path) {
        Matcher task = TASK.matcher(path);
        return task.matches() ? Optional.of(UriUtils.decode(task.group(1), StandardCharsets.UTF_8)) : Optional.empty();
    }
}
