package io.rapport.dates;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.Customers;
import io.rapport.dates.CustomerDates.CustomerDate;
import io.rapport.dates.DateProgress.Place;
import io.rapport.dates.DateProgress.Progress;
import io.rapport.dates.DueCustomers.Page;
import io.rapport.inbox.DateEvent;
import io.rapport.inbox.DayEvent;
import io.rapport.inbox.EventSubmission;
import io.rapport.inbox.FestivalEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Raises the events of customers' dates and of festivals. Nothing is planned ahead: when an entry's hour comes in some time zones, the
 * customers there whose day it is are read, some hundred in each transaction, and how far it came is written in the same
 * one. So a date that moves is found where it is, and a node that dies leaves the rest to the next.
 */
@Component
final class DateRun {

    private static final Logger LOG = LoggerFactory.getLogger(DateRun.class);

    /** Customers in one transaction. */
    static final int PAGE = 500;

    /** So far back a date may be that becomes known, or a time zone that changes, after its moment. */
    private static final Duration LATE_NEWS = Duration.ofDays(1);

    private static final Duration WRITTEN_EVERY = Duration.ofMinutes(1);

    private final CustomerDates dates;
    private final DateProgress progress;
    private final RaisedEvents raised;
    private final Customers customers;
    private final Regions regions;
    private final BusinessClock clock;
    private final TransactionTemplate transaction;

    DateRun(
            CustomerDates dates,
            DateProgress progress,
            RaisedEvents raised,
            Customers customers,
            Regions regions,
            BusinessClock clock,
            PlatformTransactionManager transactions) {
        this.dates = dates;
        this.progress = progress;
        this.raised = raised;
        this.customers = customers;
        this.regions = regions;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** The customers of one number in one time zone, for whom it is the moment. */
    private record Share(int number, String zone, DueDay day) {}

    /**
     * Raises some of what is due of a date or festival, the earliest first.
     *
     * @param event the entry
     * @return whether more may be due; false as well while another node works on it
     */
    boolean advance(DayEvent event) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            Instant now = clock.instant();
            progress.meet(event.type(), now);
            return progress.take(event.type())
                    .map(found -> advance(event, found, now))
                    .orElse(false);
        }));
    }

    private boolean advance(DayEvent event, Progress found, Instant now) {
        Place place = found.place();
        // what is begun is gone on with
        Instant from = place == null ? found.reached() : place.moment().minusMillis(1);
        Instant earliest = now.minus(event.latest());
        if (from.isBefore(earliest)) {
            if (DueDay.mayBeDue(event, from, earliest)) {
                LOG.warn(
                        "Nobody raised {} from {} until {}; what was due then is let go, as dates.yaml says",
                        event.type(),
                        from,
                        earliest);
            }
            from = earliest;
        }
        if (!DueDay.mayBeDue(event, from, now)) {
            if (place != null || Duration.between(found.reached(), now).compareTo(WRITTEN_EVERY) >= 0) {
                progress.reach(event.type(), now);
            }
            return false;
        }
        DueCustomers dueCustomers = dueCustomers(event);
        NavigableMap<Instant, List<Share>> due = due(event, dueCustomers, from, now);
        if (due.isEmpty()) {
            progress.reach(event.type(), now);
            return false;
        }
        Instant moment = due.firstKey();
        raise(
                event,
                dueCustomers,
                moment,
                due.firstEntry().getValue(),
                place != null && place.moment().equals(moment) ? place : null);
        return true;
    }

    private DueCustomers dueCustomers(DayEvent event) {
        if (event instanceof DateEvent date) {
            return new DueCustomersByDate(date, dates, regions);
        }
        return new DueCustomersByFestival((FestivalEvent) event, customers, regions);
    }

    /** When it is due in which time zones, in the order of number and zone. */
    private NavigableMap<Instant, List<Share>> due(
            DayEvent event, DueCustomers dueCustomers, Instant after, Instant until) {
        NavigableMap<Instant, List<Share>> due = new TreeMap<>();
        for (DueDay day : DueDay.between(event, after, until)) {
            for (int number : dueCustomers.numbers(day)) {
                for (String zone : dueCustomers.zones(number)) {
                    Instant moment = day.moment(customers.zone(zone));
                    if (moment.isAfter(after) && !moment.isAfter(until)) {
                        due.computeIfAbsent(moment, any -> new ArrayList<>()).add(new Share(number, zone, day));
                    }
                }
            }
        }
        due.values()
                .forEach(shares -> shares.sort((one, other) -> one.number() == other.number()
                        ? one.zone().compareTo(other.zone())
                        : Integer.compare(one.number(), other.number())));
        return due;
    }

    private void raise(DayEvent event, DueCustomers dueCustomers, Instant moment, List<Share> shares, Place begun) {
        List<EventSubmission> events = new ArrayList<>();
        int read = 0;
        for (Share share : shares) {
            if (begun != null && begun.isBehind(share.number(), share.zone())) {
                continue;
            }
            String after = begun != null && begun.isIn(share.number(), share.zone()) ? begun.customerId() : "";
            Page page = dueCustomers.page(share.day(), share.number(), share.zone(), after, PAGE - read);
            page.concerned().forEach(customer -> events.add(dueCustomers.event(share.day(), customer, moment)));
            read += page.read();
            if (read == PAGE) {
                raised.raise(event.type(), events);
                progress.reach(event.type(), new Place(moment, share.number(), share.zone(), page.last()));
                return;
            }
        }
        raised.raise(event.type(), events);
        progress.reach(event.type(), moment);
    }

    /**
     * Checks dates that changed, or whose customer's time zone did: the hour may have passed just before, so that nobody
     * would come by again. What was raised already is not raised again.
     *
     * @param events all entries
     * @return whether more may have changed
     */
    boolean checkChanged(List<DateEvent> events) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            Instant now = clock.instant();
            List<CustomerDate> changed = dates.takeChanged(PAGE);
            if (changed.isEmpty()) {
                return false;
            }
            Map<String, Instant> since = progress.since();
            Map<String, List<EventSubmission>> late = new TreeMap<>();
            for (CustomerDate customer : changed) {
                for (DateEvent event : events) {
                    if (event.of().equals(customer.name()) && since.containsKey(event.type())) {
                        late.computeIfAbsent(event.type(), any -> new ArrayList<>())
                                .addAll(late(event, customer, since.get(event.type()), now));
                    }
                }
            }
            late.forEach(raised::raise);
            return changed.size() == PAGE;
        }));
    }

    private List<EventSubmission> late(DateEvent event, CustomerDate customer, Instant since, Instant now) {
        Duration window = event.latest().compareTo(LATE_NEWS) < 0 ? event.latest() : LATE_NEWS;
        Instant from = since.isAfter(now.minus(window)) ? since : now.minus(window);
        ZoneId zone = customers.zone(customer.timeZone());
        DueCustomersByDate dueCustomers = new DueCustomersByDate(event, dates, regions);
        List<EventSubmission> late = new ArrayList<>();
        for (DueDay day : DueDay.between(event, from, now)) {
            Instant moment = day.moment(zone);
            if (moment.isAfter(from)
                    && !moment.isAfter(now)
                    && !dueCustomers.concerned(day, List.of(customer)).isEmpty()) {
                late.add(dueCustomers.event(day, customer.customerId(), moment));
            }
        }
        return late;
    }
}
