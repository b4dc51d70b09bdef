package io.rapport.outbox.internal;

import io.rapport.channel.SendResult;
import io.rapport.mail.DomainPauses;
import io.rapport.mail.MailComposer;
import io.rapport.mail.MailDelivery;
import io.rapport.mail.MailOrigin;
import io.rapport.mail.NotConnected;
import io.rapport.mail.SmtpSender;
import io.rapport.outbox.OutboxMessage;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Mails, over connections of its own. */
final class MailTransport implements Transport {

    private final MailComposer composer;
    private final SmtpSender sender;

    MailTransport(MailDelivery delivery) {
        this.composer = delivery.composer();
        this.sender = delivery.sender();
    }

    @Override
    public Duration ready() throws NotConnected {
        return sender.connect();
    }

    @Override
    public Optional<DomainPauses.Pause> pauseOf(String address) {
        return sender.pauseOf(address);
    }

    @Override
    public Optional<DomainPauses.Pause> takeTurn(String address) {
        return sender.takeTurn(address);
    }

    @Override
    public void giveTurnBack(String address) {
        sender.giveTurnBack(address);
    }

    @Override
    public Supplier<SendResult> pack(OutboxMessage message, PreparedMessage prepared) throws MessagingException {
        MimeMessage mail = composer.compose(
                prepared.mail(),
                new MailOrigin(message.id(), message.message(), message.journey(), message.category()));
        return () -> sender.send(mail);
    }

    @Override
    public void rest() {
        sender.closeIfIdle();
    }

    @Override
    public void close() {
        sender.close();
    }
}
