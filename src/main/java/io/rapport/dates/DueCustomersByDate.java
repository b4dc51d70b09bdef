package io.rapport.dates;

import io.rapport.dates.CustomerDates.CustomerDate;
import io.rapport.inbox.DateEvent;
import io.rapport.inbox.EventSubmission;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Who has a date of their own: found by the day of the year. */
final class DueCustomersByDate implements DueCustomers {

    private final DateEvent event;
    private final CustomerDates dates;
    private final Regions regions;

    DueCustomersByDate(DateEvent event, CustomerDates dates, Regions regions) {
        this.event = event;
        this.dates = dates;
        this.regions = regions;
    }

    @Override
    public List<Integer> numbers(DueDay day) {
        return day.monthDays(event);
    }

    @Override
    public List<String> zones(int number) {
        return dates.zones(event.of(), number);
    }

    @Override
    public Page page(DueDay day, int number, String zone, String after, int most) {
        List<CustomerDate> page = dates.page(event.of(), number, zone, after, most);
        return new Page(
                concerned(day, page).stream().map(CustomerDate::customerId).toList(),
                page.size(),
                page.isEmpty() ? null : page.get(page.size() - 1).customerId());
    }

    /**
     * @param day which day it is
     * @param customers dates of customers that may be on it
     * @return those whom it concerns
     */
    List<CustomerDate> concerned(DueDay day, List<CustomerDate> customers) {
        List<CustomerDate> concerned = customers.stream()
                .filter(customer -> day.monthDays(event).contains(customer.monthDay()))
                .filter(customer -> day.concerns(event, customer.year()))
                .toList();
        List<String> leapDay = day.isLeapYear()
                ? List.of()
                : concerned.stream()
                        .filter(customer -> customer.monthDay() == DueDay.LEAP_DAY)
                        .map(CustomerDate::customerId)
                        .toList();
        if (leapDay.isEmpty()) {
            return concerned;
        }
        Map<String, String> found = event.leapDayOnMarch1().isEmpty() ? Map.of() : regions.of(leapDay);
        return concerned.stream()
                .filter(customer -> customer.monthDay() != DueDay.LEAP_DAY
                        || day.isLeapDayIn(event, found.get(customer.customerId())))
                .toList();
    }

    @Override
    public EventSubmission event(DueDay day, String customerId, Instant moment) {
        return RaisedEvents.of(day, day.date().getYear(), customerId, moment);
    }
}
