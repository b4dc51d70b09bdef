package io.rapport.app.mailbox;

import com.icegreen.greenmail.configuration.GreenMailConfiguration;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.user.UserManager;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.rapport.app.embedded.Ports;
import jakarta.mail.Flags;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.WeakHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An SMTP server on 127.0.0.1 that takes every mail and keeps the newest, in memory while it runs and in a file between a stop
 * and the next start. Nothing leaves the machine.
 */
public final class Mailbox implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Mailbox.class);
    private static final int SWEEP_EVERY_SECONDS = 5;

    /** Whose inbox holds what was there before a restart; it is shown by what the mails say, as all others. */
    private static final String BEFORE = "before";

    private final GreenMail server;
    private final int kept;
    /** {@code null}: nothing is kept over a restart. */
    private final MailArchive archive;

    /** A mail does not change, and to read one costs more than to find it. */
    private final Map<StoredMessage, CapturedMail> read = Collections.synchronizedMap(new WeakHashMap<>());

    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "mailbox-sweeper");
        thread.setDaemon(true);
        return thread;
    });

    private Mailbox(GreenMail server, int kept, MailArchive archive) {
        this.server = server;
        this.kept = kept;
        this.archive = archive;
        if (archive != null) {
            restore();
        }
        sweeper.scheduleWithFixedDelay(this::sweepSafely, SWEEP_EVERY_SECONDS, SWEEP_EVERY_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Starts the server.
     *
     * @param wishedPort where it listens on 127.0.0.1, if nobody else does; otherwise, and for 0, on any free port
     * @param kept how many mails are kept, the newest; older ones are forgotten
     * @param file where they are between a stop and the next start, which begins with them; {@code null}: nowhere
     * @return the running server
     */
    static Mailbox start(int wishedPort, int kept, Path file) {
        MailArchive archive = file == null ? null : new MailArchive(file);
        // asked first: the server itself would tell of a busy port with a stack
        int port = Ports.freeOr(wishedPort);
        try {
            Mailbox mailbox = new Mailbox(listen(port), kept, archive);
            if (wishedPort != 0 && mailbox.port() != wishedPort) {
                log.info("Port {} is taken: the mailbox listens on {}", wishedPort, mailbox.port());
            }
            return mailbox;
        } catch (IllegalStateException takenMeanwhile) {
            return new Mailbox(listen(0), kept, archive);
        }
    }

    private static GreenMail listen(int port) {
        GreenMail server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.withConfiguration(GreenMailConfiguration.aConfig().withDisabledAuthentication());
        server.start();
        return server;
    }

    /** @return the port of the SMTP server */
    public int port() {
        return server.getSmtp().getPort();
    }

    /**
     * Lists mails, the newest first.
     *
     * @param to a part of the recipient's address in any case; empty for everybody's mail
     * @param limit how many at most
     * @return what is kept
     */
    public List<CapturedMail> newest(String to, int limit) {
        String wanted = to.strip().toLowerCase(Locale.ROOT);
        return kept().map(this::mail)
                .filter(mail -> mail.to().toLowerCase(Locale.ROOT).contains(wanted))
                .limit(limit)
                .toList();
    }

    /**
     * Finds one mail.
     *
     * @param id as in {@link CapturedMail#id()}
     * @return empty if it is unknown or was forgotten meanwhile
     */
    public Optional<CapturedMail> find(String id) {
        return kept().filter(stored -> stored.id().equals(id)).map(this::mail).findFirst();
    }

    /** Forgets all but the newest mails. */
    void sweep() {
        List<Stored> old = kept().skip(kept).toList();
        Set<MailFolder> folders = new HashSet<>();
        for (Stored stored : old) {
            stored.message().setFlag(Flags.Flag.DELETED, true);
            folders.add(stored.folder());
        }
        for (MailFolder folder : folders) {
            try {
                folder.expunge();
            } catch (FolderException e) {
                log.warn("Old mail could not be removed from the embedded mailbox", e);
            }
        }
    }

    @Override
    public void close() {
        sweeper.shutdownNow();
        if (archive != null) {
            keep();
        }
        server.stop();
    }

    private void keep() {
        try {
            List<StoredMessage> newest =
                    kept().limit(kept).map(Stored::message).collect(Collectors.toCollection(ArrayList::new));
            Collections.reverse(newest);
            archive.write(newest);
        } catch (IOException | RuntimeException e) {
            log.warn("The embedded mailbox is not kept: the next start does not show its mails", e);
        }
    }

    private void restore() {
        try {
            UserManager users = server.getManagers().getUserManager();
            MailFolder inbox =
                    server.getManagers().getImapHostManager().getInbox(users.createUser(BEFORE, BEFORE, BEFORE));
            for (MailArchive.Kept mail : archive.read()) {
                inbox.appendMessage(mail.message(), new Flags(), Date.from(mail.received()));
            }
        } catch (IOException | UserException | FolderException e) {
            log.warn("The mails of before cannot be read: the embedded mailbox begins without them", e);
        }
    }

    private void sweepSafely() {
        try {
            sweep();
        } catch (RuntimeException e) {
            // the executor would never run it again
            log.warn("The embedded mailbox could not be swept", e);
        }
    }

    private Stream<Stored> kept() {
        Collection<MailFolder> folders;
        try {
            folders = server.getManagers().getImapHostManager().getStore().listMailboxes("*");
        } catch (FolderException e) {
            throw new IllegalStateException("the embedded mailbox cannot be listed", e);
        }
        return folders.stream()
                .flatMap(folder -> folder.getNonDeletedMessages().stream().map(message -> new Stored(folder, message)))
                .sorted(Comparator.comparing((Stored stored) -> stored.message().getReceivedDate())
                        .thenComparing(stored -> stored.message().getUid())
                        .reversed());
    }

    private CapturedMail mail(Stored stored) {
        return read.computeIfAbsent(stored.message(), message -> CapturedMail.of(stored.id(), message));
    }

    private record Stored(MailFolder folder, StoredMessage message) {

        String id() {
            String place = folder.getFullName() + "/" + message.getUid();
            return UUID.nameUUIDFromBytes(place.getBytes(StandardCharsets.UTF_8))
                    .toString();
        }
    }
}
