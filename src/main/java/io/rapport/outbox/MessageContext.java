package io.rapport.outbox;

import io.rapport.customer.Customer;
import io.rapport.customer.Order;
import io.rapport.link.Links;
import io.rapport.link.Links.Purpose;
import io.rapport.loyalty.Coupon;
import io.rapport.loyalty.Coupons;
import io.rapport.template.Formats;
import io.rapport.template.MessageDefinition;
import java.math.BigDecimal;
import java.net.URI;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Puts together what a template may say: maps, lists and ready strings, written for the reader. What a message is not
 * about is there as null, so that templates can ask.
 */
@Component
public final class MessageContext {

    /** Paths below the brand's site. */
    private static final Map<String, String> SHOP_PATHS = Map.of("shop", "/", "review", "/review", "refer", "/refer");

    /** The link by which customers confirm their address. */
    public static final String CONFIRM = "confirm";

    private final Coupons coupons;
    private final MessageFacts facts;
    private final Links links;

    MessageContext(Coupons coupons, MessageFacts facts, Links links) {
        this.coupons = coupons;
        this.facts = facts;
        this.links = links;
    }

    /** @param channel what opting out by the message's link is about, as the consent ledger names it; null for e-mail */
    public Map<String, Object> toCustomer(
            OutboxMessage message,
            MessageDefinition definition,
            String channel,
            Customer customer,
            Order order,
            Locale locale,
            String site) {
        ZoneId zone = customer.timeZone();
        Map<String, Object> context = empty();
        context.putAll(facts.context(message, locale, zone));
        context.put("customer", customer(customer));
        context.put("order", order == null ? null : order(order, locale, zone));
        context.put("coupon", coupon(message, locale));
        context.put("links", links(message, definition, channel, customer, site));
        return context;
    }

    /**
     * What a template may say of a customer, for a preview of it: nothing that is made for one mail, such as links.
     *
     * @param order  null when there is none
     * @param locale how to write amounts and dates
     * @return the variables {@code customer} and, if there is an order, {@code order}
     */
    public Map<String, Object> ofCustomer(Customer customer, Order order, Locale locale) {
        Map<String, Object> context = new HashMap<>();
        context.put("customer", customer(customer));
        if (order != null) {
            context.put("order", order(order, locale, customer.timeZone()));
        }
        return context;
    }

    public Map<String, Object> toStaff(OutboxMessage message, StaffRecipient staff, Locale locale, ZoneId zone) {
        Map<String, Object> context = empty();
        context.putAll(facts.context(message, locale, zone));
        Map<String, Object> addressee = new HashMap<>();
        addressee.put("id", staff.id());
        addressee.put("firstName", Formats.callName(staff.firstName(), null));
        context.put("staff", addressee);
        context.put("links", Map.of());
        return context;
    }

    /**
     * @param channel as above
     * @return where one POST opts the customer out of the message's topic
     */
    public URI unsubscribe(OutboxMessage message, MessageDefinition definition, String channel) {
        return link(Purpose.UNSUBSCRIBE, message, definition.topic(), channel);
    }

    private static Map<String, Object> empty() {
        Map<String, Object> context = new HashMap<>();
        for (String name : List.of("customer", "order", "complaint", "coupon", "staff", "task")) {
            context.put(name, null);
        }
        return context;
    }

    private static Map<String, Object> customer(Customer customer) {
        Map<String, Object> view = new HashMap<>();
        view.put("id", customer.id());
        view.put("firstName", Formats.callName(customer.firstName(), null));
        view.put("lastName", Formats.callName(customer.lastName(), null));
        view.put("locale", customer.locale().toLanguageTag());
        return view;
    }

    private static Map<String, Object> order(Order order, Locale locale, ZoneId zone) {
        Map<String, Object> view = new HashMap<>();
        view.put("id", order.id());
        view.put("currency", order.currency());
        // an order may be known by its id alone when another event about it came first
        view.put("totalText", order.total() == null ? null : money(order.total(), order, locale));
        view.put("shippingText", extra(order.shipping(), order, locale));
        view.put("taxText", extra(order.tax(), order, locale));
        view.put("discountText", extra(order.discount(), order, locale));
        view.put("placedOn", order.placedAt() == null ? null : Formats.date(order.placedAt(), locale, zone));
        view.put("expectedOn", order.expectedOn() == null ? null : Formats.date(order.expectedOn(), locale));
        view.put("carrier", order.carrier());
        view.put("tracking", order.tracking());
        view.put(
                "items",
                order.items().stream()
                        .map(item -> Map.of(
                                "name", item.name(),
                                "quantity", item.quantity(),
                                "priceText", money(item.price(), order, locale)))
                        .toList());
        return view;
    }

