package io.rapport.privacy;

import java.text.MessageFormat;
import java.time.Duration;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;

/** The words of an export in English, or in Chinese for readers of any Chinese. */
final class ExportTexts {

    private static final String BUNDLE = ExportTexts.class.getPackageName() + ".labels";
    private static final int DAYS_OF_A_YEAR = 365;

    private final Locale locale;
    private final ResourceBundle bundle;

    /** @param wanted the reader's language */
    ExportTexts(Locale wanted) {
        this.locale = wanted.getLanguage().equals("zh") ? Locale.SIMPLIFIED_CHINESE : Locale.ENGLISH;
        // never the server's own language
        this.bundle = ResourceBundle.getBundle(BUNDLE, locale, Control.getNoFallbackControl(Control.FORMAT_PROPERTIES));
    }

    Locale locale() {
        return locale;
    }

    /** @return {@code en} or {@code zh}, as the register has it */
    String language() {
        return locale.getLanguage();
    }

    String get(String key, Object... values) {
        String text = bundle.getString(key);
        return values.length == 0 ? text : new MessageFormat(text, locale).format(values);
    }

    String table(String table) {
        return bundle.containsKey("table." + table) ? bundle.getString("table." + table) : spelt(table);
    }

    String column(String table, String column) {
        String own = "column." + table + "." + column;
        String any = "column." + column;
        return bundle.containsKey(own)
                ? bundle.getString(own)
                : bundle.containsKey(any) ? bundle.getString(any) : spelt(column);
    }

    /** Such as "First name" of first_name, and "Registered" of registered_at. */
    private static String spelt(String name) {
        String words = name.replaceAll("_(at|on)$", "").replace('_', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /** @return such as "3 years" or "90 days" */
    String period(Duration period) {
        long days = period.toDays();
        return days >= DAYS_OF_A_YEAR ? get("years", days / DAYS_OF_A_YEAR) : get("days", days);
    }

    /** @return how long data of a kind are kept, with the period that is set */
    String howLong(DataKind kind, Duration period) {
        String words = kind.howLong().get(language());
        return period == null ? words : words.replace("{keep}", period(period));
    }
}
