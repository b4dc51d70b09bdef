package io.rapport.dates;

import io.rapport.inbox.EventSubmission;
import java.time.Instant;
import java.util.List;

/**
 * The customers whom an entry concerns on a day. They come by number, by time zone and by id, so that a place among them can
 * be kept and gone on from.
 */
interface DueCustomers {

    /**
     * @param day may be about nobody
     * @return the numbers, in any order, under which customers are found on that day
     */
    List<Integer> numbers(DueDay day);

    /**
     * @param number one of those
     * @return the time zones of its customers, as systems sent them; empty for who sent none
     */
    List<String> zones(int number);

    /**
     * Reads some customers of a number and time zone.
     *
     * @param day which day it is
     * @param after the id behind which they begin
     * @param most how many are read
     */
    Page page(DueDay day, int number, String zone, String after, int most);

    /**
     * @param day which day it is
     * @param customerId whom it concerns
     * @param moment when it is due for them
     * @return the event
     */
    EventSubmission event(DueDay day, String customerId, Instant moment);

    /**
     * Some customers.
     *
     * @param concerned ids of those among them whom the day concerns
     * @param read how many were read for it
     * @param last the id of the last one that was read; {@code null} if none was
     */
    record Page(List<String> concerned, int read, String last) {}
}
