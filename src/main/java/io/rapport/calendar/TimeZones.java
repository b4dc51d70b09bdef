package io.rapport.calendar;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.zone.ZoneRulesProvider;
import java.util.Map;
import java.util.Optional;

/** Time zones by the names of the IANA database, the old ones included. */
public final class TimeZones {

    /** Names of the database that Java knows as abbreviations alone, and leaves out of its own list. */
    private static final Map<String, String> FIXED = Map.of("EST", "-05:00", "MST", "-07:00", "HST", "-10:00");

    /** Java's own, kept for old Java programs: no names of the database. */
    private static final String JAVA_ALONE = "SystemV/";

    private TimeZones() {}

    /**
     * Finds a time zone.
     *
     * @param name such as {@code Europe/London}, {@code GMT} or {@code US/Pacific}; not an offset
     * @return the zone; empty if the database knows no such name
     */
    public static Optional<ZoneId> find(String name) {
        boolean known = FIXED.containsKey(name)
                || !name.startsWith(JAVA_ALONE)
                        && ZoneRulesProvider.getAvailableZoneIds().contains(name);
        if (!known) {
            return Optional.empty();
        }
        try {
            return Optional.of(ZoneId.of(name, FIXED));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
