package io.rapport.mail.internal.bounce;

import io.rapport.mail.BounceProperties;
import io.rapport.mail.internal.bounce.ReportHandler.Handled;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.search.AndTerm;
import jakarta.mail.search.FlagTerm;
import jakarta.mail.search.SearchTerm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPMessage;
import org.eclipse.angus.mail.imap.IMAPStore;
import org.eclipse.angus.mail.pop3.POP3Folder;
import org.eclipse.angus.mail.pop3.POP3Message;

/**
 * The mailbox that reports come to, over IMAP or POP3. A mail leaves it only after it was handled. Of IMAP, an understood
 * mail goes to one folder and an unclear one to another (or gets a flag); of POP3, an understood one is deleted and an
 * unclear one stays. Belongs to one thread.
 */
final class BounceMailbox {

    /** Beyond that a mail is not read, in bytes: no report is so large, and POP3 hands over whole lines. */
    private static final int LARGEST = 64 * 1024 * 1024;

    private static final int CHARACTERS_A_LINE = 76;
    private static final int MOST_LEFT = 10_000;

    private final BounceProperties properties;
    private final Session session;

    /** Mails that stay with a POP3 server because they are unclear, so that they are read once. */
    private final Set<String> left = new LinkedHashSet<>();

    BounceMailbox(BounceProperties properties) {
        this.properties = properties;
        this.session = Session.getInstance(settings(properties));
    }

    private static Properties settings(BounceProperties properties) {
        Properties settings = new Properties();
        String mine = "mail." + properties.protocol() + ".";
        String timeout = String.valueOf(properties.timeout().toMillis());
        settings.setProperty(mine + "connectiontimeout", timeout);
        settings.setProperty(mine + "timeout", timeout);
        settings.setProperty(mine + "writetimeout", timeout);
        settings.setProperty(mine + "ssl.checkserveridentity", "true");
        settings.setProperty(mine + "starttls.enable", "true");
        settings.setProperty(mine + "starttls.required", String.valueOf(!properties.plaintext()));
        // reading must not mark a mail as seen
        settings.setProperty(mine + "peek", "true");
        return settings;
    }

    /**
     * Polls once, the oldest mails first.
     *
     * @param handler returns what came of a mail; if it throws, the mail stays for the next poll
     * @return how many mails were handled
     * @throws MessagingException if the server cannot be reached, refuses, or breaks off
     */
    int poll(Function<byte[], Handled> handler) throws MessagingException, IOException {
        try (Store store = session.getStore(properties.protocol())) {
            store.connect(
                    properties.host(),
                    properties.port() == 0 ? -1 : properties.port(),
                    properties.username(),
                    properties.password());
            return properties.isPop() ? pollByPop(store, handler) : pollByImap((IMAPStore) store, handler);
        }
    }

    private int pollByImap(IMAPStore store, Function<byte[], Handled> handler) throws MessagingException, IOException {
        IMAPFolder folder = (IMAPFolder) store.getFolder(properties.folder());
        folder.open(Folder.READ_WRITE);
        try {
            Message[] waiting = waiting(folder);
            int most = Math.min(waiting.length, properties.batch());
            for (int i = 0; i < most; i++) {
                IMAPMessage mail = (IMAPMessage) waiting[i];
                Handled handled;
                try (InputStream in = mail.getMimeStream()) {
                    handled = handler.apply(in.readNBytes(properties.mostBytes()));
                }
                putAway(store, folder, mail, handled == Handled.UNCLEAR);
            }
            return most;
        } finally {
            folder.close(false);
        }
    }

    private Message[] waiting(IMAPFolder folder) throws MessagingException {
        List<SearchTerm> untouched = new ArrayList<>();
        if (properties.processedFolder().isEmpty()) {
            untouched.add(new FlagTerm(new Flags(Flags.Flag.SEEN), false));
        }
        if (properties.unclearFolder().isEmpty()) {
            untouched.add(new FlagTerm(new Flags(Flags.Flag.FLAGGED), false));
        }
        return untouched.isEmpty()
                ? folder.getMessages()
                : folder.search(new AndTerm(untouched.toArray(SearchTerm[]::new)));
    }

    private void putAway(IMAPStore store, IMAPFolder folder, IMAPMessage mail, boolean unclear)
            throws MessagingException {
        String to = unclear ? properties.unclearFolder() : properties.processedFolder();
        if (to.isEmpty()) {
            mail.setFlag(unclear ? Flags.Flag.FLAGGED : Flags.Flag.SEEN, true);
            return;
        }
        Folder target = store.getFolder(to);
        if (!target.exists()) {
            target.create(Folder.HOLDS_MESSAGES);
        }
        Message[] one = {mail};
        if (store.hasCapability("MOVE")) {
            folder.moveMessages(one, target);
        } else {
            folder.copyMessages(one, target);
            mail.setFlag(Flags.Flag.DELETED, true);
            if (store.hasCapability("UIDPLUS")) {
                folder.expunge(one);
            } else {
                folder.expunge();
            }
        }
    }

    private int pollByPop(Store store, Function<byte[], Handled> handler) throws MessagingException, IOException {
        POP3Folder folder = (POP3Folder) store.getFolder("INBOX");
        folder.open(Folder.READ_WRITE);
        int done = 0;
        try {
            for (Message each : folder.getMessages()) {
                String uid = folder.getUID(each);
                if (left.contains(uid)) {
                    continue;
                }
                if (done == properties.batch()) {
                    break;
                }
                done++;
                if (handler.apply(beginning((POP3Message) each)) == Handled.UNCLEAR) {
                    leave(uid);
                } else {
                    each.setFlag(Flags.Flag.DELETED, true);
                }
            }
        } finally {
            // what was handled until now is deleted, also when a later mail could not be handled
            folder.close(true);
        }
        return done;
    }

    private byte[] beginning(POP3Message mail) throws MessagingException, IOException {
        int size = mail.getSize();
        if (size > LARGEST) {
            return new byte[0];
        }
        if (size > properties.mostBytes()) {
            try (InputStream top = mail.top(properties.mostBytes() / CHARACTERS_A_LINE)) {
                // a server need not know TOP: then a person reads it
                return top == null ? new byte[0] : top.readNBytes(properties.mostBytes());
            }
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream(Math.max(size, 1024));
        mail.writeTo(whole);
        return whole.toByteArray();
    }

    private void leave(String uid) {
        if (left.size() == MOST_LEFT) {
            left.remove(left.iterator().next());
        }
        left.add(uid);
    }
}
