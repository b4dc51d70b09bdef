package io.rapport.desk;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Adds a section to the customer card from what only higher floors know, such as open complaints. Sections stand in the
 * order of Spring's {@code @Order}, below the customer's orders. The card is shown to anyone who may see the task, so a
 * section holds only what its queue needs.
 */
public interface CardSection {

    /**
     * Contributes to one card.
     *
     * @param request whom and what the task is about, and the viewer's language
     * @return the section, empty if there is nothing to say
     */
    Optional<Section> contribute(CardRequest request);

    /**
     * What a card is asked for.
     *
     * @param customerId bare id
     * @param orderId bare id, null if the task is about no order
     * @param complaintId bare id, null if the task is about no complaint
     * @param contactId id of the message that staff are to bring to the customer, null if the task is about none
     * @param locale the viewer's language, for titles and labels
     */
    record CardRequest(String customerId, String orderId, String complaintId, String contactId, Locale locale) {}

    /**
     * A titled list.
     *
     * @param title in the viewer's language
     * @param lines in the order of reading
     */
    record Section(String title, List<Line> lines) {}

    /**
     * A line of a section, shown as plain text: markup in it is never interpreted.
     *
     * @param label in the viewer's language, may be empty
     * @param text what is known
     */
    record Line(String label, String text) {}
}
