package io.rapport.dates;

import io.rapport.customer.Customers;
import io.rapport.customer.Customers.InTimeZone;
import io.rapport.inbox.EventSubmission;
import io.rapport.inbox.FestivalEvent;
import java.time.Instant;
import java.util.List;

/**
 * Who lives where a festival is celebrated. All customers of a time zone are in one region as a rule, so that those of other
 * regions are not read; where the clock does not tell, each one's language does.
 */
final class DueCustomersByFestival implements DueCustomers {

    private static final List<Integer> EVERYBODY = List.of(0);

    private final FestivalEvent event;
    private final Customers customers;
    private final Regions regions;

    DueCustomersByFestival(FestivalEvent event, Customers customers, Regions regions) {
        this.event = event;
        this.customers = customers;
        this.regions = regions;
    }

    @Override
    public List<Integer> numbers(DueDay day) {
        return event.day().isOn(day.date()) ? EVERYBODY : List.of();
    }

    @Override
    public List<String> zones(int number) {
        return customers.timeZones().stream()
                .filter(zone -> {
                    String region = regions.ofZone(zone);
                    return region == null || event.regions().contains(region);
                })
                .toList();
    }

    @Override
    public Page page(DueDay day, int number, String zone, String after, int most) {
        List<InTimeZone> page = customers.inTimeZone(zone, after, most);
        return new Page(
                page.stream()
                        .filter(customer -> isThere(regions.of(zone, customer.locale())))
                        .map(InTimeZone::id)
                        .toList(),
                page.size(),
                page.isEmpty() ? null : page.get(page.size() - 1).id());
    }

    private boolean isThere(String region) {
        return region != null && event.regions().contains(region);
    }

    @Override
    public EventSubmission event(DueDay day, String customerId, Instant moment) {
        return RaisedEvents.of(day, event.day().yearOf(day.date()), customerId, moment);
    }
}
