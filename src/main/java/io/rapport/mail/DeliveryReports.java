package io.rapport.mail;

/** Takes the reports that mail servers send back. The room that keeps the messages knows what they are about. */
public interface DeliveryReports {

    /** What came of a report. */
    enum Taken {
        /** It is recorded, or was before. */
        RECORDED,
        /** It is about a message of ours that needs nothing: to staff, or to a customer who was erased. */
        NOTHING,
        /** It is about no message of ours, or not surely about one: for a person to read. */
        UNCLEAR
    }

    /**
     * Takes a report; the same report again does nothing new.
     *
     * @param report about a mail
     * @return what came of it, committed
     */
    Taken take(DeliveryReport report);
}
