package io.rapport.mail;

import io.micrometer.core.instrument.MeterRegistry;
import io.rapport.calendar.BusinessClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** How this node delivers mail: its mail servers, and what each mail carries. The workers share one. */
public final class MailDelivery {

    private static final Logger LOG = LoggerFactory.getLogger(MailDelivery.class);

    private final List<SmtpHost> hosts;
    private final SmtpHosts choice;
    private final DomainPauses domains;
    private final FeedbackId feedback;
    private final ReturnPath returnPath;
    private final DkimKey dkim;

    private MailDelivery(
            List<SmtpHost> hosts, FeedbackId feedback, ReturnPath returnPath, DkimKey dkim, BusinessClock clock) {
        this.hosts = hosts;
        this.choice = new SmtpHosts(hosts);
        this.domains = new DomainPauses(clock::instant);
        this.feedback = feedback;
        this.returnPath = returnPath;
        this.dkim = dkim;
    }

    /**
     * What holds for every connection.
     *
     * @param timeouts what to wait for
     * @param maxMessages mails after which a connection is renewed
     * @param maxAge age at which a connection is renewed
     * @param maxIdle silence after which a connection is closed
     */
    public record Limits(SmtpSettings.Timeouts timeouts, int maxMessages, Duration maxAge, Duration maxIdle) {}

    /**
     * Delivery through one server of which as much is asked as it takes.
     *
     * @param settings how to reach it
     * @param clock for the pauses: of slow domains, at whose end a mail is due, by its time; of the server by the real time
     */
    public static MailDelivery through(SmtpSettings settings, BusinessClock clock) {
        return new MailDelivery(List.of(new SmtpHost(settings, 1, 0, 0, clock::realInstant)), null, null, null, clock);
    }

    /**
     * Delivery as it is configured.
     *
     * @param properties what stands in {@code rapport.messaging}
     * @param single what Spring Boot made of {@code spring.mail.*}, of which only the settings are used; null for nothing
     * @param limits what holds for every connection
     * @param bundles the certificates to believe, by name
     * @param senderDomain the brand's, which EHLO gives
     * @param returnPath makes the envelope's sender; null for the address in {@code From}
     * @param clock for the pauses: of slow domains, at whose end a mail is due, by its time; of servers by the real time
     * @param registry for the figures of each server
     * @throws IllegalArgumentException if the settings contradict each other, or the DKIM key is broken
     */
    public static MailDelivery of(
            DeliveryProperties properties,
            JavaMailSenderImpl single,
            Limits limits,
            SslBundles bundles,
            String senderDomain,
            ReturnPath returnPath,
            BusinessClock clock,
            MeterRegistry registry) {
        if (single != null && !properties.hosts().isEmpty()) {
            throw new IllegalArgumentException(
                    "there are mail servers in spring.mail.host and in rapport.messaging.hosts:"
                            + " list them all in rapport.messaging.hosts");
        }
        List<SmtpHost> hosts = new ArrayList<>();
        if (single != null) {
            hosts.add(host(properties, single, limits, senderDomain, clock));
        }
        for (DeliveryProperties.Host host : properties.hosts()) {
            hosts.add(host(host, limits, bundles, senderDomain, clock));
        }
        hosts.forEach(host -> host.bindTo(registry));
        String sender = properties.feedbackSender();
        MailDelivery delivery = new MailDelivery(
                hosts,
                new FeedbackId(sender == null ? FeedbackId.senderOf(senderDomain) : sender),
                returnPath,
                properties.dkim() == null ? null : DkimKey.of(properties.dkim(), senderDomain),
                clock);
        delivery.domains.bindTo(registry);
        return delivery;
    }

    private static SmtpHost host(
            DeliveryProperties properties,
            JavaMailSenderImpl single,
            Limits limits,
            String localName,
            BusinessClock clock) {
        String protocol = single.getProtocol() == null ? JavaMailSenderImpl.DEFAULT_PROTOCOL : single.getProtocol();
        StartTls starttls = properties.starttls() == null ? StartTls.usual(single.getHost()) : properties.starttls();
        Properties mail = starttls.properties();
        mail.putAll(single.getJavaMailProperties());
        warn(protocol, single.getHost(), starttls, single.getUsername());
        SmtpSettings settings = SmtpSettings.of(
                protocol,
                single.getHost(),
                single.getPort(),
                single.getUsername(),
                single.getPassword(),
                mail,
                limits.timeouts(),
                localName,
                limits.maxMessages(),
                limits.maxAge(),
                limits.maxIdle());
        return new SmtpHost(
                settings,
                1,
                DeliveryProperties.rate(properties.rate(), single.getHost()),
                properties.connections(),
                clock::realInstant);
    }

    private static SmtpHost host(
            DeliveryProperties.Host host, Limits limits, SslBundles bundles, String localName, BusinessClock clock) {
        StartTls starttls = host.starttls() == null ? StartTls.usual(host.host()) : host.starttls();
        Properties mail = starttls.properties();
        if (host.username() != null) {
            mail.setProperty("mail." + host.protocol() + ".auth", "true");
        }
        if (host.sslBundle() != null) {
            mail.put(
                    "mail." + host.protocol() + ".ssl.socketFactory",
                    bundles.getBundle(host.sslBundle()).createSslContext().getSocketFactory());
        }
        warn(host.protocol(), host.host(), starttls, host.username());
        SmtpSettings settings = SmtpSettings.of(
                host.protocol(),
                host.host(),
                host.port(),
                host.username(),
                host.password(),
                mail,
                limits.timeouts(),
                localName,
                limits.maxMessages(),
                limits.maxAge(),
                limits.maxIdle());
        return new SmtpHost(
                settings,
                host.weight(),
                DeliveryProperties.rate(host.rate(), host.host()),
                host.connections(),
                clock::realInstant);
    }

    private static void warn(String protocol, String host, StartTls starttls, String username) {
        if (protocol.equals("smtp") && starttls != StartTls.REQUIRED && !StartTls.isThisMachine(host)) {
            LOG.warn(
                    "Mail{} may travel to {} in the clear (starttls: {})",
                    username == null ? "" : ", with its password,",
                    host,
                    starttls.name().toLowerCase(Locale.ROOT));
        }
    }

    /** @return whether there is a mail server */
    public boolean isConfigured() {
        return !hosts.isEmpty();
    }

    /**
     * @return how long until a server is tried again, while none answers or none is configured; empty while one does
     *     answer, as far as is known
     */
    public Optional<Duration> away() {
        return choice.away();
    }

    /** @return what writes mails down; for one thread */
    public MailComposer composer() {
        return new MailComposer(feedback, returnPath, dkim == null ? null : dkim.signer());
    }

    /** @return what sends mails; for one thread */
    public SmtpSender sender() {
        return new SmtpSender(choice, domains);
    }
}