    /** What stands between the items and the total; nothing is said of what was not named, or is nothing. */
    private static String extra(BigDecimal amount, Order order, Locale locale) {
        return amount == null || amount.signum() == 0 || order.currency() == null ? null : money(amount, order, locale);
    }

    private static String money(BigDecimal amount, Order order, Locale locale) {
        return money(amount, order.currency(), locale);
    }

    private static String money(BigDecimal amount, String currency, Locale locale) {
        try {
            return Formats.money(amount, currency, locale);
        } catch (IllegalArgumentException e) {
            // a code that is no currency to Java: still better to read than no mail
            return amount.toPlainString() + " " + currency;
        }
    }

    private Map<String, Object> coupon(OutboxMessage message, Locale locale) {
        if (message.couponCode() == null) {
            return null;
        }
        Coupon coupon = coupons.find(message.couponCode())
                .filter(Coupon::isGood)
                // a code that went back to its pool may be somebody else's by now
                .filter(known -> known.customerId().equals(message.customerId()))
                .orElse(null);
        if (coupon == null) {
            return null;
        }
        Map<String, Object> view = new HashMap<>();
        view.put("code", coupon.code());
        // a message that can only say percent must not call an amount nothing: it fails, and says why
        if (coupon.percent() != null) {
            view.put("percent", coupon.percent());
        }
        view.put(
                "discountText",
                coupon.percent() == null ? money(coupon.amount(), coupon.currency(), locale) : coupon.percent() + "%");
        view.put("minimumText", coupon.minimum() == null ? null : money(coupon.minimum(), coupon.currency(), locale));
        view.put("articles", coupon.skus().isEmpty() ? null : String.join(", ", coupon.skus()));
        view.put("expiresOn", Formats.date(coupon.lastDay(), locale));
        view.put("occasion", coupon.occasion());
        return view;
    }

    private Map<String, Object> links(
            OutboxMessage message, MessageDefinition definition, String channel, Customer customer, String site) {
        Map<String, Object> view = new HashMap<>();
        for (String name : definition.links()) {
            view.put(
                    name,
                    switch (name) {
                        // nobody is asked for what is known
                        case CONFIRM ->
                            customer.confirmedAt() == null ? address(bound(Purpose.CONFIRM, message, customer)) : null;
                        case "dataRequest" -> address(bound(Purpose.DATA_REQUEST, message, customer));
                        case "dataExport" -> address(bound(Purpose.DATA_EXPORT, message, customer));
                        case "erasureWithdrawal" -> address(bound(Purpose.ERASURE_WITHDRAWAL, message, customer));
                        case "profile" -> address(link(Purpose.PROFILE, message, null, null));
                        case "survey" ->
                            message.surveyId() == null
                                    ? null
                                    : address(link(Purpose.SURVEY, message, message.surveyId(), definition.survey()));
                        case "complaintAnswer" ->
                            message.complaintId() == null
                                    ? null
                                    : address(link(
                                            Purpose.COMPLAINT_ANSWER,
                                            message,
                                            message.complaintId(),
                                            offer(message.complaintId())));
                        case "unsubscribe" -> address(unsubscribe(message, definition, channel));
                        case "statement" -> address(link(Purpose.STATEMENT, message, null, null));
                        case "panel" -> address(link(Purpose.PANEL, message, null, null));
                        case "preferences" -> address(link(Purpose.PREFERENCES, message, null, null));
                        default -> site + SHOP_PATHS.get(name);
                    });
        }
        return view;
    }

    /** An answer belongs to the offer whose mail it comes from. */
    private String offer(String complaintId) {
        int newest = facts.complaintOffer(complaintId);
        return newest == 0 ? null : String.valueOf(newest);
    }

    /** It proves who reads the mail of the address that it goes to. */
    private URI bound(Purpose purpose, OutboxMessage message, Customer customer) {
        return links.bound(purpose, message.id(), message.customerId(), customer.email());
    }

    private URI link(Purpose purpose, OutboxMessage message, String about, String kind) {
        return links.link(purpose, message.id(), message.customerId(), about, kind);
    }

    private static String address(URI link) {
        return link.toASCIIString();
    }
}
