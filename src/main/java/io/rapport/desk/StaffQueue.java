package io.rapport.desk;

import java.util.Arrays;
import java.util.Optional;

/** The queues of the desk. A queue is a group of the identity service: its id is the group's. */
public enum StaffQueue {
    CARE("care", "Care · 客户关怀", "Welcome calls and dissatisfied customers"),
    COMPLAINTS("complaints", "Complaints · 投诉处理", "Complaints to investigate"),
    COMPLAINTS_LEAD("complaints-lead", "Complaints lead · 投诉主管", "Severe and reopened complaints, compensation"),
    FULFILMENT("fulfilment", "Fulfilment · 订单履约", "Deliveries to chase"),
    RETENTION("retention", "Retention · 客户挽留", "Customers to win back");

    private final String id;
    private final String label;
    private final String description;

    StaffQueue(String id, String label, String description) {
        this.id = id;
        this.label = label;
        this.description = description;
    }

    /**
     * Finds a queue by the id that models, decision tables and groups use.
     *
     * @param id such as {@code complaints-lead}, may be null
     * @return the queue, empty if there is none of that id
     */
    public static Optional<StaffQueue> of(String id) {
        return Arrays.stream(values()).filter(queue -> queue.id.equals(id)).findFirst();
    }

    /** @return the group's id, such as {@code complaints-lead} */
    public String id() {
        return id;
    }

    /** @return the bilingual name that staff see */
    public String label() {
        return label;
    }

    /** @return how many members it needs: two where nobody decides on what they proposed themselves */
    public int leastMembers() {
        return this == COMPLAINTS_LEAD ? 2 : 1;
    }

    /** @return what kind of work waits here */
    public String description() {
        return description;
    }
}
