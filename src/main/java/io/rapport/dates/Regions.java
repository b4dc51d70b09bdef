package io.rapport.dates;

import io.rapport.calendar.Countries;
import io.rapport.calendar.TimeZones;
import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * In which region a customer is: where the customer's clock is, else what the language is of, else where the clock is that is
 * assumed of customers who sent none.
 */
@Component
final class Regions {

    private final Customers customers;

    Regions(Customers customers) {
        this.customers = customers;
    }

    /**
     * @param zone as a system sent it
     * @return the region of all customers with that clock; {@code null} if their language says more, or nothing
     */
    String ofZone(String zone) {
        return TimeZones.find(zone).map(known -> Countries.of(null, known)).orElse(null);
    }

    /**
     * @param zone as a system sent it
     * @param locale the customer's; {@code null} for unknown
     * @return ISO 3166 code; {@code null} if nothing tells
     */
    String of(String zone, String locale) {
        ZoneId known = TimeZones.find(zone).orElse(null);
        String region = Countries.of(locale == null ? null : Locale.forLanguageTag(locale), known);
        return region == null && known == null ? Countries.of(null, customers.zone(zone)) : region;
    }

    /** @return the regions of customers, by their ids; without those of whom nothing tells */
    Map<String, String> of(Collection<String> customerIds) {
        Map<String, String> regions = new HashMap<>();
        for (Customer customer : customers.findAll(customerIds).values()) {
            String region = Countries.of(customer.locale(), customer.timeZoneAssumed() ? null : customer.timeZone());
            if (region == null && customer.timeZoneAssumed()) {
                region = Countries.of(null, customer.timeZone());
            }
            if (region != null) {
                regions.put(customer.id(), region);
            }
        }
        return regions;
    }
}
