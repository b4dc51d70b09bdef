package io.rapport.journey.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.PartialDate;
import io.rapport.calendar.WorkingTime;
import io.rapport.customer.ContactNote;
import io.rapport.customer.ContactNotes;
import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.desk.Advisers;
import io.rapport.desk.CardSection;
import io.rapport.desk.Promise;
import io.rapport.desk.Promises;
import io.rapport.loyalty.Coupons;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * What the adviser of a customer should know before a call or visit, beside orders, complaints and answers, which stand on the
 * card anyway: promises that are open or broken, coupons that are good, what was said last, a birthday that is near.
 */
@Component
@Order(1)
final class TalkingPoints implements CardSection {

    private static final int PROMISES = 5;
    private static final int CONTACTS = 3;
    private static final int BIRTHDAY_NEAR_DAYS = 30;

    private final Advisers advisers;
    private final Promises promises;
    private final ContactNotes contacts;
    private final Customers customers;
    private final Coupons coupons;
    private final WorkingTime workingTime;
    private final BusinessClock clock;

    TalkingPoints(
            Advisers advisers,
            Promises promises,
            ContactNotes contacts,
            Customers customers,
            Coupons coupons,
            WorkingTime workingTime,
            BusinessClock clock) {
        this.advisers = advisers;
        this.promises = promises;
        this.contacts = contacts;
        this.customers = customers;
        this.coupons = coupons;
        this.workingTime = workingTime;
        this.clock = clock;
    }

    @Override
    public Optional<Section> contribute(CardRequest request) {
        if (request.customerId() == null) {
            return Optional.empty();
        }
        Locale locale = request.locale();
        List<Line> lines = new ArrayList<>();
        List<Promise> owed =
                promises.of(request.customerId(), Set.of(Promise.State.OPEN, Promise.State.BROKEN), PROMISES);
        owed.forEach(promise -> lines.add(new Line(
                say(locale, "points." + promise.state().key(), day(promise.dueOn(), locale)), promise.promised())));
        if (advisers.of(request.customerId()).isPresent()) {
            Instant now = clock.instant();
            coupons.good(request.customerId())
                    .forEach(coupon -> lines.add(
                            new Line(say(locale, "points.coupon", day(coupon.lastDay(), locale)), coupon.code())));
            contacts.newest(List.of(request.customerId()), now.plusSeconds(1), CONTACTS)
                    .forEach(note -> lines.add(contact(note, locale)));
            birthday(request.customerId(), LocalDate.ofInstant(now, workingTime.zone()))
                    .ifPresent(day -> lines.add(new Line(say(locale, "points.birthday"), day(day, locale))));
        }
        return lines.isEmpty() ? Optional.empty() : Optional.of(new Section(say(locale, "points.title"), lines));
    }

    private Line contact(ContactNote note, Locale locale) {
        String label = say(locale, "points.contact", day(LocalDate.ofInstant(note.at(), workingTime.zone()), locale));
        return new Line(label, note.note());
    }

    private Optional<LocalDate> birthday(String customerId, LocalDate today) {
        return customers
                .find(customerId)
                .map(Customer::birthday)
                .map(PartialDate::day)
                .map(day -> {
                    LocalDate thisYear = day.atYear(today.getYear());
                    return thisYear.isBefore(today) ? day.atYear(today.getYear() + 1) : thisYear;
                })
                .filter(next -> !next.isAfter(today.plusDays(BIRTHDAY_NEAR_DAYS)));
    }

    private static String day(LocalDate day, Locale locale) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
                .withLocale(locale)
                .format(day);
    }

    private static String say(Locale locale, String key, Object... values) {
        return JourneyTexts.ALL.say(key, locale, values);
    }
}
