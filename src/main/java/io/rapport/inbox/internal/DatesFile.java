package io.rapport.inbox.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.rapport.calendar.TimeZones;
import io.rapport.inbox.AttributeType;
import io.rapport.inbox.DateEvent;
import io.rapport.inbox.Reference;
import io.rapport.inbox.ScheduleEvent;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.scheduling.support.CronExpression;

/**
 * What {@code processes/dates.yaml} says: which dates of customers and which schedules raise an event, each of a type of its
 * own.
 *
 * @param dates of customers
 * @param schedules about no customer
 * @param messages the event types, as messages of an AsyncAPI document by their names
 */
record DatesFile(List<DateEvent> dates, List<ScheduleEvent> schedules, ObjectNode messages) {

    static final String PATH = "processes/dates.yaml";

    /** What no file says. */
    static final DatesFile NONE = new DatesFile(List.of(), List.of(), JsonNodeFactory.instance.objectNode());

    /** A node that starts anew is no downtime: what lies so little back is raised in any case. */
    static final Duration LET_GO = Duration.ofMinutes(15);

    private static final Duration LONGEST_CATCH_UP = Duration.ofDays(30);
    private static final int MOST_DAYS = 366;

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");
    private static final Pattern TIME = Pattern.compile("([01]\\d|2[0-3]):[0-5]\\d");
    private static final Pattern CATCH_UP = Pattern.compile("catch-up (P\\d{1,3}D|PT\\d{1,3}H)");
    /** What a field of a cron expression takes. */
    private record CronField(String name, String position, String values) {}

    private static final List<CronField> CRON_FIELDS = List.of(
            new CronField("minute", "first", "a minute from 0 to 59, a list 0,30, a range 0-10, a step */15, or *"),
            new CronField("hour", "second", "an hour from 0 to 23, a list 9,17, a range 9-17, a step */2, or *"),
            new CronField("day of the month", "third", "a day from 1 to 31, a list, a range, L for the last one, or *"),
            new CronField("month", "fourth", "a month from 1 to 12 or JAN to DEC, a list, a range, or *"),
            new CronField("day of the week", "fifth", "a day MON to SUN or 0 to 7, a list, a range, MON#1, or *"));

    private static final Set<String> OF_DATES =
            new TreeSet<>(Set.of("title", "of", "repeat", "days", "at", "after-downtime"));
    private static final Set<String> OF_SCHEDULES = new TreeSet<>(Set.of("title", "cron", "zone", "after-downtime"));

    /**
     * All types that dates and schedules raise are of one form. So an event that an entry raised before it left the file is
     * still what it was.
     *
     * @param type name of a type that no file declares
     * @return the type of an entry that has left; {@code null} if it is no type of dates and schedules
     */
    static EventType left(String type) {
        Reference subject = type.startsWith(Reference.SCHEDULE + ".")
                ? new Reference(Reference.SCHEDULE, type.substring(Reference.SCHEDULE.length() + 1))
                : null;
        return subject == null && !type.startsWith("date.")
                ? null
                : new EventType(
                        type, subject, null, Map.of(), Set.of(), List.of(), List.of(), false, null, false, true);
    }

    /**
     * Reads the file.
     *
     * @param path its path, for the faults
     * @param content YAML
     * @param attributes the customers' attributes that the event catalogue declares
     * @param faults takes every fault found
     * @return what it says; entries with a fault are left out
     */
    static DatesFile read(String path, byte[] content, Map<String, AttributeType> attributes, List<FileFault> faults) {
        JsonNode root;
        try {
            root = YAML.readTree(content);
        } catch (IOException e) {
            faults.add(YamlLines.fault(path, content, e));
            return NONE;
        }
        return root.isMissingNode() || root.isNull() ? NONE : new Reading(path, attributes, faults).read(root);
    }

    private static final class Reading {

        private final String path;
        private final Map<String, AttributeType> attributes;
        private final List<FileFault> faults;
        private final List<DateEvent> dates = new ArrayList<>();
        private final List<ScheduleEvent> schedules = new ArrayList<>();
        private final ObjectNode messages = JsonNodeFactory.instance.objectNode();

        Reading(String path, Map<String, AttributeType> attributes, List<FileFault> faults) {
            this.path = path;
            this.attributes = attributes;
            this.faults = faults;
        }

        DatesFile read(JsonNode root) {
            known("", root, Set.of("dates", "schedules"));
            for (String section : List.of("dates", "schedules")) {
                JsonNode entries = root.path(section);
                if (!entries.isObject() && !entries.isNull() && !entries.isMissingNode()) {
                    fault(section, "it has no entries", "write a name for each of them, indented beneath it");
                }
            }
            root.path("dates").fields().forEachRemaining(entry -> date(entry.getKey(), entry.getValue()));
            root.path("schedules").fields().forEachRemaining(entry -> schedule(entry.getKey(), entry.getValue()));
            return new DatesFile(List.copyOf(dates), List.copyOf(schedules), messages);
        }

        private void fault(String place, String problem, String fix) {
            faults.add(new FileFault(path, place, problem, fix));
        }

