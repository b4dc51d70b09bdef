package io.rapport.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.calendar.WorkingTime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The recorded stream {@code demo/events.jsonl}; the README beside it describes the form.
 *
 * @param lines in the order in which they happened
 */
record Recording(List<Line> lines) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CUSTOMER = "customer:";
    private static final String TIME = "$time:";
    private static final String DAY = "$day:";
    private static final String SURVEY = "$survey:";
    static final String REFERRAL = "$referral:customer:";
    private static final Pattern REFERENCE = Pattern.compile("(customer:)(.+)");
    private static final List<String> ID_FIELDS = List.of("orderId", "complaintId");

    /** What staff enter. */
    private static final String BY_STAFF = "customer.adviser-changed";

    /** What staff and a customer do together. */
    private static final String TOGETHER = "contact.noted";

    /**
     * One recorded event.
     *
     * @param at when it was recorded, before the start of the replay: negative
     * @param event the CloudEvent without its time, with placeholders
     * @param zone where the customer is
     * @param drawn whether it was drawn for this start, and has a time of day already
     */
    record Line(Duration at, ObjectNode event, ZoneId zone, boolean drawn) {

        /**
         * @param start the moment from which the recording counts back
         * @param desk when staff work
         * @return when it happens
         */
        Instant moment(Instant start, WorkingTime desk) {
            if (drawn) {
                return start.plus(at);
            }
            return switch (event.path("type").asText()) {
                case BY_STAFF -> DemoDay.atWork(start.plus(at), desk);
                case TOGETHER -> DemoDay.together(start.plus(at), zone, desk);
                default -> DemoDay.awake(start.plus(at), zone);
            };
        }

        boolean isType(String type) {
            return event.path("type").asText().equals(type);
        }

        /** @return such as {@code customer:1001} */
        String subject() {
            return event.path("subject").asText();
        }

        /** @return bare id */
        String customerId() {
            return subject().substring(CUSTOMER.length());
        }

        /** @return empty if it is about none */
        String orderId() {
            return event.at("/data/orderId").asText();
        }

        /**
         * Finds what the event's survey is about.
         *
         * @return a reference such as {@code order:4711}; empty if the event answers no survey
         */
        Optional<String> surveyAbout() {
            String id = event.path("data").path("surveyId").asText();
            return id.startsWith(SURVEY) ? Optional.of(id.substring(SURVEY.length())) : Optional.empty();
        }

        /**
         * Finds whose referral code the event names.
         *
         * @return the customer's id; empty if the event names no code
         */
        Optional<String> referralCodeOf() {
            String code = event.path("data").path("code").asText();
            return code.startsWith(REFERRAL) ? Optional.of(code.substring(REFERRAL.length())) : Optional.empty();
        }

        /**
         * @return whether the event follows from what happens in Rapport alone: it has the id of a survey or a referral code,
         *     or answers staff
         */
        boolean asksRapport() {
            return surveyAbout().isPresent() || referralCodeOf().isPresent() || isType("complaint.answered");
        }

        /**
         * Fills the event in.
         *
         * @param start the moment from which the recording counts back
         * @param desk when staff work
         * @param made what Rapport made up: the id of the survey that the event answers, or the code that it names; null if
         *     it does neither
         * @return the event as it is sent
         */
        ObjectNode filledIn(Instant start, WorkingTime desk, String made) {
            ObjectNode filled = mapTexts(event, text -> {
                if (text.startsWith(TIME)) {
                    // of something else that is recorded of the customer
                    return DemoDay.awake(start.plus(Duration.parse(text.substring(TIME.length()))), zone)
                            .toString();
                }
                if (text.startsWith(DAY)) {
                    return LocalDate.ofInstant(start.plus(Duration.parse(text.substring(DAY.length()))), zone)
                            .toString();
                }
                return text.startsWith(SURVEY) || text.startsWith(REFERRAL) ? made : text;
            });
            filled.put("time", moment(start, desk).toString());
            return filled;
        }
    }

    /** Reads the recording from the classpath. */
    static Recording load() {
        try (InputStream in = Recording.class.getResourceAsStream("/demo/events.jsonl");
                BufferedReader text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            List<Line> lines = new ArrayList<>();
            Map<String, ZoneId> zones = new HashMap<>();
            for (String line = text.readLine(); line != null; line = text.readLine()) {
                JsonNode read = JSON.readTree(line);
                JsonNode zone = read.at("/event/data/timeZone");
                String subject = read.at("/event/subject").asText();
                if (!zone.isMissingNode()) {
                    zones.put(subject, ZoneId.of(zone.asText()));
                }
                lines.add(new Line(
                        Duration.parse(read.get("at").asText()),
                        (ObjectNode) read.get("event"),
                        zones.getOrDefault(subject, ZoneOffset.UTC),
                        false));
            }
            return new Recording(List.copyOf(lines));
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's recording cannot be read", e);
        }
    }

    /**
     * @param start the moment from which the recording counts back
     * @param desk when staff work
     * @return the lines in the order in which they happen then
     */
    List<Line> inOrder(Instant start, WorkingTime desk) {
        return lines.stream()
                .sorted(Comparator.comparing(line -> line.moment(start, desk)))
                .toList();
    }

    /** @return the recording, and these beside it */
    Recording with(List<Line> others) {
        return new Recording(Stream.concat(lines.stream(), others.stream()).toList());
    }

    /**
     * The same story with other people: ids of events, customers, orders and complaints get an ending, so that a server
     * that knows the recording already takes it as new.
     *
     * @param ending such as {@code -b7}
     */
    Recording renamed(String ending) {
        return new Recording(lines.stream()
                .map(line -> new Line(line.at(), renamed(line.event(), ending), line.zone(), line.drawn()))
                .toList());
    }

    private static ObjectNode renamed(ObjectNode event, String ending) {
        ObjectNode renamed = event.deepCopy();
        renamed.put("id", event.get("id").asText() + ending);
        Matcher subject = REFERENCE.matcher(event.get("subject").asText());
        renamed.put("subject", subject.replaceFirst("$1$2" + ending));
        ObjectNode data = (ObjectNode) renamed.get("data");
        for (String field : ID_FIELDS) {
            if (data.has(field)) {
                data.put(field, data.get(field).asText() + ending);
            }
        }
        return renamed;
    }

    private static ObjectNode mapTexts(ObjectNode node, UnaryOperator<String> change) {
        ObjectNode changed = JSON.createObjectNode();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            changed.set(field.getKey(), mapTexts(field.getValue(), change));
        }
        return changed;
    }

    private static JsonNode mapTexts(JsonNode node, UnaryOperator<String> change) {
        if (node.isTextual()) {
            return JSON.getNodeFactory().textNode(change.apply(node.asText()));
        }
        if (node.isArray()) {
            var changed = JSON.createArrayNode();
            node.forEach(element -> changed.add(mapTexts(element, change)));
            return changed;
        }
        return node.isObject() ? mapTexts((ObjectNode) node, change) : node;
    }
}
