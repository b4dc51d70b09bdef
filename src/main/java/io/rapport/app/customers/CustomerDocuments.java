package io.rapport.app.customers;

import io.rapport.app.customers.CustomerDocument.ComplaintLine;
import io.rapport.app.customers.CustomerDocument.ConsentLine;
import io.rapport.app.customers.CustomerDocument.Contact;
import io.rapport.app.customers.CustomerDocument.Entry;
import io.rapport.app.customers.CustomerDocument.IdentityLine;
import io.rapport.app.customers.CustomerDocument.Item;
import io.rapport.app.customers.CustomerDocument.OrderLine;
import io.rapport.app.customers.CustomerDocument.Profile;
import io.rapport.app.customers.CustomerDocument.RefundItem;
import io.rapport.app.customers.CustomerDocument.RefundLine;
import io.rapport.app.customers.CustomerDocument.RelationshipPart;
import io.rapport.app.customers.CustomerDocument.SegmentPart;
import io.rapport.app.customers.CustomerDocument.Upcoming;
import io.rapport.app.customers.CustomerDocument.Value;
import io.rapport.app.customers.CustomerDocument.Wishes;
import io.rapport.app.customers.CustomerDocument.Worth;
import io.rapport.customer.Consents;
import io.rapport.customer.Currencies;
import io.rapport.customer.Customer;
import io.rapport.customer.CustomerValue.Bought;
import io.rapport.customer.Order;
import io.rapport.customer.Refund;
import io.rapport.customer.TimelineEntry;
import io.rapport.customer.UpcomingItem;
import io.rapport.feedback.Complaint;
import io.rapport.lifecycle.Relationship;
import io.rapport.picture.CustomerPicture;
import io.rapport.picture.CustomerPicture.ContactAddress;
import io.rapport.value.CustomerScore;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/** Makes the document of a customer that systems get of what is known. */
final class CustomerDocuments {

    private CustomerDocuments() {}

    /**
     * @param picture of a customer, in English
     * @param asked the id that was asked for; another than the customer's if they were merged
     * @return the picture as systems get it
     */
    static CustomerDocument of(CustomerPicture picture, String asked) {
        Customer customer = picture.customer();
        Bought bought = picture.bought();
        return new CustomerDocument(
                customer.id(),
                asked.equals(customer.id())
                        ? null
                        : "Customer %1$s was merged into customer %2$s. Use the id %2$s from now on."
                                .formatted(asked, customer.id()),
                picture.mergedIds(),
                new Profile(
                        customer.firstName(),
                        customer.lastName(),
                        customer.birthday() == null ? null : customer.birthday().toString(),
                        customer.locale().toLanguageTag(),
                        customer.timeZone().getId(),
                        customer.timeZoneAssumed(),
                        customer.registeredAt(),
                        picture.restriction() == null
                                ? null
                                : picture.restriction().since(),
                        customer.attributes()),
                picture.identities().stream()
                        .map(identity -> new IdentityLine(identity.system(), identity.value(), identity.verified()))
                        .toList(),
                picture.addresses().stream().map(CustomerDocuments::contact).toList(),
                new Wishes(
                        picture.preferences().pace().key(),
                        picture.preferences().pausedUntil(),
                        picture.preferences().preferredHour()),
                picture.consents().stream().map(CustomerDocuments::consent).toList(),
                picture.orders().stream()
                        .map(order -> order(order, picture.refunds().getOrDefault(order.id(), List.of())))
                        .toList(),
                picture.standingOrders(),
                new Value(bought.total(), bought.currency(), bought.beside()),
                worth(picture.score(), bought.currency()),
                picture.points(),
                picture.level(),
                standing(picture.relationship()),
                picture.segments().stream()
                        .filter(segment -> !segment.isTakenOut())
                        .map(segment -> new SegmentPart(segment.name(), segment.title(), segment.since()))
                        .toList(),
                picture.complaints().stream().map(CustomerDocuments::complaint).toList(),
                picture.upcoming().stream().map(CustomerDocuments::upcoming).toList(),
                picture.timeline().entries().stream()
                        .map(CustomerDocuments::entry)
                        .toList(),
                picture.timeline().next());
    }

    private static RelationshipPart standing(Relationship relationship) {
        return relationship == null
                ? null
                : new RelationshipPart(
                        relationship.tier(),
                        relationship.tierSince(),
                        relationship.tierWhy(),
                        relationship.stage(),
                        relationship.stageSince(),
                        relationship.stageWhy());
    }

    private static Worth worth(CustomerScore score, String currency) {
        return score == null
                ? null
                : new Worth(
                        rounded(score.alive()),
                        rounded(score.expected90()),
                        rounded(score.expected365()),
                        Currencies.units(BigDecimal.valueOf(score.lifetimeMinor()), currency),
                        currency,
                        score.valueClass(),
                        score.recency(),
                        score.frequency(),
                        score.monetary(),
                        score.method().code());
    }

    private static double rounded(double value) {
        return Math.round(value * 10_000) / 10_000.0;
    }

    private static Contact contact(ContactAddress address) {
        return new Contact(
                address.channel(),
                address.address(),
                address.confirmedAt(),
                address.suppression() == null
                        ? null
                        : CustomerPage.code(address.suppression().reason()),
                address.suppression() == null ? null : address.suppression().since());
    }

    private static ConsentLine consent(Consents.Entry entry) {
        return new ConsentLine(
                entry.channel(),
                entry.topic(),
                entry.granted(),
                entry.basis(),
                entry.source(),
                entry.wording(),
                entry.recordedAt());
    }

    private static OrderLine order(Order order, List<Refund> refunds) {
        return new OrderLine(
                order.id(),
                order.placedAt(),
                order.shippedAt(),
                order.deliveredAt(),
                order.returnedAt(),
                order.cancelledAt(),
                order.total(),
                order.currency(),
                order.items().stream()
                        .map(item -> new Item(item.sku(), item.name(), item.quantity(), item.price()))
                        .toList(),
                refunds.stream().map(CustomerDocuments::refund).toList());
    }

    private static RefundLine refund(Refund refund) {
        return new RefundLine(
                refund.refundId(),
                refund.refundedAt(),
                refund.total(),
                refund.currency(),
                refund.items().stream()
                        .map(item -> new RefundItem(item.sku(), item.quantity(), item.amount()))
                        .toList());
    }

    private static ComplaintLine complaint(Complaint complaint) {
        return new ComplaintLine(
                complaint.id(),
                complaint.number(),
                complaint.orderId(),
                complaint.openedAt(),
                complaint.severity(),
                complaint.dueAt(),
                complaint.closedAt(),
                complaint.outcome());
    }

    private static Upcoming upcoming(UpcomingItem item) {
        return new Upcoming(item.state().name().toLowerCase(Locale.ROOT), item.at(), item.what(), item.facts());
    }

    private static Entry entry(TimelineEntry entry) {
        return new Entry(entry.at(), CustomerPage.code(entry.kind()), entry.what(), entry.facts());
    }
}
