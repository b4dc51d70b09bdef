package io.rapport.inbox.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.rapport.calendar.FestivalDay;
import io.rapport.calendar.TimeZones;
import io.rapport.inbox.AttributeType;
import io.rapport.inbox.DateEvent;
import io.rapport.inbox.DayEvent;
import io.rapport.inbox.FestivalEvent;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.scheduling.support.CronExpression;

/**
 * What {@code processes/dates.yaml} says: which dates of customers, which festivals and which schedules raise an event, each of
 * a type of its own.
 *
 * @param dates of customers
 * @param festivals of regions
 * @param schedules about no customer
 * @param messages the event types, as messages of an AsyncAPI document by their names
 */
record DatesFile(
        List<DateEvent> dates, List<FestivalEvent> festivals, List<ScheduleEvent> schedules, ObjectNode messages) {

    static final String PATH = "processes/dates.yaml";

    /** What no file says. */
    static final DatesFile NONE = new DatesFile(List.of(), List.of(), List.of(), JsonNodeFactory.instance.objectNode());

    /** A node that starts anew is no downtime: what lies so little back is raised in any case. */
    static final Duration LET_GO = Duration.ofMinutes(15);

    private static final Duration LONGEST_CATCH_UP = Duration.ofDays(30);
    private static final int MOST_DAYS = 366;

    /** In which regions 29 February is on 1 March in years that have none. */
    private static final String LEAP_DAY = "leap-day-on-march-1";

    private static final Set<String> REGIONS = Set.of(Locale.getISOCountries());

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

    private static final Pattern SHOWN = Pattern.compile(SchemaFaults.VISIBLE);

    private static final Set<String> OF_DATES =
            new TreeSet<>(Set.of("title", "of", "repeat", "days", "at", "after-downtime", LEAP_DAY));
    private static final Set<String> OF_FESTIVALS =
            new TreeSet<>(Set.of("title", "day", "regions", "days", "at", "after-downtime"));
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
        private final List<FestivalEvent> festivals = new ArrayList<>();
        private final List<ScheduleEvent> schedules = new ArrayList<>();
        private final ObjectNode messages = JsonNodeFactory.instance.objectNode();

        Reading(String path, Map<String, AttributeType> attributes, List<FileFault> faults) {
            this.path = path;
            this.attributes = attributes;
            this.faults = faults;
        }

        DatesFile read(JsonNode root) {
            known("", root, Set.of("dates", "festivals", "schedules"));
            for (String section : List.of("dates", "festivals", "schedules")) {
                JsonNode entries = root.path(section);
                if (!entries.isObject() && !entries.isNull() && !entries.isMissingNode()) {
                    fault(section, "it has no entries", "write a name for each of them, indented beneath it");
                }
            }
            root.path("dates").fields().forEachRemaining(entry -> date(entry.getKey(), entry.getValue()));
            root.path("festivals").fields().forEachRemaining(entry -> festival(entry.getKey(), entry.getValue()));
            root.path("schedules").fields().forEachRemaining(entry -> schedule(entry.getKey(), entry.getValue()));
            return new DatesFile(List.copyOf(dates), List.copyOf(festivals), List.copyOf(schedules), messages);
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
            Set<String> leapDay = entry.has(LEAP_DAY) ? regions(place, entry, LEAP_DAY) : Set.of();
            // where repeat is wrong, nobody knows yet whether the date comes once
            if (entry.has(LEAP_DAY) && entry.path("repeat").asText().equals("once") && !of.equals(DateEvent.BIRTHDAY)) {
                fault(place + "." + LEAP_DAY, "a date that comes once is the date itself", "leave it out");
            }
            if (faults.size() > before) {
                return;
            }
            DateEvent date = new DateEvent(name, of, yearly, days, at, latest, leapDay);
            dates.add(date);
            messages.set(date.type(), message(date, title(place, entry, name)));
        }

        private void festival(String name, JsonNode entry) {
            String place = "festivals." + name;
            int before = faults.size();
            name(place, name);
            known(place, entry, OF_FESTIVALS);
            if (dates.stream().anyMatch(date -> date.name().equals(name))) {
                fault(place, "an entry of dates has this name", "give one of them another name");
            }
            FestivalDay day = day(place, entry);
            Set<String> regions = regions(place, entry, "regions");
            int days = days(place, entry);
            LocalTime at = at(place, entry);
            Duration latest = latest(place, entry);
            if (faults.size() > before) {
                return;
            }
            FestivalEvent festival = new FestivalEvent(name, day, regions, days, at, latest);
            festivals.add(festival);
            messages.set(festival.type(), message(festival, title(place, entry, name)));
        }

        private FestivalDay day(String place, JsonNode entry) {
            String text = entry.path("day").asText();
            Optional<FestivalDay> day = FestivalDay.parse(text);
            if (day.isEmpty()) {
                fault(
                        place + ".day",
                        text.isEmpty() ? "it is missing" : "'" + text + "' is no day that comes each year",
                        "write month and day, in quotes, such as '12-25', or lunar 08-15 for a day of the Chinese calendar,"
                                + " whose months have 29 days for certain");
            }
            return day.orElse(null);
        }

        /** ISO 3166 codes; without quotes YAML takes Norway, {@code NO}, for false. */
        private Set<String> regions(String place, JsonNode entry, String field) {
            Set<String> regions = new TreeSet<>();
            JsonNode list = entry.path(field);
            list.forEach(region -> regions.add(region.isBoolean() && !region.booleanValue() ? "NO" : region.asText()));
            List<String> unknown =
                    regions.stream().filter(region -> !REGIONS.contains(region)).toList();
            if (regions.isEmpty() || !unknown.isEmpty()) {
                fault(
                        place + "." + field,
                        unknown.isEmpty()
                                ? "it names no region"
                                : "'" + String.join("', '", unknown) + "' is no region of ISO 3166",
                        "write a list of regions of two capitals, such as [CN, HK, SG]");
            }
            return Set.copyOf(regions);
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
                    message(
                            schedule,
                            title(place, entry, name),
                            entry.path("cron").asText()));
        }

        private void name(String place, String name) {
            if (!NAME.matcher(name).matches()) {
                fault(
                        place,
                        "the name is none that an event type can have",
                        "write lower-case letters, digits and hyphens, beginning with a letter, such as contract-end");
            }
        }

        /** A title of which nothing is to be seen is a fault, and no reason to raise nothing where it is live already. */
        private String title(String place, JsonNode entry, String name) {
            JsonNode title = entry.path("title");
            if (title.isMissingNode()) {
                return name;
            }
            if (title.isNull() || !SHOWN.matcher(title.asText()).find()) {
                fault(place + ".title", "it is empty", "write a title, or leave it out: the name stands for it then");
                return name;
            }
            return title.asText();
        }

        private String of(String place, JsonNode entry) {
            String of = entry.path("of").asText();
            if (of.equals(DateEvent.BIRTHDAY) || of.equals(DateEvent.FIRST_ORDER)) {
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
                        "write " + DateEvent.BIRTHDAY + " or " + DateEvent.FIRST_ORDER
                                + (dates.isEmpty() ? "" : " or one of " + dates)
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
            String what =
                    switch (date.of()) {
                        case DateEvent.BIRTHDAY -> "the customer's birthday";
                        case DateEvent.FIRST_ORDER -> "the day of the customer's first order";
                        default -> "the customer's " + date.of().substring(DateEvent.ATTRIBUTES.length());
                    };
            ObjectNode message = message(
                    date.type(),
                    title,
                    "It is " + date.at() + " " + when(date) + " where the customer lives: " + what
                            + (date.yearly() && !date.of().equals(DateEvent.BIRTHDAY) ? ", each year" : "") + ".",
                    "date");
            field(message, "date", "date", "The date itself, in the year that is meant.", "2027-04-17");
            return message;
        }

        private static ObjectNode message(FestivalEvent festival, String title) {
            ObjectNode message = message(
                    festival.type(),
                    title,
                    "It is " + festival.at() + " " + when(festival) + " where the customer lives: the festival of "
                            + festival.day() + ", for customers in "
                            + String.join(", ", new TreeSet<>(festival.regions())) + ".",
                    "date");
            field(message, "date", "date", "The day of the festival.", "2027-02-06");
            return message;
        }

        private static String when(DayEvent day) {
            int days = Math.abs(day.days());
            return day.days() == 0
                    ? "on the day"
                    : days + (days == 1 ? " day " : " days ") + (day.days() < 0 ? "before it" : "after it");
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