        private void known(String place, JsonNode object, Set<String> fields) {
            String all = String.join(", ", new TreeSet<>(fields));
            if (!object.isObject()) {
                fault(place, "it has no fields", "write " + all + " there");
                return;
            }
            object.fieldNames().forEachRemaining(field -> {
                if (!fields.contains(field)) {
                    fault(join(place, field), "there is no such field", "use one of " + all + ", or delete it");
                }
            });
        }

        private static String join(String place, String field) {
            return place.isEmpty() ? field : place + "." + field;
        }

        private void date(String name, JsonNode entry) {
            String place = "dates." + name;
            int before = faults.size();
            name(place, name);
            known(place, entry, OF_DATES);
            String of = of(place, entry);
            boolean yearly = yearly(place, entry, of);
            int days = days(place, entry);
            LocalTime at = at(place, entry);
            Duration latest = latest(place, entry);
            if (faults.size() > before) {
                return;
            }
            DateEvent date = new DateEvent(name, of, yearly, days, at, latest);
            dates.add(date);
            messages.set(date.type(), message(date, title(entry, name)));
        }

        private void schedule(String name, JsonNode entry) {
            String place = "schedules." + name;
            int before = faults.size();
            name(place, name);
            known(place, entry, OF_SCHEDULES);
            CronExpression cron = cron(place, entry);
            ZoneId zone = TimeZones.find(entry.path("zone").asText()).orElse(null);
            if (zone == null) {
                fault(
                        place + ".zone",
                        "it is no time zone of the IANA database",
                        "write one such as Europe/London, on whose clock the schedule runs");
            }
            Duration latest = latest(place, entry);
            if (faults.size() > before) {
                return;
            }
            ScheduleEvent schedule = new ScheduleEvent(name, cron, zone, latest);
            schedules.add(schedule);
            messages.set(
                    schedule.type(),
                    message(schedule, title(entry, name), entry.path("cron").asText()));
        }

        private void name(String place, String name) {
            if (!NAME.matcher(name).matches()) {
                fault(
                        place,
                        "the name is none that an event type can have",
                        "write lower-case letters, digits and hyphens, beginning with a letter, such as contract-end");
            }
        }

        private static String title(JsonNode entry, String name) {
            String title = entry.path("title").asText();
            return title.isBlank() ? name : title;
        }

        private String of(String place, JsonNode entry) {
            String of = entry.path("of").asText();
            if (of.equals(DateEvent.BIRTHDAY)) {
                return of;
            }
            String dates = attributes.entrySet().stream()
                    .filter(attribute -> attribute.getValue() == AttributeType.DATE)
                    .map(attribute -> DateEvent.ATTRIBUTES + attribute.getKey())
                    .sorted()
                    .collect(Collectors.joining(", "));
            AttributeType type = of.startsWith(DateEvent.ATTRIBUTES)
                    ? attributes.get(of.substring(DateEvent.ATTRIBUTES.length()))
                    : null;
            if (type != AttributeType.DATE) {
                fault(
                        place + ".of",
                        of.isEmpty() ? "it does not say whose date it is" : "'" + of + "' is no date of customers",
                        "write " + DateEvent.BIRTHDAY + (dates.isEmpty() ? "" : " or one of " + dates)
                                + ", or declare the attribute with type: string and format: date under"
                                + " components.schemas.Attributes.properties of an .asyncapi.yaml file");
            }
            return of;
        }

        private boolean yearly(String place, JsonNode entry, String of) {
            String repeat = entry.path("repeat").asText();
            switch (repeat) {
                case "yearly":
                    return true;
                case "once":
                    if (of.equals(DateEvent.BIRTHDAY)) {
                        fault(place + ".repeat", "a birthday comes each year", "write yearly");
                    }
                    return false;
                default:
                    fault(
                            place + ".repeat",
                            repeat.isEmpty() ? "it is missing" : "'" + repeat + "' is none",
                            "write yearly for each anniversary, or once for the date itself");
                    return false;
            }
        }

        private int days(String place, JsonNode entry) {
            JsonNode days = entry.path("days");
            if (days.isMissingNode()) {
                return 0;
            }
            if (!days.isInt() || Math.abs(days.intValue()) > MOST_DAYS) {
                fault(
                        place + ".days",
                        "it is no whole number from -" + MOST_DAYS + " to " + MOST_DAYS,
                        "write -7 for seven days before the date, 7 for seven days after it, or leave it out");
                return 0;
            }
            return days.intValue();
        }

        private LocalTime at(String place, JsonNode entry) {
            String at = entry.path("at").asText();
            if (!TIME.matcher(at).matches()) {
                fault(
                        place + ".at",
                        at.isEmpty() ? "it is missing" : "'" + at + "' is no time of day",
                        "write when, on the customer's own clock, in quotes and with four digits, such as '09:00'");
                return null;
            }
            return LocalTime.parse(at);
        }

