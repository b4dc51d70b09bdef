package io.rapport.journey.step;

import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.WorkingTime;
import io.rapport.customer.ContactNote;
import io.rapport.customer.ContactNotes;
import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.desk.Adviser;
import io.rapport.desk.Advisers;
import io.rapport.desk.Deputies;
import io.rapport.journey.internal.OpenVisits;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What expressions may ask about the adviser of a customer, and when the customer is to hear from them. */
@Facts("adviserFacts")
public final class AdviserFacts {

    /** Contacts further back say nothing about the rhythm. */
    private static final int NEWEST = 20;

    private final Advisers advisers;
    private final Deputies deputies;
    private final OpenVisits visits;
    private final ContactNotes contacts;
    private final Customers customers;
    private final WorkingTime workingTime;
    private final BusinessClock clock;

    AdviserFacts(
            Advisers advisers,
            Deputies deputies,
            OpenVisits visits,
            ContactNotes contacts,
            Customers customers,
            WorkingTime workingTime,
            BusinessClock clock) {
        this.advisers = advisers;
        this.deputies = deputies;
        this.visits = visits;
        this.contacts = contacts;
        this.customers = customers;
        this.workingTime = workingTime;
        this.clock = clock;
    }

    /**
     * @param customerId bare id
     * @return whether somebody of staff named the customer's adviser
     */
    public boolean named(String customerId) {
        return advisers.of(customerId).map(Adviser::namedBy).isPresent();
    }

    /**
     * @param customerId bare id
     * @return the language that the customer reads, such as {@code zh}; {@code en} if unknown
     */
    public String language(String customerId) {
        return customers
                .find(customerId)
                .map(Customer::locale)
                .map(locale -> locale.getLanguage())
                .orElse("en");
    }

    /**
     * As {@link #nextVisitAt(String, int, boolean)}, of a customer who has just come close.
     *
     * @param customerId bare id
     * @param days of the rhythm
     * @return the moment
     */
    public Date nextVisitAt(String customerId, int days) {
        return nextVisitAt(customerId, days, false);
    }

    /**
     * When the next call or visit is due: on the day agreed upon, else on a working day around so many days after the customer
     * was last reached, else a week after the adviser was named, or for who was close before anybody was visited within the
     * rhythm, unless staff named the adviser; in the morning, and not before now.
     *
     * @param customerId bare id
     * @param days of the rhythm
     * @param alreadyClose whether the customer was close before, and is one of many who begin
     * @return the moment
     */
    public Date nextVisitAt(String customerId, int days, boolean alreadyClose) {
        Optional<Adviser> adviser = advisers.of(customerId);
        LocalDate agreed = adviser.map(Adviser::nextVisitOn).orElse(null);
        Instant now = clock.instant();
        // of two who were merged the day is that of who stays
        String drawnFor = customers.find(customerId).map(Customer::id).orElse(customerId);
        LocalDate day = agreed != null
                ? agreed
                : lastReached(customerId, adviser.map(Adviser::visitedAt), now)
                        .map(at -> VisitDays.next(drawnFor, day(at), days, workingTime::isOpenOn))
                        .orElseGet(() -> first(drawnFor, adviser, now, days, alreadyClose));
        Instant opening = opening(day);
        return Date.from(opening.isBefore(now) ? now : opening);
    }

    private LocalDate first(String customerId, Optional<Adviser> adviser, Instant now, int days, boolean alreadyClose) {
        LocalDate since = day(adviser.map(Adviser::since).orElse(now));
        boolean named = adviser.map(Adviser::namedBy).isPresent();
        return alreadyClose && !named
                ? VisitDays.firstOfMany(customerId, since, days, workingTime::isOpenOn)
                : VisitDays.first(since, days);
    }

    private LocalDate day(Instant moment) {
        return LocalDate.ofInstant(moment, workingTime.zone());
    }

    /**
     * @param customerId bare id
     * @param most calls and visits that somebody has to make at a time
     * @return whether who is there for the customer today has fewer; true where that is nobody, and the queue gets it
     */
    public boolean hasTimeForVisit(String customerId, int most) {
        return deputies.ofCustomer(customerId)
                .map(present -> visits.of(present.person()) < most)
                .orElse(true);
    }

    /**
     * @param customerId bare id
     * @return whether the next call or visit has a day of its own: one agreed upon, or that of another try
     */
    public boolean agreed(String customerId) {
        return advisers.of(customerId).map(Adviser::nextVisitOn).isPresent();
    }

    /**
     * When a call or visit that is due now was not made.
     *
     * @param days of the rhythm
     * @return so many days from now, when the next one would be due; on a working day, in the morning
     */
    public Date visitMissedAt(int days) {
        return Date.from(opening(deputies.today().plusDays(days)));
    }

    /** @return when the desk opens next, on a later day than today */
    public Date nextWorkingMorning() {
        return Date.from(opening(deputies.today().plusDays(1)));
    }

    /** The opening of the first working day from a day on. */
    private Instant opening(LocalDate day) {
        return workingTime.plus(
                day.atTime(workingTime.opens()).atZone(workingTime.zone()).toInstant(), Duration.ZERO);
    }

    private Optional<Instant> lastReached(String customerId, Optional<Instant> visited, Instant now) {
        return Stream.concat(
                        visited.stream(),
                        contacts.newest(List.of(customerId), now.plusSeconds(1), NEWEST).stream()
                                .filter(note -> note.outcome().equals("reached"))
                                .map(ContactNote::at))
                .max(Comparator.naturalOrder());
    }
}
