package io.rapport.address;

import java.text.Normalizer;
import java.util.Locale;

/** One spelling of an address for all that reach the same mailbox or telephone, so that two can be compared. */
public final class Addresses {

    private Addresses() {}

    /**
     * The spelling that addresses are compared by. The part before the @ may in theory tell large from small letters
     * (RFC 5321, 2.4); in practice it does not, and to be silent once too often is the safer mistake.
     *
     * @param channel such as {@code email}; {@code sms} and {@code phone} have telephone numbers
     * @param address in any spelling
     * @return the same for each spelling of one address; not null
     */
    public static String normal(String channel, String address) {
        String text = Normalizer.normalize(address.strip(), Normalizer.Form.NFKC);
        String small = text.toLowerCase(Locale.ROOT);
        if (channel.equals("sms") || channel.equals("phone")) {
            // the very form that messages are sent to: a trunk zero in brackets is no part of the number
            String number = small.replaceAll("[/.]", " ").replaceFirst("^00", "+");
            return PhoneNumber.e164(number).orElseGet(() -> number.replaceAll("[^0-9+]", ""));
        }
        int at = text.lastIndexOf('@');
        if (at < 0) {
            return small;
        }
        // the domain in its own letters: what is small and what is large there, its standard says
        String domain = MailDomain.ascii(text.substring(at + 1)).orElseGet(() -> text.substring(at + 1));
        return text.substring(0, at).toLowerCase(Locale.ROOT)
                + '@'
                + domain.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    }
}
