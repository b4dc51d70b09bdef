package io.rapport.inbox.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.rapport.calendar.Rfc3339;
import io.rapport.inbox.EventSubmission;
import io.rapport.inbox.ExternalId;
import io.rapport.inbox.InvalidEvent.Fault;
import io.rapport.inbox.NewEvent;
import io.rapport.inbox.Priority;
import io.rapport.inbox.Reference;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The attributes of a CloudEvent 1.0 in its JSON form: every fault of them is named at once. */
final class Envelope {

    /** Sender's clocks may be that much ahead. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    /** Who plans further ahead keeps the plan. */
    private static final Duration LONGEST_DELAY = Duration.ofDays(366);

    /** No sender knows of facts from before computers kept time; PostgreSQL's calendar would end at some point, too. */
    private static final Instant EARLIEST = Instant.EPOCH;

    /** Else a sender could take the identity of an event that a customer's link or the dispatcher is about to tell. */
    static final String OWN_SOURCES = "urn:rapport:";

    private static final Pattern CUSTOMER = Pattern.compile("(?!\\.{1,2}\\z)[A-Za-z0-9._-]{1,64}");
    private static final int LONGEST_SUBJECT = 288;

    /** Stands for the customer until the external id was resolved; nobody has it. */
    private static final String UNKNOWN = "";

    private static final Pattern ATTRIBUTE = Pattern.compile("[a-z0-9]{1,20}");
    /** Types whose data say what a customer is called elsewhere. */
    private static final Set<String> IDENTIFYING = Set.of("customer.registered", "customer.updated");

    private static final Set<String> KNOWN =
            Set.of("specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema", "data");

    private Envelope() {}

    /**
     * Reads an event.
     *
     * @param root a JSON object
     * @param catalogue knows what systems may not send
     * @param systems whose ids of customers a subject may be
     * @param now to compare the event's times with
     * @param faults takes every fault found, with a pointer into the event
     * @return the event, its data not yet checked against the type; {@code null} if there is a fault
     */
    static EventSubmission read(
            JsonNode root, EventCatalogue catalogue, Set<String> systems, Instant now, List<Fault> faults) {
        JsonNode version = root.get("specversion");
        if (version == null || version.isNull()) {
            faults.add(missing("specversion"));
        } else if (!version.isTextual()) {
            faults.add(new Fault("/specversion", "must be the string \"1.0\", in quotes"));
        } else if (!version.asText().equals("1.0")) {
            faults.add(new Fault("/specversion", "must be \"1.0\""));
        }
        String id = text(root, "id", 256, faults);
        String source = text(root, "source", 512, faults);
        if (source != null && !isUriReference(source)) {
            faults.add(new Fault("/source", "must be a URI reference, such as https://shop.example.com"));
        } else if (source != null && source.regionMatches(true, 0, OWN_SOURCES, 0, OWN_SOURCES.length())) {
            faults.add(new Fault(
                    "/source",
                    "must not begin with " + OWN_SOURCES
                            + ", which Rapport keeps for what it publishes itself; name the"
                            + " sending system, such as https://shop.example.com"));
        }
        String type = text(root, "type", 128, faults);
        if (type != null) {
            // else a system could make a journey believe in a message that never went out
            catalogue.refusalToSystems(type).ifPresent(why -> faults.add(new Fault("/type", why)));
        }
        ExternalId subject = subject(root, systems, faults);
        JsonNode contentType = root.get("datacontenttype");
        if (contentType != null
                && !contentType.isNull()
                && !(contentType.isTextual() && ContentMode.isJson(contentType.asText()))) {
            faults.add(new Fault("/datacontenttype", "must be application/json or absent"));
        }
        JsonNode data = root.get("data");
        if (data == null || !data.isObject()) {
            faults.add(new Fault("/data", "must be a JSON object; {} where the type has no fields"));
        } else if (type != null && IDENTIFYING.contains(type)) {
            identities(data.path("identities"), systems, faults);
        }
        Instant time = time(root.get("time"), now, faults);
        Instant deliverAt = deliverAt(root.get("deliverat"), now, faults);
        Priority priority = priority(root.get("rapportpriority"), faults);
        root.fieldNames().forEachRemaining(name -> {
            String pointer = "/" + EventCatalogue.escape(name);
            if (name.equals("data_base64")) {
                faults.add(new Fault(pointer, "is not taken; send the data as a JSON object in /data"));
            } else if (!KNOWN.contains(name) && !isAttribute(name)) {
                faults.add(new Fault(pointer, "is not a CloudEvents attribute (lower-case letters and digits)"));
            } else if (!name.equals("data")
                    // of what has the wrong type, its own rule says enough
                    && (root.get(name).isTextual()
                            || faults.stream()
                                    .noneMatch(fault -> fault.pointer().equals(pointer)))) {
                attributeFault(root.get(name)).ifPresent(why -> faults.add(new Fault(pointer, why)));
            }
        });
        StrictJson.findUnkeepable(root, "", faults);
        return faults.isEmpty()
                ? new EventSubmission(
                        new NewEvent(source, id, type, isCustomer(subject) ? subject.value() : UNKNOWN, time, data),
                        deliverAt,
                        priority,
                        isCustomer(subject) ? null : subject)
                : null;
    }

    /** An id of a system that no subject may name would never be found again. */
    private static void identities(JsonNode identities, Set<String> systems, List<Fault> faults) {
        for (int i = 0; i < identities.size(); i++) {
            JsonNode system = identities.get(i).path("system");
            if (system.isTextual() && !systems.contains(system.asText())) {
                faults.add(new Fault(
                        "/data/identities/" + i + "/system",
                        "is none whose ids are taken; use "
                                + systems.stream().sorted().collect(Collectors.joining(", "))
                                + " (rapport.identity.systems says which)"));
            }
        }
    }