        private Duration latest(String place, JsonNode entry) {
            String text = entry.path("after-downtime").asText();
            if (text.equals("let-go")) {
                return LET_GO;
            }
            Matcher catchUp = CATCH_UP.matcher(text);
            Optional<Duration> window = catchUp.matches() ? Optional.of(duration(catchUp.group(1))) : Optional.empty();
            if (window.filter(span -> !span.isZero() && span.compareTo(LONGEST_CATCH_UP) <= 0)
                    .isEmpty()) {
                fault(
                        place + ".after-downtime",
                        text.isEmpty() ? "it is missing" : "'" + text + "' is none",
                        "write let-go, or catch-up and a window of days or hours, at most 30 days, such as catch-up P2D");
                return LET_GO;
            }
            return window.get();
        }

        private static Duration duration(String text) {
            return text.contains("T")
                    ? Duration.parse(text)
                    : Duration.ofDays(Period.parse(text).getDays());
        }

        private CronExpression cron(String place, JsonNode entry) {
            String text = entry.path("cron").asText().strip();
            String[] fields = text.split("\\s+");
            if (text.isEmpty() || fields.length != CRON_FIELDS.size()) {
                fault(
                        place + ".cron",
                        text.isEmpty() ? "it is missing" : "'" + text + "' has " + fields.length + " fields",
                        "write the five fields minute, hour, day of the month, month and day of the week, such as"
                                + " 0 9 1 * * for nine o'clock on the first of each month");
                return null;
            }
            boolean understood = true;
            for (int i = 0; i < fields.length; i++) {
                String[] alone = {"0", "*", "*", "*", "*", "*"};
                alone[i + 1] = fields[i];
                if (next(String.join(" ", alone)).isEmpty()) {
                    CronField field = CRON_FIELDS.get(i);
                    fault(
                            place + ".cron",
                            "'" + fields[i] + "' is no " + field.name() + " of a schedule",
                            "write as the " + field.position() + " field " + field.values());
                    understood = false;
                }
            }
            if (!understood) {
                return null;
            }
            Optional<CronExpression> cron = next("0 " + text);
            if (cron.isEmpty()) {
                fault(
                        place + ".cron",
                        "'" + text + "' never comes: no month that it names has such a day",
                        "write a day of the month that there is, or L for the last one");
            }
            return cron.orElse(null);
        }

        /** @return what is written, if it ever comes */
        private static Optional<CronExpression> next(String text) {
            try {
                CronExpression cron = CronExpression.parse(text);
                return cron.next(ZonedDateTime.of(2024, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC)) == null
                        ? Optional.empty()
                        : Optional.of(cron);
            } catch (IllegalArgumentException | DateTimeException e) {
                return Optional.empty();
            }
        }

        // the event types

        private static ObjectNode message(DateEvent date, String title) {
            String what = date.of().equals(DateEvent.BIRTHDAY)
                    ? "the customer's birthday"
                    : "the customer's " + date.of().substring(DateEvent.ATTRIBUTES.length());
            String when = date.days() == 0
                    ? "on the day"
                    : Math.abs(date.days())
                            + (Math.abs(date.days()) == 1 ? " day " : " days ")
                            + (date.days() < 0 ? "before it" : "after it");
            ObjectNode message = message(
                    date.type(),
                    title,
                    "It is " + date.at() + " " + when + " where the customer lives: " + what
                            + (date.yearly() && !date.of().equals(DateEvent.BIRTHDAY) ? ", each year" : "") + ".",
                    "date");
            field(message, "date", "date", "The date itself, in the year that is meant.", "2027-04-17");
            return message;
        }

        private static ObjectNode message(ScheduleEvent schedule, String title, String cron) {
            ObjectNode message = message(
                    schedule.type(),
                    title,
                    "The schedule " + cron + " of " + schedule.zone() + " has come.",
                    "schedule");
            ((ObjectNode) message.get("x-rapport"))
                    .put("about", schedule.subject().toString());
            field(message, "at", "date-time", "The moment of the schedule.", "2027-04-01T09:00:00+02:00");
            return message;
        }

        private static ObjectNode message(String type, String title, String summary, String tag) {
            ObjectNode message = JsonNodeFactory.instance.objectNode();
            message.put("name", type);
            message.put("title", title);
            message.put("summary", summary);
            message.put(
                    "description",
                    "Raised by " + PATH + ", at most once "
                            + (tag.equals("date") ? "a customer and year." : "a moment. It is about no customer."));
            message.put("contentType", "application/cloudevents+json");
            message.putArray("tags").addObject().put("name", tag);
            ObjectNode payload = message.putObject("payload");
            payload.put("type", "object").put("additionalProperties", false);
            payload.putObject("properties");
            message.putObject("x-rapport")
                    .put("unmatched", "done")
                    .put("ordering", "loose")
                    .put("toldBy", "rapport");
            return message;
        }

        private static void field(ObjectNode message, String name, String format, String meaning, String example) {
            ObjectNode payload = (ObjectNode) message.get("payload");
            payload.putArray("required").add(name);
            ((ObjectNode) payload.get("properties"))
                    .putObject(name)
                    .put("type", "string")
                    .put("format", format)
                    .put("description", meaning);
            ObjectNode shown = message.putArray("examples").addObject();
            shown.put("name", "example").put("summary", message.get("title").asText());
            shown.putObject("payload").put(name, example);
        }
    }
}
