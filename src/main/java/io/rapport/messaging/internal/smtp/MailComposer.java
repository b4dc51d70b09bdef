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
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.simplejavamail.utils.mail.dkim.DkimMessage;
import org.simplejavamail.utils.mail.dkim.DkimSigner;
import org.springframework.util.FastByteArrayOutputStream;

/** Writes a mail down as MIME: a plain and an HTML part, headers that nothing in names or subjects can break out of. */
public final class MailComposer {

    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_SUBJECT = 250;
    private static final int LONGEST_LANGUAGE = 35;

    /** Of a mail, in bytes; a larger one takes a second piece of memory. */
    private static final int USUAL_SIZE = 32 * 1024;

    private static final Session NO_SESSION = Session.getInstance(new Properties());

    private static final String UTF_8 = StandardCharsets.UTF_8.name();

    private final FeedbackId feedback;
    private final ReturnPath returnPath;
    private final DkimSigner signer;

    /** For mails that nobody needs to tell apart afterwards. */
    MailComposer() {
        this(null, null, null);
    }

    /**
     * @param feedback makes the {@code Feedback-ID}; null for none
     * @param returnPath makes the envelope's sender; null for the address in {@code From}
     * @param signer signs; it belongs to this thread. Null for unsigned mails
     */
    MailComposer(FeedbackId feedback, ReturnPath returnPath, DkimSigner signer) {
        this.signer = signer;
        this.feedback = feedback;
        this.returnPath = returnPath;
    }

    /**
     * @param mail what to write
     * @param origin where it comes from
     * @return the message as bytes that sending does not change, with the envelope's sender
     * @throws AddressException if the recipient's address is none, or cannot be written to over plain SMTP
     * @throws MessagingException if the parts cannot be put together
     */
    public MimeMessage compose(Mail mail, Origin origin) throws MessagingException {
        ReadyMessage message = new ReadyMessage(mail.messageId());
        message.setFrom(mail.from());
        message.setRecipient(RecipientType.TO, recipient(mail.address(), mail.name()));
        message.setSubject(HeaderText.clean(mail.subject(), LONGEST_SUBJECT), UTF_8);
        message.setSentDate(Date.from(mail.date()));
        message.setContentLanguage(new String[] {HeaderText.clean(mail.language(), LONGEST_LANGUAGE)});
        if (mail.unsubscribe() == null) {
            // RFC 3834: no human wrote this to this reader, so no holiday notice should answer. What has an opt-out is
            // written by people for many, and known to responders as such by its List- headers (RFC 2369)
            message.setHeader("Auto-Submitted", "auto-generated");
        } else {
            message.setHeader("List-Unsubscribe", "<" + mail.unsubscribe().toASCIIString() + ">");
            message.setHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }
        if (feedback != null) {
            message.setHeader("Feedback-ID", feedback.of(origin));
        }
        if (returnPath != null) {
            message.setEnvelopeFrom(returnPath.address(origin.message()));
        }
        MimeMultipart parts = new MimeMultipart("alternative");
        parts.addBodyPart(part(mail.text(), "plain"));
        parts.addBodyPart(part(mail.html(), "html"));
        message.setContent(parts);
        message.saveChanges();
        message.fix(signer);
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

    /** A message whose bytes are made once, so that what was signed is what is sent, however often. */
    private static final class ReadyMessage extends SMTPMessage {

        private final String messageId;
        private byte[] bytes;

        ReadyMessage(String messageId) {
            super(NO_SESSION);
            this.messageId = messageId;
        }

        /** Jakarta Mail would give the message a new id when it is saved. */
        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", messageId);
        }

        @Override
        public void saveChanges() throws MessagingException {
            bytes = null;
            super.saveChanges();
        }

        /** From here on the message is these bytes. */
        void fix(DkimSigner signer) throws MessagingException {
            FastByteArrayOutputStream out = new FastByteArrayOutputStream(USUAL_SIZE);
            try {
                if (signer == null) {
                    super.writeTo(out, null);
                } else {
                    new DkimMessage(this, signer).writeTo(out);
                }
            } catch (IOException e) {
                throw new MessagingException("the mail cannot be written down", e);
            }
            bytes = out.toByteArray();
        }

        /** @param ignoredHeaders those that a mail of ours does not have (Bcc, Content-Length) */
        @Override
        public void writeTo(OutputStream out, String[] ignoredHeaders) throws IOException, MessagingException {
            if (bytes == null) {
                super.writeTo(out, ignoredHeaders);
            } else {
                out.write(bytes);
            }
        }
    }
}
