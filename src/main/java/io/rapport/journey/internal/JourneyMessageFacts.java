package io.rapport.journey.internal;

import io.rapport.customer.Order;
import io.rapport.customer.Orders;
import io.rapport.desk.StaffDirectory;
import io.rapport.feedback.Complaint;
import io.rapport.feedback.Complaints;
import io.rapport.messaging.Formats;
import io.rapport.messaging.MessageFacts;
import io.rapport.messaging.OutboxMessage;
import io.rapport.messaging.StaffRecipient;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Tells messaging what the rooms beside it know: complaints and staff. */
@Component
final class JourneyMessageFacts implements MessageFacts {

    private static final Map<String, Map<String, String>> REMEDIES = Map.of(
            "apology", Map.of("en", "An apology", "zh", "致歉"),
            "repair", Map.of("en", "Repair", "zh", "维修"),
            "replacement", Map.of("en", "Replacement", "zh", "换货"),
            "refund", Map.of("en", "Refund", "zh", "退款"),
            "credit", Map.of("en", "Credit", "zh", "购物金"));

    private final Complaints complaints;
    private final Orders orders;
    private final StaffDirectory staff;
    private final CaughtMessages caught;
    private final String publicUrl;
    private final Locale staffLocale;
    private final String defaultCurrency;

    JourneyMessageFacts(
            Complaints complaints,
            Orders orders,
            StaffDirectory staff,
            CaughtMessages caught,
            @Value("${rapport.public-url}") String publicUrl,
            @Value("${rapport.desk.locale:en}") Locale staffLocale,
            @Value("${rapport.currency:EUR}") String defaultCurrency) {
        this.complaints = complaints;
        this.orders = orders;
        this.staff = staff;
        this.caught = caught;
        this.publicUrl = publicUrl;
        this.staffLocale = staffLocale;
        this.defaultCurrency = defaultCurrency;
    }

    @Override
    public Map<String, Object> context(OutboxMessage message, Locale locale, ZoneId zone) {
        Map<String, Object> context = new HashMap<>();
        context.put("task", Map.of("link", publicUrl + "/camunda/app/tasklist/"));
        context.put(
                "complaint",
                message.complaintId() == null
                        ? null
                        : complaints
                                .find(message.complaintId())
                                .map(complaint -> view(complaint, locale, zone))
                                .orElse(null));
        return context;
    }

    private Map<String, Object> view(Complaint complaint, Locale locale, ZoneId zone) {
        Map<String, Object> view = new HashMap<>();
        view.put("number", complaint.number());
        view.put("remedy", complaint.remedy());
        view.put("remedyText", remedy(complaint.remedy(), locale));
        view.put("amountText", amount(complaint, locale));
        view.put("openedOn", Formats.date(complaint.openedAt(), locale, zone));
        return view;
    }

    private static String remedy(String code, Locale locale) {
        Map<String, String> texts = code == null ? Map.of() : REMEDIES.getOrDefault(code, Map.of());
        return texts.getOrDefault(locale.getLanguage(), texts.get("en"));
    }

    private String amount(Complaint complaint, Locale locale) {
        BigDecimal amount = complaint.amount();
        if (amount == null || amount.signum() == 0) {
            return null;
        }
        String currency = Optional.ofNullable(complaint.orderId())
                .flatMap(orders::find)
                .map(Order::currency)
                .orElse(defaultCurrency);
        return Formats.money(amount, currency, locale);
    }

    @Override
    public boolean openComplaint(String customerId) {
        return complaints.isOpen(customerId);
    }

    @Override
    public boolean listens(String journey, String eventType) {
        return caught.listens(journey, eventType);
    }

    @Override
    public Optional<StaffRecipient> staff(String staffId) {
        return staff.find(staffId)
                .map(member -> new StaffRecipient(member.id(), member.firstName(), member.email(), staffLocale));
    }
}
