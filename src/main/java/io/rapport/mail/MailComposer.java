package io.rapport.mail;

import io.rapport.address.MailDomain;
import jakarta.mail.Address;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Date;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.simplejavamail.utils.mail.dkim.DkimMessage;
import org.simplejavamail.utils.mail.dkim.DkimSigner;
import org.springframework.util.FastByteArrayOutputStream;

/** Writes a mail down as MIME: a plain and an HTML part, headers that nothing in names or subjects can break out of. */
public final class MailComposer {

    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_SUBJECT = 250;
    private static final int LONGEST_TAG = 35;

    /** Of a mail, in bytes; a larger one takes a second piece of memory. */
    private static final int USUAL_SIZE = 32 * 1024;

    private static final Pattern FIRST_HEADER = Pattern.compile("[^\\r\\n]+(\\r\\n[ \\t][^\\r\\n]*)*\\r\\n");
    private static final Pattern NOT_IN_TAG = Pattern.compile("[^A-Za-z0-9-]");
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final Session NO_SESSION = Session.getInstance(new Properties());

    /** For headers with addresses that are not ASCII (RFC 6532). */
    private static final Session UTF8_SESSION = Session.getInstance(SmtpUtf8.headers());

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
     * @throws AddressException if the recipient's address is none
     * @throws MessagingException if the parts cannot be put together
     */
    public MimeMessage compose(OutgoingMail mail, MailOrigin origin) throws MessagingException {
        InternetAddress to = recipient(mail.address(), mail.name());
        boolean plain = SmtpUtf8.isPlain(to.getAddress());
        ReadyMessage message = new ReadyMessage(mail.messageId(), to, plain ? NO_SESSION : UTF8_SESSION);
        message.setFrom(recipient(mail.from().getAddress(), mail.from().getPersonal()));
        message.setSubject(HeaderText.clean(mail.subject(), LONGEST_SUBJECT), UTF_8);
        message.setSentDate(Date.from(mail.date()));
        message.setContentLanguage(new String[] {tag(mail.language())});
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
        message.setHeader("MIME-Version", "1.0");
        message.setHeader("Message-ID", mail.messageId());
        message.fix(mail, signer);
        return message;
    }

    /**
     * @param address a bare address
     * @param name shown beside it; may be empty or null
     * @return both, encoded for a header
     * @throws AddressException if the address is not exactly one address
     */
    static InternetAddress recipient(String address, String name) throws AddressException {
        InternetAddress recipient = new InternetAddress(known(address), true);
        // a list, a group, a comment or a name beside the address would reach someone else than it seems
        if (!recipient.getAddress().equals(known(address)) || recipient.isGroup()) {
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

    /** A language tag and nothing else; undetermined (RFC 5646) if nothing of one is left. */
    private static String tag(String language) {
        String tag = NOT_IN_TAG.matcher(language).replaceAll("");
        return tag.isEmpty() ? "und" : tag.substring(0, Math.min(tag.length(), LONGEST_TAG));
    }

    /** The address as mail servers know it. */
    private static String known(String address) throws AddressException {
        int at = address.lastIndexOf('@');
        if (at < 1 || at == address.length() - 1) {
            throw new AddressException("not an address");
        }
        String domain = MailDomain.ascii(address.substring(at + 1))
                .orElseThrow(() -> new AddressException("the domain is none"));
        // what is not ASCII here only servers with SMTPUTF8 take (RFC 6531), which the sender finds out
        return Normalizer.normalize(address.substring(0, at), Normalizer.Form.NFC) + '@' + domain;
    }

    private static void write(EncodedText content, String subtype, String boundary, FastByteArrayOutputStream out)
            throws IOException {
        line(out, "--" + boundary);
        line(out, "Content-Type: text/" + subtype + "; charset=UTF-8");
        line(out, "Content-Transfer-Encoding: " + content.encoding());
        line(out, "");
        out.write(content.bytes());
        line(out, "");
    }

    private static void line(FastByteArrayOutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.write(LINE_END);
    }

    /** A message whose bytes are made once, so that what was signed is what is sent, however often. */
    private static final class ReadyMessage extends SMTPMessage {

        private final String messageId;
        private final Address[] recipient;
        private byte[] bytes;

        ReadyMessage(String messageId, InternetAddress recipient, Session session) throws MessagingException {
            super(session);
            this.messageId = messageId;
            this.recipient = new Address[] {recipient};
            setRecipient(RecipientType.TO, recipient);
        }

        /** Jakarta Mail would read it out of the headers again, each time that somebody asks. */
        @Override
        public Address[] getAllRecipients() {
            return recipient.clone();
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

        /** From here on the message is its headers and these parts, signed if there is a signer. */
        void fix(OutgoingMail mail, DkimSigner signer) throws MessagingException {
            // of the encodings, two have no '=' before '_', and in the third no line begins so
            String boundary = EncodedText.BOUNDARY + Integer.toHexString(messageId.hashCode());
            setHeader("Content-Type", "multipart/alternative; boundary=\"" + boundary + '"');
            try {
                FastByteArrayOutputStream out = new FastByteArrayOutputStream(USUAL_SIZE);
                for (var lines = getAllHeaderLines(); lines.hasMoreElements(); ) {
                    line(out, lines.nextElement());
                }
                line(out, "");
                MailComposer.write(EncodedText.of(mail.text()), "plain", boundary, out);
                MailComposer.write(EncodedText.ofHtml(mail.html()), "html", boundary, out);
                line(out, "--" + boundary + "--");
                bytes = out.toByteArray();
                if (signer != null) {
                    FastByteArrayOutputStream signed = new FastByteArrayOutputStream(USUAL_SIZE);
                    new DkimMessage(this, signer).writeTo(signed);
                    bytes = session == NO_SESSION ? signed.toByteArray() : signature(signed.toByteArray(), bytes);
                }
            } catch (IOException e) {
                throw new MessagingException("the mail cannot be written down", e);
            }
        }

        /** The signature, made of UTF-8, before the headers, which its maker would write as something else. */
        private static byte[] signature(byte[] signed, byte[] mail) throws IOException {
            Matcher first = FIRST_HEADER.matcher(new String(signed, StandardCharsets.ISO_8859_1));
            if (!first.lookingAt()) {
                throw new IOException("a signed mail begins with its signature");
            }
            FastByteArrayOutputStream both = new FastByteArrayOutputStream(mail.length + first.end());
            both.write(signed, 0, first.end());
            both.write(mail);
            return both.toByteArray();
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
