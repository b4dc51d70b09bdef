package io.rapport.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A node that is killed in the middle of its work")
class CrashIT {

    /** Events to accept before each kill. */
    private static final int[] KILLS = {60, 150, 240};

    @TempDir
    Path folder;

    @Test
    @DisplayName("does every accepted event once and sends each mail once; what it cannot know it shows as unknown")
    void killedInTheMiddleOfTheStream() throws Exception {
        GreenMail sink = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        sink.start();
        RapportProcess rapport = new RapportProcess(
                folder,
                Map.of(
                        "SPRING_MAIL_HOST",
                        "127.0.0.1",
                        "SPRING_MAIL_PORT",
                        String.valueOf(sink.getSmtp().getPort())));
        List<JsonNode> accepted = new ArrayList<>();
        try {
            rapport.start();
            List<String> stream = recordedStream();
            ObjectMapper json = new ObjectMapper();
            int kills = 0;
            for (int i = 0; i < stream.size(); i++) {
                if (send(rapport, stream.get(i)) == 202) {
                    accepted.add(json.readTree(stream.get(i)));
                } else {
                    throw new AssertionError("not accepted: " + stream.get(i) + "\n" + rapport.tail());
                }
                if (kills < KILLS.length && i == KILLS[kills]) {
                    kills++;
                    rapport.killHard();
                    rapport.start();
                    // an event that is at hand at two deaths in a row would rightly be parked (docs/adr/0014)
                    rapport.await("what was at hand is done", () -> rapport.query(
                                    "select count(*) from rapport.inbox_event where state = 'waiting'")
                            .equals(List.of("0")));
                }
            }
            assertThat(kills).isEqualTo(KILLS.length);

            rapport.await("everything is handled", () -> rapport.query(
                            """
                            select (select count(*) from rapport.inbox_event where state = 'waiting')
                                 + (select count(*) from rapport.outbox_message
                                    where state in ('claimed', 'sending')
                                       or state = 'queued' and due_at <= now())""")
                    .equals(List.of("0")));

            everyEventOnce(rapport, accepted);
            eachMailOnce(rapport, sink);
        } finally {
            rapport.close();
            sink.stop();
        }
    }

    /** The demo shop's story as if all of it happened now; answers to surveys, whose ids only the server knows, are out. */
    private static List<String> recordedStream() throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<String> events = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("src/main/resources/demo/events.jsonl"))) {
            String event = json.readTree(line).path("event").toString();
            if (!event.contains("$survey:")) {
                events.add(event.replaceAll("\\$time:[^\"]+", "2026-01-01T12:00:00Z")
                        .replaceAll("\\$day:[^\"]+", LocalDate.now().plusDays(4).toString()));
            }
        }
        return events;
    }

    /** A client that gets no answer sends again: the same source and id. */
    private static int send(RapportProcess rapport, String event) {
        try {
            return rapport.event(event);
        } catch (UncheckedIOException e) {
            return rapport.event(event);
        }
    }

    private static void everyEventOnce(RapportProcess rapport, List<JsonNode> accepted) {
        List<String> sent = accepted.stream()
                .map(event -> event.path("id").asText())
                .sorted()
                .toList();
        assertThat(rapport.query(
                        "select id from rapport.inbox_event where source not like 'urn:rapport:%' order by id"))
                .containsExactlyElementsOf(sent);
        assertThat(rapport.query("select id, reason from rapport.inbox_event where state = 'dead'"))
                .as("dead letters")
                .isEmpty();
        // one effect each: an order is thanked for once, a complaint registered once, a customer welcomed once
        Map<String, String> onceFor = Map.of(
                "order.placed", "select count(*) from rapport.outbox_message where message = 'order-thanks'",
                "customer.registered", "select count(*) from rapport.outbox_message where message = 'welcome'",
                "complaint.opened", "select count(*) from rapport.complaint where number is not null",
                "consent.granted", "select count(*) from rapport.consent_entry where granted");
        onceFor.forEach((type, count) -> assertThat(rapport.query(count))
                .as(type)
                .containsExactly(String.valueOf(accepted.stream()
                        .filter(event -> event.path("type").asText().equals(type))
                        .count())));
    }

    private static void eachMailOnce(RapportProcess rapport, GreenMail sink) {
        Map<String, Long> received = Stream.of(sink.getReceivedMessages())
                .collect(Collectors.groupingBy(CrashIT::messageId, Collectors.counting()));
        assertThat(received).as("mails, by Message-ID").allSatisfy((id, times) -> assertThat(times)
                .isEqualTo(1));
        List<String> sentRows = rapport.query("select message_id from rapport.outbox_message where state = 'sent'");
        List<String> unknownRows =
                rapport.query("select message_id from rapport.outbox_message where state = 'unknown'");
        assertThat(sentRows).as("what the outbox calls sent").allMatch(received::containsKey);
        assertThat(received.keySet())
                .as("what was received")
                .allMatch(id -> sentRows.contains(id) || unknownRows.contains(id));
        assertThat(received.size()).isGreaterThan(80);
        // at most what the workers had in hand at each kill
        assertThat(unknownRows.size()).isLessThanOrEqualTo(2 * KILLS.length);
        assertThat(rapport.query("select message from rapport.outbox_message where state = 'failed'"))
                .isEmpty();
    }

    private static String messageId(MimeMessage mail) {
        try {
            return mail.getMessageID();
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }
}
