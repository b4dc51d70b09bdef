package io.rapport.app.demo;

import io.rapport.app.command.Arguments;
import io.rapport.app.command.Command;
import io.rapport.app.command.CommandWords;
import io.rapport.calendar.WorkingTime;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The command {@code send-demo <server> <api-key>}: sends the demo shop's story to a running server at once, with the
 * recorded times counted back from now. Each time the customers are new ones. Answers to surveys and to staff,
 * and referral codes are left out: what they are about is known to the server alone.
 */
public final class SendDemo {

    private static final Set<DayOfWeek> WEEKDAYS = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);

    private SendDemo() {}

    /** @return the command {@code send-demo} */
    public static Command command() {
        return new Command(
                "send-demo",
                "Sends the demo's events to a server",
                new CommandWords(
                        "SERVER KEY", 2, 2, "such as http://localhost:8080 demo-key: where to, and an API key of it"),
                List.of(),
                SendDemo::run);
    }

    private static int run(Arguments given, PrintStream out) throws InterruptedException {
        String server = Arguments.server("SERVER", given.words().get(0));
        String key = given.words().get(1);
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
        }
        out.println(sent + " events were taken. Customers, orders and complaints are those of the recording with the"
                + " ending " + ending + ", such as customer:1001" + ending + ".");
        return 0;
    }
}
