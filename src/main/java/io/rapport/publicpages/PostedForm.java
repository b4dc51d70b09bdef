package io.rapport.publicpages;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fields of a form as they were sent. Browsers send ours as they should; mail programs write their one-click opt-out
 * in parts that are not closed, that name no boundary, or whose lines end otherwise, and an opt-out must not be lost by
 * that. So parts are read as far as they can be, and what cannot be read is no field.
 */
final class PostedForm {

    /** Far more than an opt-out needs; forms of ours do not come in parts. */
    private static final int LONGEST_BODY = 64 * 1024;

    private static final String FORM = "application/x-www-form-urlencoded";

    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");
    private static final Pattern NAME =
            Pattern.compile(";\\s*name\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^;\\s]+))", Pattern.CASE_INSENSITIVE);

    private PostedForm() {}

    /**
     * Reads the fields of a request, in whatever form they come.
     *
     * @return the first value of each field by name, without stray control characters; empty if nothing can be read
     */
    static Map<String, String> read(HttpServletRequest request) {
        String kind = kind(request);
        boolean usual = request.getMethod().equals("POST") ? kind.startsWith(FORM) : !kind.startsWith("multipart/");
        if (!usual) {
            return read(body(request));
        }
        Map<String, String> fields = new LinkedHashMap<>();
        request.getParameterMap()
                .forEach((name, values) -> fields.put(TypedText.clean(name), TypedText.clean(values[0])));
        return fields;
    }

    /**
     * @param fields as {@link #read(HttpServletRequest)} gives them
     * @param request that they were read from
     * @return those that do not stand in the address, where others than a form of ours may have put them
     */
    static Map<String, String> withoutAddress(Map<String, String> fields, HttpServletRequest request) {
        Map<String, String> sent = new LinkedHashMap<>(fields);
        if (request.getQueryString() != null) {
            for (String field : request.getQueryString().split("&")) {
                sent.remove(TypedText.clean(Parts.decoded(field.split("=", 2)[0])));
            }
        }
        return sent;
    }

    /**
     * @param request of a form of ours
     * @return whether a field stands there twice with different values, of which one would be taken at random
     */
    static boolean contradictsItself(HttpServletRequest request) {
        return kind(request).startsWith(FORM)
                && request.getParameterMap().values().stream()
                        .anyMatch(values -> Arrays.stream(values)
                                        .map(TypedText::clean)
                                        .distinct()
                                        .count()
                                > 1);
    }

    private static String kind(HttpServletRequest request) {
        String type = request.getContentType();
        return type == null ? "" : type.strip().toLowerCase(Locale.ROOT);
    }

    /** @return the fields of a body in parts, or of one that does not say what it is */
    static Map<String, String> read(String body) {
        Parts parts = new Parts();
        LINE_END.splitAsStream(body).forEach(parts::line);
        return parts.end();
    }

    /** As much of it as came. */
    private static String body(HttpServletRequest request) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] some = new byte[4096];
        try (InputStream in = request.getInputStream()) {
            for (int read = in.read(some); read >= 0 && body.size() < LONGEST_BODY; read = in.read(some)) {
                body.write(some, 0, read);
            }
        } catch (IOException | IllegalStateException e) {
            // the rest was not sent as it should be; what came before it may do
            return body.toString(StandardCharsets.UTF_8);
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    /** Reads line by line. The first line that begins as a boundary does is the boundary, whatever the header says. */
    private static final class Parts {

        private final Map<String, String> fields = new LinkedHashMap<>();
        private final StringBuilder head = new StringBuilder();
        private final StringBuilder value = new StringBuilder();
        private String boundary;
        private boolean inHead;

        void line(String line) {
            String bare = line.stripTrailing();
            if (boundary == null && bare.startsWith("--")) {
                boundary = bare;
            }
            if (bare.equals(boundary) || bare.equals(boundary + "--")) {
                keep();
                inHead = true;
            } else if (inHead && bare.isEmpty()) {
                inHead = false;
            } else if (inHead && (isFolded(line) || bare.indexOf(':') > 0)) {
                head.append(isFolded(line) ? " " : "\n").append(bare.strip());
            } else {
                // also where the empty line after the head is missing
                inHead = false;
                value.append(value.isEmpty() ? "" : "\n").append(line);
            }
        }

        Map<String, String> end() {
            keep();
            return fields;
        }

        private void keep() {
            Matcher name = NAME.matcher(head);
            if (name.find()) {
                String text =
                        name.group(1) != null ? name.group(1) : name.group(2) != null ? name.group(2) : name.group(3);
                put(text, value.toString());
            } else {
                // a text in no part, or in one without a name: some put a=b there
                for (String field : value.toString().split("&")) {
                    int equals = field.indexOf('=');
                    if (equals > 0) {
                        put(decoded(field.substring(0, equals)), decoded(field.substring(equals + 1)));
                    }
                }
            }
            head.setLength(0);
            value.setLength(0);
        }

        private void put(String name, String text) {
            fields.putIfAbsent(TypedText.clean(name), TypedText.clean(text));
        }

        private static boolean isFolded(String line) {
            return line.startsWith(" ") || line.startsWith("\t");
        }

        private static String decoded(String text) {
            try {
                return URLDecoder.decode(text, StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                return text;
            }
        }
    }
}
