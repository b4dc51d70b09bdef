package io.rapport.mail.internal.bounce;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fields of a delivery report (RFC 3464) as servers write them: with spaces before the colon, without the empty line
 * between the message's fields and the recipients', without the former, divided by a line of spaces.
 */
final class StatusFields {

    private static final Pattern FIELD = Pattern.compile("([A-Za-z][A-Za-z0-9-]{1,60})[ \\t]*:[ \\t]*(.*)");
    private static final Set<String> BEGIN_RECIPIENT =
            Set.of("original-recipient", "final-recipient", "action", "status");
    private static final int MOST = 40;

    private StatusFields() {}

    /**
     * What is reported of one recipient; empty where nothing is.
     *
     * @param action failed, delayed, delivered, relayed or expanded, in small letters
     * @param status enhanced status code, perhaps with a comment
     * @param diagnostic the receiving server's words
     */
    record Recipient(String action, String status, String diagnostic) {

        /** @return whether the mail did not arrive, and is not tried again */
        boolean isFailed() {
            return action.startsWith("fail") || action.isEmpty() && status.startsWith("5");
        }

        /** @return whether the mail got there, or further on its way */
        boolean isReached() {
            return action.startsWith("delivered") || action.startsWith("relayed") || action.startsWith("expanded");
        }

        private boolean saysAnything() {
            return !action.isEmpty() || !status.isEmpty() || !diagnostic.isEmpty();
        }
    }

    /** @return those of whom anything is reported, at most {@value #MOST} */
    static List<Recipient> read(String text) {
        List<Map<String, StringBuilder>> groups = new ArrayList<>();
        Map<String, StringBuilder> group = new LinkedHashMap<>();
        groups.add(group);
        StringBuilder value = null;
        boolean gap = false;
        for (String line : text.lines().toList()) {
            if (line.isBlank()) {
                gap = true;
                continue;
            }
            Matcher field = FIELD.matcher(line);
            if (!field.matches()) {
                // a folded line, or one that should have been
                if (value != null) {
                    value.append(' ').append(line.strip());
                }
                continue;
            }
            String name = field.group(1).toLowerCase(Locale.ROOT);
            boolean begins = BEGIN_RECIPIENT.contains(name)
                    && (group.containsKey(name) || gap && group.containsKey("action") && group.containsKey("status"));
            if (begins && groups.size() < MOST) {
                group = new LinkedHashMap<>();
                groups.add(group);
            }
            gap = false;
            value = group.computeIfAbsent(name, unknown -> new StringBuilder());
            value.append(value.isEmpty() ? "" : " ").append(field.group(2).strip());
        }
        return groups.stream()
                .map(found -> new Recipient(
                        value(found, "action").toLowerCase(Locale.ROOT),
                        value(found, "status"),
                        value(found, "diagnostic-code")))
                .filter(Recipient::saysAnything)
                .toList();
    }

    private static String value(Map<String, StringBuilder> group, String name) {
        StringBuilder value = group.get(name);
        return value == null ? "" : value.toString().strip();
    }
}
