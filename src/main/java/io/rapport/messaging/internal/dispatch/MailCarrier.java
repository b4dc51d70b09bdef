package io.rapport.messaging.internal.dispatch;

import io.rapport.messaging.OutboxMessage;
import io.rapport.messaging.internal.dispatch.Preparation.Prepared;
import io.rapport.messaging.internal.smtp.Delivery;
import io.rapport.messaging.internal.smtp.DomainPauses;
import io.rapport.messaging.internal.smtp.MailComposer;
import io.rapport.messaging.internal.smtp.NotConnected;
import io.rapport.messaging.internal.smtp.Origin;
import io.rapport.messaging.internal.smtp.SendResult;
import io.rapport.messaging.internal.smtp.SmtpSender;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Mails, over connections of its own. */
final class MailCarrier implements Carrier {

    private final MailComposer composer;
    private final SmtpSender sender;

    MailCarrier(Delivery delivery) {
        this.composer = delivery.composer();
        this.sender = delivery.sender();
    }

    @Override
    public Duration ready() throws NotConnected {
        return sender.connect();
    }

    @Override
    public Optional<DomainPauses.Pause> pauseOf(Prepared prepared) {
        return sender.pauseOf(prepared.address());
    }

    @Override
    public Supplier<SendResult> pack(OutboxMessage message, Prepared prepared) throws MessagingException {
        MimeMessage mail = composer.compose(
                prepared.mail(), new Origin(message.id(), message.message(), message.journey(), message.category()));
        return () -> {
            sender.takeTurn(prepared.address());
            return sender.send(mail);
        };
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
