package io.rapport.imports;

import io.rapport.calendar.PartialDate;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Moments and days in the stated forms, or else in those of ISO 8601 and the shops whose exports are known. */
final class Dates {

    /** Behind the seconds there may be one digit to nine: each program writes another number of them. */
    private static final String FRACTION = "#";

    private static final List<String> USUAL =
            List.of("uuuu-MM-dd'T'HH:mm[:ss]#[XXX]", "uuuu-MM-dd HH:mm[:ss]#[ ][XXX][xx]", "uuuu-MM-dd");

    private final List<DateTimeFormatter> forms = new ArrayList<>();
    private final ZoneId zone;

    /** The form of the last one, which is tried first: files are written in one. */
    private int usual;

    /**
     * @param stated patterns such as {@code dd.MM.yyyy HH:mm}; none: those of ISO 8601
     * @param zone of moments that name none
     * @throws IllegalArgumentException if a pattern is none
     */
    Dates(List<String> stated, ZoneId zone) {
        this.zone = zone;
        if (stated.isEmpty()) {
            for (String pattern : USUAL) {
                String[] parts = pattern.split(FRACTION);
                DateTimeFormatterBuilder form = new DateTimeFormatterBuilder().appendPattern(parts[0]);
                if (parts.length > 1) {
                    form.appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true).appendPattern(parts[1]);
                }
                forms.add(strict(form));
            }
        }
        for (String pattern : stated) {
            forms.add(strict(new DateTimeFormatterBuilder()
                    .parseCaseInsensitive()
                    // y counts years of an era, which nobody means
                    .appendPattern(pattern.replace('y', 'u'))));
        }
    }

    private static DateTimeFormatter strict(DateTimeFormatterBuilder form) {
        return form.toFormatter(Locale.ENGLISH)
                .withChronology(IsoChronology.INSTANCE)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    /** @return the moment; of a day its beginning in the zone; empty if it has none of the forms */
    Optional<Instant> moment(String text) {
        return parse(text).map(this::moment);
    }

    private Instant moment(TemporalAccessor parsed) {
        LocalDate day = LocalDate.from(parsed);
        LocalTime time = parsed.query(TemporalQueries.localTime());
        ZoneId own = parsed.query(TemporalQueries.zone());
        return ZonedDateTime.of(
                        LocalDateTime.of(day, time == null ? LocalTime.MIDNIGHT : time), own == null ? zone : own)
                .toInstant();
    }

    /** @return the day, perhaps without its year ({@code --04-17}); empty if it has none of the forms */
    Optional<PartialDate> day(String text) {
        Optional<PartialDate> written = PartialDate.parse(text);
        return written.isPresent() ? written : parse(text).map(parsed -> PartialDate.of(LocalDate.from(parsed), false));
    }

    private Optional<TemporalAccessor> parse(String text) {
        for (int i = 0; i < forms.size(); i++) {
            int at = (usual + i) % forms.size();
            try {
                TemporalAccessor parsed = forms.get(at).parse(text);
                if (parsed.query(TemporalQueries.localDate()) != null) {
                    usual = at;
                    return Optional.of(parsed);
                }
            } catch (DateTimeException another) {
                // it may have the next form
            }
        }
        return Optional.empty();
    }
}
