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
import io.rapport.inbox.FestivalEvent;
import io.rapport.inbox.ScheduleEvent;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
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

/** Reads {@code processes/dates.yaml}, and says of each entry what is wrong in it and what to do. */
final class DatesFileReader {

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
    private static final Pattern SHOWN = Pattern.compile(SchemaFaults.VISIBLE);

    private static final Set<String> OF_DATES =
            new TreeSet<>(Set.of("title", "of", "repeat", "days", "at", "after-downtime", LEAP_DAY));
    private static final Set<String> OF_FESTIVALS =
            new TreeSet<>(Set.of("title", "day", "regions", "days", "at", "after-downtime"));
    private static final Set<String> OF_SCHEDULES = new TreeSet<>(Set.of("title", "cron", "zone", "after-downtime"));

    private final String path;
    private final Map<String, AttributeType> attributes;
    private final List<FileFault> faults;
    private final List<DateEvent> dates = new ArrayList<>();
    private final List<FestivalEvent> festivals = new ArrayList<>();
    private final List<ScheduleEvent> schedules = new ArrayList<>();
    private final ObjectNode messages = JsonNodeFactory.instance.objectNode();

    private DatesFileReader(String path, Map<String, AttributeType> attributes, List<FileFault> faults) {
        this.path = path;
        this.attributes = attributes;
        this.faults = faults;
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
            return DatesFile.NONE;
        }
        return root.isMissingNode() || root.isNull()
                ? DatesFile.NONE
                : new DatesFileReader(path, attributes, faults).read(root);
    }

    private DatesFile read(JsonNode root) {
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
        messages.set(date.type(), DateTypes.message(date, title(place, entry, name)));
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
        messages.set(festival.type(), DateTypes.message(festival, title(place, entry, name)));
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
        CronExpression cron = CronFields.read(
                        entry.path("cron").asText().strip(), (problem, fix) -> fault(place + ".cron", problem, fix))
                .orElse(null);
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
                DateTypes.message(
                        schedule, title(place, entry, name), entry.path("cron").asText()));
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
            return DatesFile.LET_GO;
        }
        Matcher catchUp = CATCH_UP.matcher(text);
        Optional<Duration> window = catchUp.matches() ? Optional.of(duration(catchUp.group(1))) : Optional.empty();
        if (window.filter(span -> !span.isZero() && span.compareTo(LONGEST_CATCH_UP) <= 0)
                .isEmpty()) {
            fault(
                    place + ".after-downtime",
                    text.isEmpty() ? "it is missing" : "'" + text + "' is none",
                    "write let-go, or catch-up and a window of days or hours, at most 30 days, such as catch-up P2D");
            return DatesFile.LET_GO;
        }
        return window.get();
    }

    private static Duration duration(String text) {
        return text.contains("T")
                ? Duration.parse(text)
                : Duration.ofDays(Period.parse(text).getDays());
    }
}
