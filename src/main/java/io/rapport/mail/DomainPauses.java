package io.rapport.mail;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Slows down towards domains that ask for it by a 4xx, so that not each of a thousand mails asks again (a 4xx about one
 * mail or one mailbox lets only that mail wait, until several in a row fare so), and stops for
 * longer towards those that refuse one mail after the other because of us: a blocklisting must not cost thousands of
 * messages. Kept in the memory of a node: after a start, and on each node, a few mails learn it anew.
 *
 * <p>To ask whether a domain is paused uses nothing up. When a pause is over one mail is to {@link #take} the try, and to
 * {@link #giveBack} it if it is not handed over after all.
 */
public final class DomainPauses {

    private static final Logger LOG = LoggerFactory.getLogger(DomainPauses.class);

    /** Not longer than the first pause of a mail's own retries, which is then the one that tries. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

    /** So many refusals about us, one after the other, are no longer about single mails. */
    static final int PILE = 5;

    private static final Duration FIRST_BLOCK = Duration.ofMinutes(15);
    private static final Duration LONGEST_BLOCK = Duration.ofHours(4);

    /** Of domains; more are not slowed down, only tried. */
    private static final int MOST = 10_000;

    /** Recipients in a row that were put off, after which it is about their domain. */
    private static final int SEVERAL = 3;

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

    /** By domains: recipients that were put off in a row, for what may be about them alone. */
    private final Map<String, Set<String>> putOff = new ConcurrentHashMap<>();

    private final Map<String, Slow> slow = new ConcurrentHashMap<>();
    private final Map<String, Refusing> refusing = new ConcurrentHashMap<>();
    private final Supplier<Instant> clock;

    DomainPauses(Supplier<Instant> clock) {
        this.clock = clock;
    }

    private record Slow(CircuitBreaker circuit, String why) {}

    /**
     * Refusals about us since the domain last took a mail.
     *
     * @param number how many, one after the other
     * @param circuit how long to leave the domain alone, once they have piled up
     */
    private record Refusing(int number, CircuitBreaker circuit, String why) {

        boolean isPile() {
            return number >= PILE;
        }
    }

    /**
     * A domain that shall be left alone.
     *
     * @param until when to ask again, spread so that not all do at once
     * @param rule code of the reason: {@code domain-pause}, or {@code provider-block} where it refuses us
     * @param why what its server said
     */
    public record Pause(Instant until, String rule, String why) {}

    void bindTo(MeterRegistry registry) {
        Gauge.builder("rapport.smtp.blocked", this, DomainPauses::blocked)
                .description("recipients' domains that refuse mail after mail because of us, and are left alone")
                .register(registry);
    }

    private long blocked() {
        return refusing.values().stream().filter(Refusing::isPile).count();
    }

    /** @return the pause that a mail to this address must make; empty if it may go now */
    Optional<Pause> of(String address) {
        return of(address, CircuitBreaker::isOpenForTry);
    }

    /**
     * Takes the try that a domain may be given whose pause is over, for a mail that is handed over next.
     *
     * @return the pause that it must make since another one was quicker; empty if it may go
     */
    Optional<Pause> take(String address) {
        return of(address, CircuitBreaker::tryNow);
    }

    private interface Question {
        boolean isOpen(CircuitBreaker circuit);
    }

    private Optional<Pause> of(String address, Question question) {
        String domain = domain(address);
        Refusing refused = refusing.get(domain);
        if (refused != null && refused.isPile() && !question.isOpen(refused.circuit())) {
            return Optional.of(pause(refused.circuit(), "provider-block", refused.why()));
        }
        Slow asked = slow.get(domain);
        if (asked != null && !question.isOpen(asked.circuit())) {
            return Optional.of(pause(asked.circuit(), "domain-pause", asked.why()));
        }
        return Optional.empty();
    }

    private Pause pause(CircuitBreaker circuit, String rule, String why) {
        Instant until = circuit.until();
        long left = Math.max(1, Duration.between(clock.get(), until).toMillis());
        return new Pause(until.plusMillis(ThreadLocalRandom.current().nextLong(left / 2 + 1)), rule, why);
    }

    /** The mail that took the domain's try was not handed over: another one may try at once. */
    void giveBack(String address) {
        Slow asked = slow.get(domain(address));
        if (asked != null) {
            asked.circuit().giveBack();
        }
        Refusing refused = refusing.get(domain(address));
        if (refused != null && refused.isPile()) {
            refused.circuit().giveBack();
        }
    }

    /** The server put a mail to this address off, after it had read whom it is for. */
    void putOff(String address, String reply) {
        if (ONE_MAILBOX.matcher(reply).find()
                || GREYLISTED.matcher(reply).find()
                || !isAboutDomain(reply) && !slow.containsKey(domain(address)) && !areSeveral(address)) {
            return;
        }
        putOff.remove(domain(address));
        if (slow.size() >= MOST) {
            slow.values().removeIf(domain -> domain.circuit().isOpenForTry());
        }
        if (slow.size() < MOST) {
            slow.compute(domain(address), (name, before) -> {
                CircuitBreaker circuit =
                        before == null ? new CircuitBreaker(FIRST_PAUSE, LONGEST_PAUSE, clock) : before.circuit();
                circuit.failed();
                return new Slow(circuit, reply);
            });
        }
    }

    private static boolean isAboutDomain(String reply) {
        return WHOLE_DOMAIN.matcher(reply).find() || RATE.matcher(reply).find();
    }

    /** Counts the recipient, and says whether it is one of several in a row. */
    private boolean areSeveral(String address) {
        if (putOff.size() >= MOST) {
            putOff.clear();
        }
        Set<String> recipients = putOff.computeIfAbsent(domain(address), name -> ConcurrentHashMap.newKeySet());
        recipients.add(address);
        return recipients.size() >= SEVERAL;
    }

    /**
     * The server refused a mail to this address for good, and because of us.
     *
     * @return whether such refusals have piled up, so that this one is not about its mail
     */
    boolean refusedUs(String address, String reply) {
        answered(address);
        if (refusing.size() >= MOST) {
            refusing.values()
                    .removeIf(domain -> !domain.isPile() || domain.circuit().isOpenForTry());
        }
        if (refusing.size() >= MOST) {
            return false;
        }
        Refusing refused = refusing.compute(domain(address), (name, before) -> {
            CircuitBreaker circuit =
                    before == null ? new CircuitBreaker(FIRST_BLOCK, LONGEST_BLOCK, clock) : before.circuit();
            int number = before == null ? 1 : before.number() + 1;
            if (number >= PILE) {
                circuit.failed();
            }
            return new Refusing(number, circuit, reply);
        });
        if (refused.number() == PILE) {
            LOG.error(
                    "{} mails to one domain were refused one after the other because of us; mails there wait, and one tries"
                            + " again after {} min. Its server says: {}",
                    PILE,
                    FIRST_BLOCK.toMinutes(),
                    reply);
        }
        return refused.isPile();
    }

    /** The server took a mail to this address. */
    void accepted(String address) {
        answered(address);
        Refusing refused = refusing.remove(domain(address));
        if (refused != null && refused.isPile()) {
            LOG.info("A domain that refused mails because of us takes them again");
        }
    }

    /** The server refused a mail to this address for good, and not because of us: it does not ask to slow down. */
    void answered(String address) {
        slow.remove(domain(address));
        putOff.remove(domain(address));
    }

    private static String domain(String address) {
        return address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }
}
