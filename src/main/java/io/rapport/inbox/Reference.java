package io.rapport.inbox;

import java.util.regex.Pattern;

/**
 * Names one thing that an event is about, such as {@code customer:42}; the business key of a journey has the same form.
 *
 * @param kind what it is: {@code customer}, {@code order}, {@code complaint} …
 * @param id the thing's id in the system that knows it
 */
public record Reference(String kind, String id) {

    private static final Pattern RANDOM = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}$");

    /** The kind of thing that nearly every event is about. */
    public static final String CUSTOMER = "customer";

    /** The kind of thing that has no customer: a schedule of {@code processes/dates.yaml}. */
    public static final String SCHEDULE = "schedule";

    /**
     * Reads the written form.
     *
     * @param text {@code kind:id}
     * @return the reference
     * @throws IllegalArgumentException if there is no kind or no id
     */
    public static Reference parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || colon == text.length() - 1) {
            throw new IllegalArgumentException("a reference has the form kind:id, not '" + text + "'");
        }
        return new Reference(text.substring(0, colon), text.substring(colon + 1));
    }

    /**
     * Reads the name of a queue, as {@link #queue} writes it.
     *
     * @param queue a customer's id, which has no colon where systems name it, or the reference of a schedule
     * @return whose queue it is
     */
    public static Reference ofQueue(String queue) {
        return queue.startsWith(SCHEDULE + ":") ? parse(queue) : new Reference(CUSTOMER, queue);
    }

    /**
     * Events are in order for each customer, and for each schedule: whatever is about it waits its turn in one queue. Its name
     * also stands for a customer's id where tables and locks ask whose turn it is.
     *
     * @return of a customer the id; of a schedule the whole reference, such as {@code schedule:month-end}
     */
    public String queue() {
        return isWithoutCustomer() ? toString() : id;
    }

    /** @return whether what is about this thing is about no customer */
    public boolean isWithoutCustomer() {
        return kind.equals(SCHEDULE);
    }

    /**
     * @return whether people may know the thing by its id: what Rapport named by a random id is known by its customer. An order
     *     is known by whatever id the shop gave it
     */
    public boolean hasReadableId() {
        return kind.equals("order") || !RANDOM.matcher(id).find();
    }

    @Override
    public String toString() {
        return kind + ":" + id;
    }
}
