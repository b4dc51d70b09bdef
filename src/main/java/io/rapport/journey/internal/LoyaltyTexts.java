package io.rapport.journey.internal;

import io.rapport.loyalty.LoyaltyStatements;
import io.rapport.loyalty.LoyaltyStatements.Gift;
import io.rapport.loyalty.LoyaltyStatements.Standing;
import io.rapport.loyalty.Referrals;
import io.rapport.loyalty.Referrals.ReferralSummary;
import io.rapport.template.Formats;
import java.text.NumberFormat;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What a message may say of a customer's points, level and recommendations, as the reader writes it. */
@Component
final class LoyaltyTexts {

    private final LoyaltyStatements statements;
    private final Referrals referrals;

    LoyaltyTexts(LoyaltyStatements statements, Referrals referrals) {
        this.statements = statements;
        this.referrals = referrals;
    }

    Map<String, Object> loyalty(String customerId, Locale locale) {
        Standing standing = statements.standing(customerId);
        NumberFormat numbers = NumberFormat.getIntegerInstance(locale);
        Map<String, Object> view = new HashMap<>();
        view.put("points", numbers.format(standing.points()));
        view.put("level", level(standing.level(), locale));
        view.put("lower", level(standing.lower(), locale));
        view.put("missing", some(standing.missing(), numbers));
        view.put("reviewOn", day(standing.reviewOn(), locale));
        view.put("expiring", some(standing.expiring(), numbers));
        view.put("lastDay", day(standing.lastDay(), locale));
        return view;
    }

    Map<String, Object> gift(String customerId, Locale locale) {
        Optional<Gift> gift = statements.gift(customerId);
        NumberFormat numbers = NumberFormat.getIntegerInstance(locale);
        Map<String, Object> view = new HashMap<>();
        view.put("points", gift.map(given -> numbers.format(given.points())).orElse(null));
        view.put("occasion", gift.map(Gift::occasion).orElse(null));
        return view;
    }

    Map<String, Object> referral(String customerId, Locale locale) {
        ReferralSummary summary = referrals.summary(customerId);
        NumberFormat numbers = NumberFormat.getIntegerInstance(locale);
        Map<String, Object> view = new HashMap<>();
        view.put("code", summary.code());
        view.put("friends", summary.friends());
        view.put("points", some(summary.points(), numbers));
        view.put("newFriends", summary.newFriends());
        view.put("pointsAsFriend", some(summary.pointsAsFriend(), numbers));
        return view;
    }

    /** A level that somebody added to the table has no other name than that. */
    private static String level(String name, Locale locale) {
        return name == null
                ? null
                : JourneyTexts.ALL.find("level." + name, locale).orElse(name);
    }

    private static String some(Integer number, NumberFormat numbers) {
        return number == null || number == 0 ? null : numbers.format(number);
    }

    private static String day(LocalDate day, Locale locale) {
        return day == null ? null : Formats.date(day, locale);
    }
}
