package io.rapport.inbox;

import java.time.Duration;

/**
 * How the inbox stands.
 *
 * @param waiting events in the queue, those between tries included
 * @param oldest how long the oldest of them has been in the queue; zero if there is none
 * @param oldestLive the same of those that are live: what is not said to be bulk
 * @param retrying of the waiting, those that failed and are tried again
 * @param unmatched events that no journey waits for yet
 * @param scheduled events that are to be delivered later
 * @param dead events given up
 * @param owed events that one journey is still to take, once for each such journey
 * @param failed of these, those that the journey failed on, with those given up for it
 * @param lastMinute events processed in the last full minute, on all nodes
 */
public record InboxFigures(
        long waiting,
        Duration oldest,
        Duration oldestLive,
        long retrying,
        long unmatched,
        long scheduled,
        long dead,
        long owed,
        long failed,
        long lastMinute) {}
