package io.rapport.app.mailbox;

import com.icegreen.greenmail.store.StoredMessage;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** What the mailbox held when it stopped, for its next start: a zip of the mails as they came in, the oldest first. */
final class MailArchive {

    private final Path file;

    /** @param file made at the first stop, in a folder that is made, too */
    MailArchive(Path file) {
        this.file = file;
    }

    /** @param received when it came in, to the second */
    record Kept(MimeMessage message, Instant received) {}

    /**
     * Replaces what was written before.
     *
     * @param mails the oldest first
     */
    void write(List<StoredMessage> mails) throws IOException {
        Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
        // for its owner alone, and never half of it
        Path written = Files.createTempFile(folder, "mailbox", ".tmp");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(written))) {
            int number = 0;
            for (StoredMessage mail : mails) {
                ZipEntry entry = new ZipEntry("%06d.eml".formatted(++number));
                entry.setLastModifiedTime(FileTime.from(mail.getReceivedDate().toInstant()));
                zip.putNextEntry(entry);
                mail.getMimeMessage().writeTo(zip);
                zip.closeEntry();
            }
        } catch (MessagingException e) {
            throw new IOException("a received mail cannot be written", e);
        }
        Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** @return what was written last, the oldest first; nothing if nothing was */
    List<Kept> read() throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        List<Kept> mails = new ArrayList<>();
        Session session = Session.getInstance(new Properties());
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                MimeMessage mail = new MimeMessage(session, new ByteArrayInputStream(zip.readAllBytes()));
                mails.add(new Kept(mail, entry.getLastModifiedTime().toInstant()));
            }
        } catch (MessagingException e) {
            throw new IOException(file + " holds something that is no mail", e);
        }
        return mails;
    }
}
