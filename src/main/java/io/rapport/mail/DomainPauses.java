package io.rapport.mail;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Slows down towards domains that ask for it by a 4xx, so that not each of a thousand mails asks again. Kept in the memory
 * of a node: after a start, and on each node, one mail learns it anew.
 */
public final class DomainPauses {

    /** Not longer than the first pause of a mail's own retries, which is then the one that tries. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

    /** Of domains; more are not slowed down, only tried. */
    private static final int MOST = 10_000;

    /** RFC 3463: 4.1 is about the address, 4.2 about the mailbox, the rest about its server. */
    private static final Pattern ONE_MAILBOX = Pattern.compile("^\\d{3}[ -]4\\.[12]\\.\\d{1,3}\\b");

    private final Map<String, Slow> slow = new ConcurrentHashMap<>();
    private final Supplier<Instant> clock;

    DomainPauses(Supplier<Instant> clock) {
        this.clock = clock;
    }

    private record Slow(Circuit circuit, String why) {}

    /**
     * A domain that shall be left alone.
     *
     * @param until when to look again, spread so that not all do at once
     * @param why what its server said
     */
    public record Pause(Instant until, String why) {}

    /** @return the pause that a mail to this address must make; empty if it may go now */
    Optional<Pause> of(String address) {
        Slow domain = slow.get(domain(address));
        if (domain == null || domain.circuit().tryNow()) {
            return Optional.empty();
        }
        Instant until = domain.circuit().until();
        long left = Math.max(1, Duration.between(clock.get(), until).toMillis());
        return Optional.of(
                new Pause(until.plusMillis(ThreadLocalRandom.current().nextLong(left / 2 + 1)), domain.why()));
    }

    /** The server put a mail to this address off, after it had heard whom it is for. */
    void putOff(String address, String reply) {
        if (ONE_MAILBOX.matcher(reply).find()) {
            return;
        }
        if (slow.size() >= MOST) {
            slow.values().removeIf(domain -> domain.circuit().isOpenForTry());
        }
        if (slow.size() < MOST) {
            slow.compute(domain(address), (name, before) -> {
                Circuit circuit = before == null ? new Circuit(FIRST_PAUSE, LONGEST_PAUSE, clock) : before.circuit();
                circuit.failed();
                return new Slow(circuit, reply);
            });
        }
    }

    /** The server took a mail to this address, or refused it for good. */
    void answered(String address) {
        slow.remove(domain(address));
    }

    private static String domain(String address) {
        return address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }
}
