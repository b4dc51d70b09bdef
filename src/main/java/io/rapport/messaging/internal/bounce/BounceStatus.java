package io.rapport.messaging.internal.bounce;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a failed delivery says about the address, by its enhanced status code (RFC 3463).
 *
 * @param code such as {@code 5.1.1}
 * @param hard whether the address will never take a message; a soft bounce says that this one did not arrive
 */
record BounceStatus(String code, boolean hard) {

    /** Not a part of a longer number, an IP address or a version. */
    private static final Pattern ENHANCED = Pattern.compile("(?<![\\d.])([245])\\.(\\d{1,3})\\.(\\d{1,3})(?!\\.?\\d)");

    /** The replies to RCPT and DATA of RFC 5321, 4.2.3, that refuse; other numbers in a text mean nothing. */
    private static final Pattern REPLY =
            Pattern.compile("(?<![\\d.])(421|450|451|452|455|550|551|552|553|554|556)(?![\\d.])");

    private static final String MAILBOX_FULL = "552";
    private static final String TRANSACTION_FAILED = "554";

    /**
     * Permanent by their class, but not about the recipient's address: the mailbox or the system is full (2.2, 3.1), the
     * mail is too large (2.3, 3.4), our own address is at fault (1.7, 1.8), the network was (4.5, 4.6, 4.7).
     */
    private static final Set<String> NOT_THE_ADDRESS =
            Set.of("5.2.2", "5.2.3", "5.3.1", "5.3.4", "5.1.7", "5.1.8", "5.4.5", "5.4.6", "5.4.7");

    /** About the protocol, the content, or a policy against us: the same address may take the next message. */
    private static final Set<String> NOT_THE_ADDRESS_SUBJECTS = Set.of("5", "6", "7");

    /**
     * Judges a failed delivery.
     *
     * @param status what the report gives as status, such as {@code 5.1.1 (no such user)}; may be null
     * @param diagnostic the receiving server's words, such as {@code smtp; 550 5.1.1 User unknown}; may be null
     * @return empty if neither holds a code
     */
    static Optional<BounceStatus> of(String status, String diagnostic) {
        Matcher stated = ENHANCED.matcher(status == null ? "" : status);
        Matcher said = ENHANCED.matcher(diagnostic == null ? "" : diagnostic);
        Matcher reply = REPLY.matcher(diagnostic == null ? "" : diagnostic);
        boolean replied = reply.find();
        if (stated.find() && !isUnspecific(stated)) {
            return Optional.of(judge(stated, null));
        }
        // x.0.0 only repeats the class; the receiving server may have been clearer
        if (said.find() && !said.group(1).equals("2")) {
            return Optional.of(judge(said, replied ? reply.group() : null));
        }
        if (stated.reset().find() && !stated.group(1).equals("2")) {
            return Optional.of(judge(stated, replied ? reply.group() : null));
        }
        if (replied) {
            Matcher classOnly = ENHANCED.matcher(reply.group().charAt(0) + ".0.0");
            classOnly.find();
            return Optional.of(judge(classOnly, reply.group()));
        }
        return Optional.empty();
    }

    private static boolean isUnspecific(Matcher code) {
        return code.group(2).equals("0") && code.group(3).equals("0");
    }

    private static BounceStatus judge(Matcher code, String reply) {
        boolean address = code.group(1).equals("5")
                && !NOT_THE_ADDRESS.contains(code.group())
                && !NOT_THE_ADDRESS_SUBJECTS.contains(code.group(2));
        boolean unclear = isUnspecific(code) && (MAILBOX_FULL.equals(reply) || TRANSACTION_FAILED.equals(reply));
        return new BounceStatus(code.group(), address && !unclear);
    }
}
