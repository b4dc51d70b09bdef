package io.rapport.app.demo;

import io.rapport.calendar.WorkingTime;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Set;

/**
 * The command {@code send-demo <server> <api-key>}: sends the demo shop's story to a running server at once, with the
 * recorded times counted back from now. Each time the customers are new ones. Answers to surveys and to staff,
 * and referral codes are left out: what they are about is known to the server alone.
 */
public final class SendDemo {

    private static final Set<DayOfWeek> WEEKDAYS = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);

    private SendDemo() {}

    /**
     * Sends the recording.
     *
     * @param server such as {@code http://localhost:8080}
     * @param key an API key of this server
     * @param out where to report
     * @return the process's exit code: 0 if every event was taken
     */
    public static int run(String server, String key, PrintStream out) {
        Instant start = Instant.now();
        String ending = "-" + Long.toString(start.getEpochSecond(), Character.MAX_RADIX);
        Recording recording = Recording.load().renamed(ending);
        WorkingTime desk = new WorkingTime(ZoneOffset.UTC, LocalTime.of(9, 0), LocalTime.of(17, 0), WEEKDAYS, Set.of());
        int sent = 0;
        try {
            EventSender sender = new EventSender(URI.create(server), key);
            for (Recording.Line line : recording.inOrder(start, desk)) {
                if (!line.asksRapport()) {
                    sender.send(line.filledIn(start, desk, null));
                    sent++;
                }
            }
        } catch (EventSender.Refused e) {
            out.println("Stopped after " + sent + " events; the server refused the next: " + e.getMessage());
            return 1;
        } catch (IOException | IllegalArgumentException e) {
            out.println("Stopped after " + sent + " events: " + server + " does not answer (" + e + ")");
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
        out.println(sent + " events were taken. Customers, orders and complaints are those of the recording with the"
                + " ending " + ending + ", such as customer:1001" + ending + ".");
        return 0;
    }
}
