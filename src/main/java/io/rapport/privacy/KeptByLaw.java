package io.rapport.privacy;

import io.rapport.database.RetentionProperties;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;

/** What the law has us keep of a customer who is erased, in words for the customer. */
@Component
public final class KeptByLaw {

    private final Map<String, String> english;
    private final Map<String, String> chinese;

    KeptByLaw(RetentionProperties retention) {
        this.english = words(retention, Locale.ENGLISH);
        this.chinese = words(retention, Locale.SIMPLIFIED_CHINESE);
    }

    private static Map<String, String> words(RetentionProperties retention, Locale locale) {
        ExportTexts texts = new ExportTexts(locale);
        Map<String, String> words = new HashMap<>();
        for (String kind : new String[] {"orders", "complaints"}) {
            Duration period = retention.of(kind);
            words.put(kind, period.isZero() ? null : texts.period(period));
        }
        return words;
    }

    /**
     * @param locale the reader's
     * @return how long, by kind of data: {@code orders}, {@code complaints}; {@code null} for what is not kept
     */
    public Map<String, String> in(Locale locale) {
        return locale.getLanguage().equals("zh") ? chinese : english;
    }
}
