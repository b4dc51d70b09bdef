package io.rapport.app.customers;

import static io.swagger.v3.oas.annotations.media.Schema.RequiredMode.REQUIRED;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * All that is known of a customer, as systems get it. What is not known is absent.
 *
 * @param id bare id
 * @param notice that the customer who was asked for was merged into this one; absent for all others
 * @param mergedIds ids of customers who were merged into this one
 * @param profile who it is
 * @param identities what the customer is called elsewhere
 * @param contacts where the customer can be reached
 * @param preferences how often and when the customer wants to hear from us
 * @param consents the newest word of each channel and topic
 * @param orders the newest ones
 * @param standingOrders how many stand, of all
 * @param bought in the last twelve months
 * @param worth what is expected of the customer
 * @param points the balance
 * @param level of loyalty
 * @param relationship tier and stage
 * @param segments that the customer is in
 * @param complaints the newest ones
 * @param upcoming what runs, is open and is planned
 * @param timeline what happened, newest first
 * @param next {@code before} of the next part of the timeline
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Customer", description = "All that is known of a customer; what is not known is absent")
record CustomerDocument(
        @Schema(requiredMode = REQUIRED, description = "The customer's id, without its kind") String id,
        @Schema(
                        description = "Says that the id that was asked for was merged into this one; absent otherwise",
                        example = "Customer 17 was merged into customer 42. Use the id 42 from now on.")
                String notice,
        @Schema(requiredMode = REQUIRED, description = "Ids of customers who were merged into this one; they lead here")
                List<String> mergedIds,
        @Schema(requiredMode = REQUIRED) Profile profile,
        @Schema(
                        requiredMode = REQUIRED,
                        description = "Ids in other systems, and addresses that stand for this customer alone")
                List<IdentityLine> identities,
        @Schema(requiredMode = REQUIRED, description = "Where the customer can be reached") List<Contact> contacts,
        @Schema(requiredMode = REQUIRED) Wishes preferences,
        @Schema(requiredMode = REQUIRED, description = "The newest word of each channel and topic")
                List<ConsentLine> consents,
        @Schema(requiredMode = REQUIRED, description = "The ten newest, newest first") List<OrderLine> orders,
        @Schema(requiredMode = REQUIRED, description = "How many orders are neither returned nor cancelled")
                int standingOrders,
        @Schema(requiredMode = REQUIRED) Value bought,
        @Schema(description = "What is expected of the customer; absent if no order was kept") Worth worth,
        @Schema(requiredMode = REQUIRED, description = "The balance of loyalty points") int points,
        @Schema(description = "The level of loyalty, as the table loyalty-level names it", example = "silver")
                String level,
        @Schema(description = "Absent until it was evaluated for the first time") RelationshipPart relationship,
        @Schema(requiredMode = REQUIRED, description = "The segments that the customer is in")
                List<SegmentPart> segments,
        @Schema(requiredMode = REQUIRED, description = "The ten newest, newest first") List<ComplaintLine> complaints,
        @Schema(requiredMode = REQUIRED, description = "What runs, is open and comes next") List<Upcoming> upcoming,
        @Schema(requiredMode = REQUIRED, description = "What happened, newest first") List<Entry> timeline,
        @Schema(description = "`before` of the next part of the timeline; absent if there is none") Instant next) {

    /** Who it is. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "CustomerProfile")
    record Profile(
            String firstName,
            String lastName,
            @Schema(description = "A date, or --MM-DD where the year is unknown", example = "1990-02-28")
                    String birthday,
            @Schema(requiredMode = REQUIRED, description = "BCP 47; English when unknown", example = "de-DE")
                    String locale,
            @Schema(requiredMode = REQUIRED, example = "Europe/Berlin") String timeZone,
            @Schema(requiredMode = REQUIRED, description = "Whether `timeZone` is the configured default")
                    boolean timeZoneAssumed,
            @Schema(description = "Absent if other events came first and no registration") Instant registeredAt,
            @Schema(description = "Since when the data are kept and not used; absent if they are used")
                    Instant restrictedSince,
            @Schema(requiredMode = REQUIRED) Map<String, Object> attributes) {}

    /** What the customer is called elsewhere. */
    @Schema(name = "CustomerIdentity")
    record IdentityLine(
            @Schema(requiredMode = REQUIRED, example = "shopify") String system,
            @Schema(requiredMode = REQUIRED) String id,
            @Schema(requiredMode = REQUIRED, description = "Whether somebody showed that it is the customer's")
                    boolean verified) {}

    /** Where the customer can be reached. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "CustomerContact")
    record Contact(
            @Schema(requiredMode = REQUIRED, example = "email") String channel,
            @Schema(requiredMode = REQUIRED) String address,
            @Schema(description = "When the customer confirmed it") Instant confirmedAt,
            @Schema(description = "Why nothing is sent there", example = "hard-bounce") String suppressed,
            @Schema(description = "Since when nothing is sent there") Instant suppressedSince) {}

    /** How often and when the customer wants to hear from us. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "CustomerPreferences")
    record Wishes(
            @Schema(requiredMode = REQUIRED, example = "normal") String pace,
            Instant pausedUntil,
            @Schema(description = "Hour of the day in the customer's time zone") Integer preferredHour) {}

    /** Something that the customer granted or withdrew. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "CustomerConsent")
    record ConsentLine(
            @Schema(requiredMode = REQUIRED) String channel,
            @Schema(requiredMode = REQUIRED, description = "`all` stands for every topic") String topic,
            @Schema(requiredMode = REQUIRED) boolean granted,
            @Schema(requiredMode = REQUIRED) String basis,
            @Schema(requiredMode = REQUIRED) String source,
            @Schema(requiredMode = REQUIRED) String wording,
            @Schema(requiredMode = REQUIRED) Instant at) {}

    /** An order. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "CustomerOrder")
    record OrderLine(
            @Schema(requiredMode = REQUIRED) String id,
            @Schema(requiredMode = REQUIRED) Instant placedAt,
            Instant shippedAt,
            Instant deliveredAt,
            Instant returnedAt,
            Instant cancelledAt,
            @Schema(description = "In units of the currency") BigDecimal total,
            @Schema(description = "ISO 4217") String currency,
            @Schema(requiredMode = REQUIRED) List<Item> items,
            @Schema(requiredMode = REQUIRED, description = "What was paid back, the oldest first")
                    List<RefundLine> refunds) {}

    /** A line of an order. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "CustomerOrderItem")
    record Item(
            @Schema(requiredMode = REQUIRED) String sku,
            @Schema(requiredMode = REQUIRED) String name,
            @Schema(requiredMode = REQUIRED) int quantity,
            @Schema(requiredMode = REQUIRED, description = "Of one piece") BigDecimal price) {}

    /** What was paid back of an order. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "CustomerRefund")
    record RefundLine(
            @Schema(requiredMode = REQUIRED, description = "The shop's number of it") String id,
            @Schema(requiredMode = REQUIRED) Instant at,
            @Schema(requiredMode = REQUIRED, description = "In units of the currency") BigDecimal total,
            @Schema(requiredMode = REQUIRED, description = "ISO 4217") String currency,
            @Schema(requiredMode = REQUIRED, description = "Of which articles; empty if the shop does not say")
                    List<RefundItem> items) {}

    /** An article that was sent back. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "CustomerRefundItem")
    record RefundItem(
            @Schema(requiredMode = REQUIRED) String sku,
            @Schema(requiredMode = REQUIRED) int quantity,
            @Schema(requiredMode = REQUIRED, description = "What was paid back for them") BigDecimal amount) {}

    /** What was bought. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "CustomerValue", description = "What the orders of the last twelve months that stand come to")
    record Value(
            @Schema(requiredMode = REQUIRED) BigDecimal total,
            @Schema(requiredMode = REQUIRED, description = "The one that the company uses, ISO 4217") String currency,
            @Schema(requiredMode = REQUIRED, description = "Amounts in currencies without a rate, which are not in it")
                    Map<String, BigDecimal> beside) {}

    /** How close the customer is, and how far along. */
    @Schema(name = "CustomerRelationship", description = "How close the customer is, and how far along")
    record RelationshipPart(
            @Schema(
                            requiredMode = REQUIRED,
                            description = "distant, brand, face-to-face or intimate",
                            example = "brand")
                    String tier,
            @Schema(requiredMode = REQUIRED) Instant tierSince,
            @Schema(
                            requiredMode = REQUIRED,
                            description = "The code that the table gives it now",
                            example = "buys-regularly")
                    String tierWhy,
            @Schema(
                            requiredMode = REQUIRED,
                            description = "prospect, new, active, at-risk, lapsed or won-back",
                            example = "active")
                    String stage,
            @Schema(requiredMode = REQUIRED) Instant stageSince,
            @Schema(
                            requiredMode = REQUIRED,
                            description = "The code that the table gives it now",
                            example = "orders-in-rhythm")
                    String stageWhy) {}

    /** A group that the customer is in. */
    @Schema(name = "CustomerSegment", description = "A group that the customer is in")
    record SegmentPart(
            @Schema(requiredMode = REQUIRED, example = "repeat-buyers") String name,
            @Schema(requiredMode = REQUIRED, example = "Repeat buyers") String title,
            @Schema(requiredMode = REQUIRED) Instant since) {}

    /** What is expected of the customer. */
    @Schema(
            name = "CustomerWorth",
            description = "By models fitted on all orders, or by a rule of days; see docs/value.md")
    record Worth(
            @Schema(requiredMode = REQUIRED, description = "The chance that the customer still buys", example = "0.82")
                    double alive,
            @Schema(requiredMode = REQUIRED, description = "Purchases in the next 90 days") double expected90,
            @Schema(requiredMode = REQUIRED, description = "Purchases in the next 365 days") double expected365,
            @Schema(
                            requiredMode = REQUIRED,
                            description = "What three years are expected to come to, discounted, in `currency`")
                    BigDecimal lifetimeValue,
            @Schema(requiredMode = REQUIRED, description = "ISO 4217") String currency,
            @Schema(requiredMode = REQUIRED, description = "Fifth of all customers by `lifetimeValue`, 5 the best")
                    int valueClass,
            @Schema(requiredMode = REQUIRED, description = "Fifth by the last purchase, 5 the latest") int recency,
            @Schema(requiredMode = REQUIRED, description = "Fifth by the days with a purchase") int frequency,
            @Schema(requiredMode = REQUIRED, description = "Fifth by what was spent") int monetary,
            @Schema(requiredMode = REQUIRED, description = "`model`, or `days` where there is too little for one")
                    String method) {}

    /** A complaint. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "CustomerComplaint")
    record ComplaintLine(
            @Schema(requiredMode = REQUIRED) String id,
            String number,
            String order,
            @Schema(requiredMode = REQUIRED) Instant openedAt,
            String severity,
            Instant dueAt,
            Instant closedAt,
            String outcome) {}

    /** Something that runs or comes next. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "CustomerUpcoming")
    record Upcoming(
            @Schema(requiredMode = REQUIRED, description = "running, open or planned", example = "planned")
                    String state,
            @Schema(description = "Since when it runs, or when it is due") Instant at,
            @Schema(requiredMode = REQUIRED, example = "timer.waiting") String what,
            @Schema(requiredMode = REQUIRED, description = "What more is known, by name") Map<String, Object> facts) {}

    /** Something that happened. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "CustomerTimelineEntry")
    record Entry(
            @Schema(requiredMode = REQUIRED) Instant at,
            @Schema(requiredMode = REQUIRED, example = "order") String kind,
            @Schema(requiredMode = REQUIRED, example = "order.placed") String what,
            @Schema(requiredMode = REQUIRED, description = "What more is known, by name") Map<String, Object> facts) {}
}