    /** What the customer is called, by the customer id or elsewhere. */
    private static ExternalId subject(JsonNode root, Set<String> systems, List<Fault> faults) {
        String text = text(root, "subject", LONGEST_SUBJECT, faults);
        if (text == null) {
            return null;
        }
        int colon = text.indexOf(':');
        ExternalId subject = new ExternalId(text.substring(0, Math.max(colon, 0)), text.substring(colon + 1));
        boolean valid = isCustomer(subject)
                ? CUSTOMER.matcher(subject.value()).matches()
                : systems.contains(subject.system()) && DataFormats.isVisible(subject.value());
        if (!valid) {
            faults.add(new Fault(
                    "/subject",
                    "must name the customer as customer:ID, the ID of letters, digits, dot, hyphen, underscore, but not dots alone; or as "
                            + systems.stream()
                                    .sorted()
                                    .map(system -> system + (isAddress(system) ? ":ADDRESS" : ":ID"))
                                    .collect(Collectors.joining(", "))
                            + " (rapport.identity.systems says which systems' ids are taken)"));
        }
        return subject;
    }

    private static boolean isAddress(String system) {
        return system.equals(ExternalId.EMAIL) || system.equals(ExternalId.PHONE);
    }

    private static boolean isCustomer(ExternalId subject) {
        return subject.system().equals(Reference.CUSTOMER);
    }

    /** @return whether an attribute may be named so */
    static boolean isAttribute(String name) {
        return ATTRIBUTE.matcher(name).matches();
    }

    /**
     * The types of CloudEvents 1.0 in JSON: a string (of which times and URIs are kinds), a whole number of 32 bits, true
     * or false; null stands for none.
     */
    private static Optional<String> attributeFault(JsonNode value) {
        if (value.isContainerNode()) {
            return Optional.of("must be a simple value: a string, a whole number, true or false");
        }
        if (value.isNumber() && !(value.isIntegralNumber() && value.canConvertToInt())) {
            return Optional.of("must be a whole number of at most 32 bits; send another number as a string");
        }
        return value.isTextual() && value.asText().codePoints().anyMatch(Envelope::isForbidden)
                ? Optional.of("must not contain control characters or code points that Unicode keeps for no character;"
                        + " leave them out")
                : Optional.empty();
    }

    /** What strings of CloudEvents may not contain; NUL and halves of pairs are found in the data as well. */
    private static boolean isForbidden(int codePoint) {
        boolean control = Character.isISOControl(codePoint) && codePoint != 0;
        return control || (codePoint & 0xfffe) == 0xfffe || codePoint >= 0xfdd0 && codePoint <= 0xfdef;
    }

    private static String text(JsonNode root, String name, int longest, List<Fault> faults) {
        JsonNode value = root.get(name);
        if (value == null || value.isNull()) {
            faults.add(missing(name));
            return null;
        }
        if (!value.isTextual() || !DataFormats.isVisible(value.asText())) {
            faults.add(new Fault("/" + name, "must be a string, and not blank"));
            return null;
        }
        if (value.asText().length() > longest) {
            faults.add(new Fault("/" + name, "must not be longer than " + longest + " characters"));
            return null;
        }
        return value.asText();
    }

    private static Fault missing(String name) {
        return new Fault("/" + name, "is missing; a CloudEvent needs it");
    }

    private static boolean isUriReference(String text) {
        try {
            new URI(text);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static Instant time(JsonNode value, Instant now, List<Fault> faults) {
        Instant time = moment("time", value, faults);
        if (time != null && time.isAfter(now.plus(AHEAD))) {
            faults.add(new Fault("/time", "lies in the future; send the event once it has happened"));
        } else if (time != null && time.isBefore(EARLIEST)) {
            faults.add(new Fault("/time", "must not lie before 1970"));
        }
        return time;
    }

    /** The extension attribute by which a sender asks for a later delivery; what is past means now. */
    private static Instant deliverAt(JsonNode value, Instant now, List<Fault> faults) {
        Instant moment = moment("deliverat", value, faults);
        if (moment == null) {
            return null;
        }
        if (moment.isAfter(now.plus(LONGEST_DELAY))) {
            faults.add(new Fault(
                    "/deliverat",
                    "must not lie more than " + LONGEST_DELAY.toDays()
                            + " days ahead; send the event nearer to its time"));
        } else if (moment.isBefore(EARLIEST)) {
            faults.add(new Fault("/deliverat", "must not lie before 1970"));
        }
        // as exact as the database keeps it, so that the same wish is the same when it comes again
        return moment.truncatedTo(ChronoUnit.MICROS);
    }

    /** The extension attribute by which a sender says whether an event may wait for others. */
    private static Priority priority(JsonNode value, List<Fault> faults) {
        if (value == null || value.isNull()) {
            return null;
        }
        switch (value.asText()) {
            case "live":
                return Priority.LIVE;
            case "bulk":
                return Priority.BULK;
            default:
                faults.add(new Fault(
                        "/rapportpriority",
                        "must be live, or bulk for one of many that may wait; leave it out for what is usual for the"
                                + " sender"));
                return null;
        }
    }

    private static Instant moment(String name, JsonNode value, List<Fault> faults) {
        if (value == null || value.isNull()) {
            return null;
        }
        Optional<Instant> moment = Rfc3339.parse(value.asText());
        if (moment.isEmpty()) {
            faults.add(
                    new Fault("/" + name, "must be an RFC 3339 time with offset, such as 2026-05-04T09:30:00+02:00"));
        }
        return moment.orElse(null);
    }
}
