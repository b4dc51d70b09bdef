package io.rapport.desk.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.Consents;
import io.rapport.customer.ContactPreferences;
import io.rapport.customer.ContactPreferences.Pace;
import io.rapport.customer.Preferences;
import io.rapport.desk.CardSection;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * What the customer allows, as the consent ledger has it, and how often and when to write or call: anyone who takes up the
 * phone should know before.
 */
@Component
@Order(4)
final class PermissionCardSection implements CardSection {

    private static final int ENTRIES = 8;
    private static final int LONGEST_WORDING = 160;

    private final Consents consents;
    private final Preferences preferences;
    private final CardTexts texts;
    private final BusinessClock clock;

    PermissionCardSection(Consents consents, Preferences preferences, CardTexts texts, BusinessClock clock) {
        this.consents = consents;
        this.preferences = preferences;
        this.texts = texts;
        this.clock = clock;
    }

    @Override
    public Optional<Section> contribute(CardRequest request) {
        Locale locale = request.locale();
        List<Line> lines = new ArrayList<>();
        String wishes = wishes(preferences.of(request.customerId()), locale);
        if (!wishes.isEmpty()) {
            lines.add(new Line(texts.say("permission.wishes", locale), wishes));
        }
        List<Consents.Entry> ledger = consents.said(request.customerId());
        ledger.stream()
                .limit(ENTRIES)
                .forEach(entry -> lines.add(new Line(day(entry.recordedAt(), locale), line(entry, locale))));
        if (ledger.size() > ENTRIES) {
            lines.add(new Line("", texts.say("permission.older", locale, ledger.size() - ENTRIES)));
        }
        return lines.isEmpty() ? Optional.empty() : Optional.of(new Section(texts.say("permission", locale), lines));
    }

    private String wishes(ContactPreferences wanted, Locale locale) {
        return Stream.of(
                        wanted.pace() == Pace.LESS ? texts.say("permission.less", locale) : null,
                        wanted.isPaused(clock.instant())
                                ? texts.say("permission.paused", locale, day(wanted.pausedUntil(), locale))
                                : null,
                        wanted.preferredHour() == null
                                ? null
                                : texts.say("permission.hour", locale, "%02d:00".formatted(wanted.preferredHour())))
                .filter(wish -> wish != null)
                .collect(Collectors.joining(" · "));
    }

    private String line(Consents.Entry entry, Locale locale) {
        String topic = entry.topic().equals(Consents.ALL)
                ? texts.say("permission.all", locale)
                : texts.word("topic", entry.topic(), locale);
        return texts.say(
                entry.granted() ? "permission.granted" : "permission.withdrawn",
                locale,
                topic,
                texts.word("channel", entry.channel(), locale),
                texts.say("permission.basis." + entry.basis(), locale),
                entry.source(),
                shortened(entry.wording()));
    }

    private static String shortened(String wording) {
        return wording.length() <= LONGEST_WORDING
                ? wording
                : wording.substring(0, wording.offsetByCodePoints(0, wording.codePointCount(0, LONGEST_WORDING))) + "…";
    }

    private static String day(Instant moment, Locale locale) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
                .withLocale(locale)
                .format(moment.atZone(ZoneOffset.UTC));
    }
}
