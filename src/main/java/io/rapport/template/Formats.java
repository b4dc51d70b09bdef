package io.rapport.template;

import java.math.BigDecimal;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Currency;
import java.util.Locale;
import java.util.regex.Pattern;

/** Amounts, dates and names as people of a locale write them. Templates get these ready-made strings. */
public final class Formats {

    private static final int LONGEST_NAME = 40;
    private static final Pattern HAN = Pattern.compile("\\p{IsHan}");

    /** What a mail program would turn into a link. Case matters: "St.John" is a name, "st.john" is not. */
    private static final Pattern ADDRESS = Pattern.compile("://|www\\.|@|\\p{Alnum}\\.([a-z]{2,}|[A-Z]{2,})");

    private Formats() {}

    /**
     * An amount of money, rounded half-even to the currency's digits.
     *
     * @param amount   in units of the currency, such as 12.50
     * @param currency ISO 4217, such as {@code CNY}
     * @param locale   the reader's
     * @throws IllegalArgumentException when there is no such currency
     */
    public static String money(BigDecimal amount, String currency, Locale locale) {
        Currency unit = Currency.getInstance(currency);
        NumberFormat format = NumberFormat.getCurrencyInstance(locale);
        format.setCurrency(unit);
        format.setMinimumFractionDigits(unit.getDefaultFractionDigits());
        format.setMaximumFractionDigits(unit.getDefaultFractionDigits());
        return format.format(amount);
    }

    /** The day that a moment falls on where the reader is, such as "21 November 2026" or "2026年11月21日". */
    public static String date(Instant moment, Locale locale, ZoneId zone) {
        return date(LocalDate.ofInstant(moment, zone), locale);
    }

    /** A day in the reader's long form. */
    public static String date(LocalDate day, Locale locale) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                .withLocale(locale)
                .format(day);
    }

    /** A moment where the reader is, to the minute, such as "21 November 2026, 09:30" or "2026年11月21日 09:30". */
    public static String moment(Instant moment, Locale locale, ZoneId zone) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                .withLocale(locale)
                .withZone(zone)
                .format(moment);
    }

    /**
     * The name to greet somebody by: the whole name, family name first, where it is written in Han characters, else the
     * first name.
     *
     * @return null when no name is known, or when what stands there is no name: anyone who registers chooses it, and a
     *     greeting must not carry their link to a stranger
     */
    public static String callName(String firstName, String lastName) {
        String first = firstName == null ? "" : firstName.strip();
        String last = lastName == null ? "" : lastName.strip();
        boolean han = HAN.matcher(first).find()
                && (last.isEmpty() || HAN.matcher(last).find());
        String name = han ? last + first : first;
        boolean usable = !name.isEmpty()
                && name.length() <= LONGEST_NAME
                && !ADDRESS.matcher(name).find();
        return usable ? name : null;
    }
}
