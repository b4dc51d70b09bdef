package io.rapport.mail;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.rapport.channel.Cause;
import io.rapport.channel.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Slows down towards domains that ask for it by a 4xx, or refuse us as a sender again and again, so that not each of a
 * thousand mails asks again, or fails for what is not its fault. A refusal of one mail or one mailbox is not about its
 * domain: only that mail waits, until several in a row fare so. Kept in the memory of a node: after a start, and on each
 * node, a few mails learn it anew.
 */
public final class DomainPauses {

    private static final Logger LOG = LoggerFactory.getLogger(DomainPauses.class);

    /** Not longer than the first pause of a mail's own retries, which is then the one that tries. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

    /** Blocklists forget in hours, and operators need some to ask a provider for it. */
    private static final Duration FIRST_BAN = Duration.ofMinutes(15);

    private static final Duration LONGEST_BAN = Duration.ofHours(2);

    /** Recipients in a row that were put off, after which it is about their domain. */
    private static final int SEVERAL_PUT_OFF = 3;

    /** Recipients in a row for whom we were refused as a sender, after which it is not about one mail. */
    private static final int SEVERAL_REFUSED = 5;

    /** Of domains; more are not slowed down, only tried. */
    private static final int MOST = 10_000;

    /** RFC 3463: 4.1 is about the address, 4.2 about the mailbox. */
    private static final Pattern ONE_MAILBOX = Pattern.compile("^\\d{3}[ -]#?4\\.[12]\\.\\d{1,3}\\b");

    /** Greylisting is about one sender, one recipient and one server of ours, and over when that mail comes again. */
    private static final Pattern GREYLISTED = Pattern.compile("(?i)\\bgr[ae]y-?list");

    /** RFC 3463: 4.7 is about whom the domain trusts, 4.3.1 and 4.3.2 about its server as a whole, 4.4.5 about its load. */
    private static final Pattern WHOLE_DOMAIN =
            Pattern.compile("^421\\b|^\\d{3}[ -]#?4\\.(?:7\\.\\d{1,3}|3\\.[12]|4\\.5)\\b");

    /** How servers without such codes ask for fewer mails. */
    private static final Pattern RATE =
            Pattern.compile("(?i)\\brates?\\b|\\bthrottl|\\bslow(ing)? down\\b|too (much|fast"
                    + "|quickly|often)\\b|too many (messages|mails|e-?mails|connections|requests|recipients)"
                    + "|频率|频繁|超限");

    /** RFC 3463: 5.6 is about what a mail contains, 5.2.3, 5.3.3 and 5.3.4 about its size and form. */
    private static final Pattern ONE_MAIL = Pattern.compile("5\\.(?:6\\.\\d{1,3}|2\\.3|3\\.[34])");

    private final Map<String, Domain> domains = new ConcurrentHashMap<>();
    private final Supplier<Instant> clock;

    DomainPauses(Supplier<Instant> clock) {
        this.clock = clock;
    }

    /** What is known of a domain that did not take a mail; changed inside {@code compute} alone. */
    private static final class Domain {
        private final Set<String> putOff = new HashSet<>();
        private final Set<String> refused = new HashSet<>();

        /** Null until there is a reason to pause. */
        private volatile Circuit circuit;

        private volatile boolean refusesUs;
        private volatile String why;

        void pause(Circuit pause, String reply) {
            pause.failed();
            circuit = pause;
            why = reply;
        }

        Domain speedUp() {
            if (!refusesUs) {
                putOff.clear();
                circuit = null;
            }
            return this;
        }

        boolean isOver() {
            return circuit == null || circuit.isOpenForTry();
        }
    }

    /**
     * A domain that shall be left alone.
     *
     * @param until when to look again, spread so that not all do at once
     * @param refusesUs whether it refuses us as a sender, as opposed to asking for fewer mails
     * @param why what its server said
     */
    public record Pause(Instant until, boolean refusesUs, String why) {}

    /** @return the pause that a mail to this address must make; empty if it may go now */
    Optional<Pause> of(String address) {
        Domain domain = domains.get(domain(address));
        if (domain == null || domain.circuit == null || domain.circuit.tryNow()) {
            return Optional.empty();
        }
        Instant until = domain.circuit.until();
        long left = Math.max(1, Duration.between(clock.get(), until).toMillis());
        return Optional.of(new Pause(
                until.plusMillis(ThreadLocalRandom.current().nextLong(left / 2 + 1)), domain.refusesUs, domain.why));
    }

    /** The server put a mail to this address off, after it had heard whom it is for. */
    void putOff(String address, String reply) {
        if (ONE_MAILBOX.matcher(reply).find() || GREYLISTED.matcher(reply).find()) {
            return;
        }
        boolean whole =
                WHOLE_DOMAIN.matcher(reply).find() || RATE.matcher(reply).find();
        change(address, domain -> {
            if (domain.circuit != null) {
                return;
            }
            domain.putOff.add(address);
            if (whole || domain.putOff.size() >= SEVERAL_PUT_OFF) {
                domain.pause(new Circuit(FIRST_PAUSE, LONGEST_PAUSE, clock), reply);
            }
        });
    }

    /**
     * The server refused a mail to this address for good.
     *
     * @param reply what it said
     * @param refusal what that means
     * @return whether it refuses us as a sender, so that the mail is not at fault and shall wait with the others
     */
    boolean refused(String address, String reply, Refusal refusal) {
        if (refusal.cause() != Cause.SENDER
                || refusal.code() != null && ONE_MAIL.matcher(refusal.code()).matches()) {
            // its server answers, but whether it would take a mail from us is not said
            domains.computeIfPresent(
                    domain(address), (name, known) -> known.refused.isEmpty() ? null : known.speedUp());
            return false;
        }
        Domain domain = change(address, known -> {
            if (known.refusesUs) {
                return;
            }
            known.refused.add(address);
            if (known.refused.size() >= SEVERAL_REFUSED) {
                known.refusesUs = true;
                known.pause(new Circuit(FIRST_BAN, LONGEST_BAN, clock), reply);
                LOG.error("{} refuses us as a sender, its mails wait: {}", domain(address), reply);
            }
        });
        return domain != null && domain.refusesUs;
    }

    /** The server took a mail to this address. */
    void answered(String address) {
        if (domains.isEmpty()) {
            return;
        }
        Domain before = domains.remove(domain(address));
        if (before != null && before.refusesUs) {
            LOG.info("{} takes our mails again", domain(address));
        }
    }

    void bindTo(MeterRegistry meters) {
        Gauge.builder("rapport.smtp.domains", this, pauses -> pauses.paused(false))
                .description("domains of recipients whose mails wait on this node")
                .tag("state", "slow")
                .register(meters);
        Gauge.builder("rapport.smtp.domains", this, pauses -> pauses.paused(true))
                .description("domains of recipients whose mails wait on this node")
                .tag("state", "refusing")
                .register(meters);
    }

    private long paused(boolean refusesUs) {
        return domains.values().stream()
                .filter(domain -> domain.circuit != null && domain.refusesUs == refusesUs)
                .count();
    }

    private Domain change(String address, Consumer<Domain> change) {
        if (domains.size() >= MOST) {
            domains.values().removeIf(Domain::isOver);
        }
        String name = domain(address);
        if (domains.size() >= MOST && !domains.containsKey(name)) {
            return null;
        }
        return domains.compute(name, (key, before) -> {
            Domain domain = before == null ? new Domain() : before;
            change.accept(domain);
            return domain;
        });
    }

    private static String domain(String address) {
        return address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }
}
