package io.rapport.mail.internal.bounce;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rapport.calendar.BusinessClock;
import io.rapport.contactpolicy.Suppression;
import io.rapport.contactpolicy.Suppression.Reason;
import io.rapport.contactpolicy.Suppressions;
import io.rapport.customer.Consents;
import io.rapport.database.AdvisoryLocks;
import io.rapport.inbox.Inbox;
import io.rapport.mail.BounceProperties;
import io.rapport.mail.DeliveryReports;
import io.rapport.mail.ReturnPath;
import io.rapport.outbox.Outbox;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.OutboxRequest;
import io.rapport.template.MessageTypes;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("The mailbox for bounces")
@Tag("slow")
class BouncePollerTest {

    private static final ReturnPath PATHS = new ReturnPath("bounces@shop.example", "only-for-tests-".repeat(4));

    @Autowired
    private Shop shop;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Outbox outbox;

    @Autowired
    private Inbox inbox;

    @Autowired
    private DeliveryReports reports;

    @Autowired
    private MessageTypes messages;

    @Autowired
    private Consents consents;

    @Autowired
    private Suppressions suppressions;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private DataSource database;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private GreenMail server;
    private GreenMailUser mailbox;
    private String customer;
    private OutboxMessage message;

    @BeforeEach
    void aMessageWentOut() {
        server = new GreenMail(new ServerSetup[] {
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP),
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_POP3)
        });
        server.start();
        mailbox = server.setUser("bounces@shop.example", "bounces", "secret");
        customer = shop.customer();
        message = outbox.messages(customer).get(0);
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private BouncePoller poller(String protocol) {
        return poller(protocol, "Processed", "Unclear");
    }

    private BouncePoller poller(String protocol, String processed, String unclear) {
        int port = protocol.equals("imap")
                ? server.getImap().getPort()
                : server.getPop3().getPort();
        BounceProperties properties = new BounceProperties(
                5,
                Duration.ofDays(30),
                protocol,
                "127.0.0.1",
                port,
                "bounces",
                "secret",
                true,
                "INBOX",
                processed,
                unclear,
                Duration.ofMinutes(1),
                200,
                524_288,
                Duration.ofSeconds(10));
        ReportHandler handler = new ReportHandler(Optional.of(PATHS), reports);
        return new BouncePoller(properties, handler, database, metrics);
    }

    private void arrives(String name, String path, String messageId) throws Exception {
        byte[] mail = Reports.mail(name, path, messageId, customer + "@example.com");
        mailbox.deliver(new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(mail)));
    }

    private void arrives(String name) throws Exception {
        arrives(name, PATHS.address(message.id()), message.messageId());
    }

    private double counted(String kind) {
        return metrics.get("rapport.bounces.mails").tag("kind", kind).counter().count();
    }

    private Optional<Reason> suppressed() {
        journeys.settle();
        return suppressions.find("email", customer + "@example.com").map(Suppression::reason);
    }

    private long reports() {
        return jdbc.sql("select count(*) from rapport.message_report where message = :id")
                .param("id", message.id())
                .query(Long.class)
                .single();
    }

    private Message[] folder(String name) throws Exception {
        Store store = Session.getInstance(new Properties()).getStore("imap");
        store.connect("127.0.0.1", server.getImap().getPort(), "bounces", "secret");
        Folder folder = store.getFolder(name);
        if (!folder.exists()) {
            return new Message[0];
        }
        folder.open(Folder.READ_ONLY);
        return folder.getMessages();
    }

    @ParameterizedTest
    @ValueSource(strings = {"imap", "pop3"})
    @DisplayName("turns a hard bounce into an event that suppresses the address, and each report counts once")
    void hardBounce(String protocol) throws Exception {
        arrives("postfix-no-such-user");
        assertThat(poller(protocol).poll()).isEqualTo(1);
        assertThat(suppressed()).contains(Reason.HARD_BOUNCE);
        assertThat(folder("INBOX")).isEmpty();
        assertThat(folder("Processed")).hasSize(protocol.equals("imap") ? 1 : 0);
        assertThat(counted("hard")).isEqualTo(1);

        arrives("postfix-no-such-user");
        poller(protocol).poll();
        journeys.settle();
        assertThat(reports()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"imap", "pop3"})
    @DisplayName("keeps what it does not understand, for a person to see, and reads it once")
    void unclear(String protocol) throws Exception {
        BouncePoller poller = poller(protocol);
        arrives("person");
        assertThat(poller.poll()).isEqualTo(1);
        assertThat(folder(protocol.equals("imap") ? "Unclear" : "INBOX")).hasSize(1);
        assertThat(counted("unclear")).isEqualTo(1);
        assertThat(poller.poll()).isZero();
        assertThat(suppressed()).isEmpty();
    }

    @Test
    @DisplayName("marks mails instead of moving them where no folders are set")
    void flags() throws Exception {
        BouncePoller poller = poller("imap", "", "");
        arrives("person");
        arrives("vacation");
        assertThat(poller.poll()).isEqualTo(2);
        assertThat(poller.poll()).isZero();
        Message[] stayed = folder("INBOX");
        assertThat(stayed[0].isSet(Flags.Flag.FLAGGED)).isTrue();
        assertThat(stayed[0].isSet(Flags.Flag.SEEN)).isFalse();
        assertThat(stayed[1].isSet(Flags.Flag.SEEN)).isTrue();
    }

    @Test
    @DisplayName(
            "takes an opt-out by the mail program for one: consent is withdrawn, nobody is suppressed as if it were spam")
    void optOut() throws Exception {
        arrives("arf-opt-out");
        arrives("arf-opt-out");
        arrives("arf-not-spam");
        poller("imap").poll();
        assertThat(suppressed()).isEmpty();
        assertThat(consents.inForce(customer, "email", "offers")).contains(false);
        assertThat(reports()).isZero();
        assertThat(counted("opt_out")).isEqualTo(2);
        assertThat(counted("nothing")).isEqualTo(1);
    }

    @Test
    @DisplayName("takes an opt-out from one list for that list alone")
    void optOutOfList() throws Exception {
        arrives("arf-opt-out-list");
        poller("imap").poll();
        journeys.settle();
        assertThat(consents.inForce(
                        customer, "email", messages.type(message.message()).topic()))
                .contains(false);
        assertThat(consents.inForce(customer, "email", "offers")).isNotEqualTo(Optional.of(false));
    }

    @Test
    @DisplayName("finds the message by its Message-ID where the return path was lost")
    void byMessageId() throws Exception {
        arrives("exchange-quota", "hello@shop.example", message.messageId());
        arrives("arf-abuse", "hello@shop.example", message.messageId());
        poller("imap").poll();
        assertThat(suppressed()).contains(Reason.SPAM_COMPLAINT);
        assertThat(counted("soft")).isEqualTo(1);
        assertThat(reports()).isEqualTo(2);
    }

    @Test
    @DisplayName("believes no report that only names a recipient, a forged return path or an unknown message")
    void forged() throws Exception {
        String genuine = PATHS.address(message.id());
        String forged =
                genuine.replace("bounces+" + genuine.charAt(8), "bounces+" + (genuine.charAt(8) == '0' ? '1' : '0'));
        arrives("postfix-no-such-user", forged, "<" + UUID.randomUUID() + "@shop.example>");
        arrives("arf-abuse", "hello@shop.example", "<" + UUID.randomUUID() + "@shop.example>");
        poller("imap").poll();
        assertThat(suppressed()).isEmpty();
        assertThat(counted("unclear")).isEqualTo(2);
        assertThat(folder("Unclear")).hasSize(2);
    }

    @Test
    @DisplayName("has nothing to do for mail to staff, or to somebody who was erased")
    void nobodyToSuppress() throws Exception {
        UUID toStaff = outbox.enqueue(OutboxRequest.toStaff("complaint-overdue", "conny"));
        arrives("postfix-no-such-user", PATHS.address(toStaff), "<x@shop.example>");
        journeys.event("customer.erased", customer, Map.of());
        arrives("gmail-no-such-user");
        poller("imap").poll();
        journeys.settle();
        assertThat(counted("nothing")).isEqualTo(2);
        assertThat(reports()).isZero();
    }

    @Test
    @DisplayName("is read by one node at a time")
    void oneAtATime() throws Exception {
        arrives("postfix-no-such-user");
        try (Connection other = database.getConnection()) {
            other.createStatement().execute("select pg_advisory_lock(" + AdvisoryLocks.BOUNCE_MAILBOX + ", 0)");
            assertThat(poller("imap").poll()).isZero();
            other.createStatement().execute("select pg_advisory_unlock(" + AdvisoryLocks.BOUNCE_MAILBOX + ", 0)");
        }
        assertThat(poller("imap").poll()).isEqualTo(1);
    }

    @Test
    @DisplayName("reads no more of a mail than the beginning, however large it is")
    void large() throws Exception {
        for (String protocol : new String[] {"imap", "pop3"}) {
            String mail = GreenMailUtil.getWholeMessage(new MimeMessage(
                    Session.getInstance(new Properties()),
                    new ByteArrayInputStream(Reports.mail(
                            "postfix-no-such-user",
                            PATHS.address(message.id()),
                            message.messageId(),
                            customer + "@example.com"))));
            String huge = mail.replace("Message-Id: <", "Message-Id: <" + protocol)
                    + ("x".repeat(76) + "\r\n").repeat(20_000);
            mailbox.deliver(
                    new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(huge.getBytes())));
            assertThat(poller(protocol).poll()).isEqualTo(1);
        }
        assertThat(counted("hard")).isEqualTo(2);
    }
}
