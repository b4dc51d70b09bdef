package io.rapport.messaging.internal.smtp;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UnsupportedEncodingException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import org.springframework.util.FastByteArrayOutputStream;

/** Writes a mail down as MIME: a plain and an HTML part, headers that nothing in names or subjects can break out of. */
public final class MailComposer {

    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_SUBJECT = 250;

    /** Of a mail, in bytes; a larger one takes a second piece of memory. */
    private static final int USUAL_SIZE = 32 * 1024;

    private static final String UTF_8 = StandardCharsets.UTF_8.name();

    private final Session session;

    /** @param session the mail session that the message will be sent in */
    public MailComposer(Session session) {
        this.session = session;
    }

    /**
     * @param mail what to write
     * @return the message, complete: sending it changes nothing in it
     * @throws AddressException if the recipient's address is none, or cannot be written to over plain SMTP
     * @throws MessagingException if the parts cannot be put together
     */
    public MimeMessage compose(Mail mail) throws MessagingException {
        MimeMessage message = new FixedIdMessage(session, mail.messageId());
        message.setFrom(mail.from());
        message.setRecipient(RecipientType.TO, recipient(mail.address(), mail.name()));
        message.setSubject(HeaderText.clean(mail.subject(), LONGEST_SUBJECT), UTF_8);
        message.setSentDate(Date.from(mail.date()));
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setContentLanguage(new String[] {mail.language()});
        if (mail.unsubscribe() != null) {
            message.setHeader("List-Unsubscribe", "<" + mail.unsubscribe().toASCIIString() + ">");
            message.setHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }
        MimeMultipart parts = new MimeMultipart("alternative");
        parts.addBodyPart(part(mail.text(), "plain"));
        parts.addBodyPart(part(mail.html(), "html"));
        message.setContent(parts);
        message.saveChanges();
        return message;
    }

    /**
     * @param address a bare address
     * @param name shown beside it; may be empty
     * @return both, encoded for a header
     * @throws AddressException if the address is not exactly one address
     */
    static InternetAddress recipient(String address, String name) throws AddressException {
        InternetAddress recipient = new InternetAddress(ascii(address), true);
        // a list, a group, a comment or a name beside the address would reach someone else than it seems
        if (!recipient.getAddress().equals(ascii(address)) || recipient.isGroup()) {
            throw new AddressException("not a bare address");
        }
        recipient.validate();
        String shown = HeaderText.clean(name, LONGEST_NAME);
        if (!shown.isEmpty()) {
            try {
                recipient.setPersonal(shown, UTF_8);
            } catch (UnsupportedEncodingException e) {
                throw new IllegalStateException("every Java has UTF-8", e);
            }
        }
        return recipient;
    }

    private static String ascii(String address) throws AddressException {
        int at = address.lastIndexOf('@');
        if (at < 1 || at == address.length() - 1) {
            throw new AddressException("not an address");
        }
        String local = address.substring(0, at);
        if (!StandardCharsets.US_ASCII.newEncoder().canEncode(local)) {
            throw new AddressException("the part before the @ is not ASCII");
        }
        try {
            return local + '@' + IDN.toASCII(address.substring(at + 1));
        } catch (IllegalArgumentException e) {
            throw new AddressException("the domain is none");
        }
    }

    private static MimeBodyPart part(String content, String subtype) throws MessagingException {
        String canonical = content.replace("\r\n", "\n").replace('\r', '\n').replace("\n", "\r\n");
        MimeBodyPart part = new MimeBodyPart();
        part.setText(canonical, UTF_8, subtype);
        // said here, so that Jakarta Mail need not read the text a first time to choose
        part.setHeader("Content-Transfer-Encoding", isMostlyAscii(canonical) ? "quoted-printable" : "base64");
        return part;
    }

    private static boolean isMostlyAscii(String text) {
        long others = text.chars().filter(character -> character > 127).count();
        return others * 8 < text.length();
    }

    /** Jakarta Mail would give the message a new id when it is saved. */
    private static final class FixedIdMessage extends MimeMessage {

        private final String messageId;

        FixedIdMessage(Session session, String messageId) {
            super(session);
            this.messageId = messageId;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", messageId);
        }

        /** In one piece: the encoder writes byte by byte, which costs less in memory than towards the mail server. */
        @Override
        public void writeTo(OutputStream out, String[] ignoredHeaders) throws IOException, MessagingException {
            FastByteArrayOutputStream bytes = new FastByteArrayOutputStream(USUAL_SIZE);
            super.writeTo(bytes, ignoredHeaders);
            out.write(bytes.toByteArrayUnsafe());
        }
    }
}
