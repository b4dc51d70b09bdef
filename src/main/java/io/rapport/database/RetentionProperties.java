package io.rapport.database;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long what grows with time is kept, and when what is older is deleted.
 *
 * @param from when nodes begin to delete, a time of day off peak
 * @param until when they leave the rest to the next night; the same as {@code from}: nothing is ever deleted
 * @param zone of these times
 * @param batch how many rows go in one transaction
 * @param pause between two batches, so that disks and replicas keep up
 * @param events how long events stay after they are done; dead letters stay until somebody decides
 * @param eventIdentities how long an event that is sent again is known, counted from when its row goes
 * @param messages how long messages and their delivery log stay after they are settled; what is unresolved stays until it
 *     is not. Caps count what was sent: at least 31 days
 * @param journeys how long instances of journeys stay in their register after they have ended
 * @param previews how long it stays known who previewed a message with a customer's data
 * @param orders how long orders of customers who were erased stay for the books, counted from when they were placed
 * @param complaints how long the words of a complaint stay after it was closed, also under the legal hold of an erased
 *     customer
 * @param answers how long comments in surveys stay after they were given
 * @param notes how long answers of staff in forms, and their comments, stay
 * @param requests how long it stays known what customers requested about their data, after it was answered
 * @param releases how long a release that was replaced can be released again
 * @param releasesKept how many releases before the live one always can
 * @param audit how long months of the audit log stay after their end, at least 365 days
 */
@ConfigurationProperties("rapport.retention")
public record RetentionProperties(
        @DefaultValue("01:00") LocalTime from,
        @DefaultValue("05:00") LocalTime until,
        @DefaultValue("UTC") ZoneId zone,
        @DefaultValue("1000") int batch,
        @DefaultValue("100ms") Duration pause,
        @DefaultValue("90d") Duration events,
        @DefaultValue("730d") Duration eventIdentities,
        @DefaultValue("180d") Duration messages,
        @DefaultValue("180d") Duration journeys,
        @DefaultValue("365d") Duration previews,
        @DefaultValue("3653d") Duration orders,
        @DefaultValue("1096d") Duration complaints,
        @DefaultValue("1096d") Duration answers,
        @DefaultValue("1096d") Duration notes,
        @DefaultValue("1096d") Duration requests,
        @DefaultValue("365d") Duration releases,
        @DefaultValue("20") int releasesKept,
        @DefaultValue("1095d") Duration audit) {

    private static final Duration LONGEST_CAP = Duration.ofDays(31);

    /** The database drops no younger month, whatever it is asked. */
    private static final Duration SHORTEST_AUDIT = Duration.ofDays(365);

    /** @throws IllegalArgumentException if a setting makes no sense; says which */
    public RetentionProperties {
        if (batch < 1) {
            throw new IllegalArgumentException("rapport.retention.batch must be at least 1, and is " + batch);
        }
        if (releasesKept < 1) {
            throw new IllegalArgumentException(
                    "rapport.retention.releases-kept must be at least 1, so that the release before the live one can be"
                            + " released again, and is " + releasesKept);
        }
        if (messages.compareTo(LONGEST_CAP) < 0) {
            throw new IllegalArgumentException(
                    "rapport.retention.messages must be at least 31d, since caps count what was sent, and is "
                            + messages.toDays() + "d");
        }
        if (audit.compareTo(SHORTEST_AUDIT) < 0) {
            throw new IllegalArgumentException(
                    "rapport.retention.audit must be at least 365d, and is " + audit.toDays() + "d");
        }
    }

    /**
     * @param setting the last part of its name, such as {@code complaints}
     * @return how long what it is about stays
     * @throws IllegalArgumentException if it is no period of personal data
     */
    public Duration of(String setting) {
        return switch (setting) {
            case "events" -> events;
            case "messages" -> messages;
            case "journeys" -> journeys;
            case "previews" -> previews;
            case "audit" -> audit;
            case "orders" -> orders;
            case "complaints" -> complaints;
            case "answers" -> answers;
            case "notes" -> notes;
            case "requests" -> requests;
            default -> throw new IllegalArgumentException("there is no period rapport.retention." + setting);
        };
    }

    /** @return whether nothing is ever deleted */
    boolean isOff() {
        return from.equals(until);
    }

    /** @return whether a night begins after one moment and not after another, so that its rows are deleted by then */
    boolean beginsWithin(Instant after, Instant until) {
        ZonedDateTime end = until.atZone(zone);
        ZonedDateTime begin = end.with(from);
        return (begin.isAfter(end) ? begin.minusDays(1) : begin).toInstant().isAfter(after);
    }

    /** @return whether a time of day is one at which rows are deleted */
    boolean isOffPeak(LocalTime time) {
        return from.isBefore(until)
                ? !time.isBefore(from) && time.isBefore(until)
                : from.isAfter(until) && (!time.isBefore(from) || time.isBefore(until));
    }
}
