package io.rapport.app.start;

import io.rapport.app.embedded.EmbeddedDatabase;
import io.rapport.app.mailbox.Mailbox;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;

/** Says where everything is once it is ready; with the embedded database also how to log in. */
final class ReadyNotice {

    private static final Logger log = LoggerFactory.getLogger(ReadyNotice.class);

    private final Environment environment;
    private final EmbeddedDatabase database;
    private final Mailbox mailbox;
    private final BooleanSupplier auditProtected;

    /**
     * @param environment the settings
     * @param database null when it is not embedded
     * @param mailbox null when it is not embedded
     * @param auditProtected whether the application's role cannot change the audit log
     */
    ReadyNotice(Environment environment, EmbeddedDatabase database, Mailbox mailbox, BooleanSupplier auditProtected) {
        this.environment = environment;
        this.database = database;
        this.mailbox = mailbox;
        this.auditProtected = auditProtected;
    }

    @EventListener(ApplicationReadyEvent.class)
    void say() {
        if (database == null) {
            log.info("Rapport is ready at {}", environment.getProperty("rapport.public-url"));
            warnOfOneRole();
            if (mailbox == null) {
                warnOfLinks(environment.getProperty("rapport.public-url", ""));
            } else {
                log.warn("No mail reaches anybody: no mail server is set, so that mail stays in the mailbox in"
                        + " memory (/mailbox)");
            }
            return;
        }
        log.info("{}", demoNotice());
        String address = environment.getProperty("server.address", "");
        if (!isLoopback(address)) {
            log.warn("The demo's passwords are public, and server.address={} lets others in", address);
        }
    }

    private String demoNotice() {
        String here = "http://localhost:" + environment.getProperty("local.server.port");
        boolean isShop = mailbox != null && environment.getProperty("rapport.demo", Boolean.class, true);
        return demoNotice(
                here,
                isShop,
                mailbox == null
                        ? "by " + environment.getProperty("spring.mail.host", "the servers in rapport.messaging.hosts")
                        : here + "/mailbox   (login " + DemoLogins.ADMINISTRATOR + ")",
                database.jdbcUrl().replaceFirst("^jdbc:postgresql://", "postgresql://" + database.user() + "@"));
    }

    /**
     * @param here where Rapport is reached
     * @param isShop whether the demo shop is there, with its advisers
     * @param mail where mail goes
     * @param database how it is reached
     */
    static String demoNotice(String here, boolean isShop, String mail, String database) {
        String staff = Stream.concat(DemoLogins.STAFF.stream(), isShop ? DemoLogins.ADVISERS.stream() : Stream.empty())
                .map(member -> member.id() + " (" + member.queue() + ")")
                .collect(Collectors.joining(", "));
        return String.join(
                "\n",
                "Rapport is ready.",
                "",
                "  Tasks      " + here + "/",
                "             " + DemoLogins.ADMINISTRATOR + " (administrator), " + staff,
                "             everybody's password: " + DemoLogins.PASSWORD,
                "  Customers  " + here + "/customers   (any of these logins)",
                "  Figures    " + here + "/insights   (login " + DemoLogins.MANAGER + ", a manager, or "
                        + DemoLogins.ADMINISTRATOR + ")",
                "  Operation  " + here + "/operations   (login " + DemoLogins.ADMINISTRATOR + ")",
                "  Mail       " + mail,
                "  Messages   " + here + "/studio/messages   (login " + DemoLogins.DESIGNER + ")",
                "  Events     POST " + here + "/api/events   (Authorization: Bearer demo-key)",
                "  Database   psql " + database,
                "");
    }

    /** A trigger keeps the entries as they are; whose tables they are could take the trigger away. */
    private void warnOfOneRole() {
        if (!auditProtected.getAsBoolean()) {
            log.warn(
                    "The audit log is protected by a trigger alone, since the application's database role may change its"
                            + " tables: set spring.flyway.user and spring.flyway.password to a role that owns them, and"
                            + " spring.datasource.username to another one that is no superuser");
        }
    }

    /** Anyone who sends real mail with links that lead nowhere should read of it before the customers do. */
    private static void warnOfLinks(String url) {
        URI links = URI.create(url);
        if (links.getHost() == null || isLoopback(links.getHost())) {
            log.warn("The links in mails lead to {}, which customers cannot reach: set rapport.public-url", url);
        } else if (!"https".equals(links.getScheme())) {
            log.warn(
                    "The links in mails lead to {}: anyone who listens in may use them, and mail programs offer their"
                            + " one-click opt-out by https alone (RFC 8058). Set rapport.public-url to an https address",
                    url);
        }
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress() && !address.isEmpty();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
