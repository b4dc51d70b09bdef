package io.rapport.journey.internal;

import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.desk.CardSection;
import io.rapport.privacy.DataRequest;
import io.rapport.privacy.DataRequests;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** What a customer requests about their data and still waits for: who handles it needs kind, words and deadline. */
@Component
@Order(1)
final class DataRequestCardSection implements CardSection {

    private final DataRequests requests;
    private final Customers customers;

    DataRequestCardSection(DataRequests requests, Customers customers) {
        this.requests = requests;
        this.customers = customers;
    }

    @Override
    public Optional<Section> contribute(CardRequest request) {
        List<DataRequest> open = requests.open(request.customerId());
        if (open.isEmpty()) {
            return Optional.empty();
        }
        ZoneId zone =
                customers.find(request.customerId()).map(Customer::timeZone).orElse(ZoneOffset.UTC);
        DateTimeFormatter day = DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                .withLocale(request.locale())
                .withZone(zone);
        List<Line> lines = new ArrayList<>();
        for (DataRequest one : open) {
            lines.add(line("what", say("staff." + one.request(), request.locale()), request.locale()));
            if (one.details() != null) {
                lines.add(line("details", one.details(), request.locale()));
            }
            lines.add(line("received", day.format(one.receivedAt()), request.locale()));
            lines.add(line("due", day.format(one.dueAt()), request.locale()));
        }
        return Optional.of(new Section(say("title", request.locale()), lines));
    }

    private static Line line(String label, String text, Locale viewer) {
        return new Line(say(label, viewer), text);
    }

    private static String say(String key, Locale viewer) {
        return JourneyTexts.ALL.say("data-request." + key, viewer);
    }
}
