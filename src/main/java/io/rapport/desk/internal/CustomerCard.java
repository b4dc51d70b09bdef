package io.rapport.desk.internal;

import io.rapport.desk.CardSection.Section;
import io.rapport.desk.internal.form.FormSchema.Chosen;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/**
 * Who a task is about, as the Tasklist shows it.
 *
 * @param language in which the card's texts are written, BCP 47
 * @param why why there is this task
 * @param overdue since when it is before the lead, and what to do; null if it is not
 * @param customer null if the task is about nobody known, or about an erased customer
 * @param orders newest first
 * @param comments what colleagues wrote to the tasks about the same, newest first
 * @param contacts what colleagues did for this customer before, newest first
 * @param sections what other rooms add
 */
record CustomerCard(
        String language,
        String why,
        String overdue,
        Person customer,
        List<OrderLine> orders,
        List<CardComment> comments,
        List<ContactAttempt> contacts,
        List<Section> sections) {

    /**
     * The customer.
     *
     * @param id bare id
     * @param name both names as they came, null if unknown
     * @param email address, null if unknown
     * @param phone number, null if unknown
     * @param speaks the customer's language, written in the viewer's
     * @param timeZone the customer's
     * @param timeZoneAssumed whether it is the company's, since the customer's is not known: nobody should call by it
     * @param level name of the loyalty level in the viewer's language, null if there is no table of levels
     * @param points loyalty points
     * @param value total of the orders of the last twelve months that stand
     * @param currency of {@code value}: the one that the company uses, null without orders
     * @param beside amounts in currencies without a rate, which are not in {@code value}
     */
    record Person(
            String id,
            String name,
            String email,
            String phone,
            String speaks,
            ZoneId timeZone,
            boolean timeZoneAssumed,
            String level,
            int points,
            BigDecimal value,
            String currency,
            List<Amount> beside) {}

    /**
     * An amount of money.
     *
     * @param total in units of the currency
     * @param currency ISO 4217
     */
    record Amount(BigDecimal total, String currency) {}

    /**
     * An order in one line.
     *
     * @param id the shop's order number
     * @param placedAt when
     * @param total what it cost
     * @param currency ISO 4217
     * @param state in the viewer's language
     */
    record OrderLine(String id, Instant placedAt, BigDecimal total, String currency, String state) {}

    /**
     * Something a colleague did.
     *
     * @param at when
     * @param task the task's name
     * @param by the colleague's login, null if unknown
     * @param chosen what they chose in its form
     * @param note what they left for the next, null if nothing
     */
    record ContactAttempt(Instant at, String task, String by, List<Chosen> chosen, String note) {}

    /**
     * Something a colleague wrote to a task.
     *
     * @param at when
     * @param by the colleague's login
     * @param message the text
     */
    record CardComment(Instant at, String by, String message) {}
}
