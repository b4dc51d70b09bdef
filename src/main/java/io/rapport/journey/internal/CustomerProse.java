package io.rapport.journey.internal;

import java.util.regex.Pattern;

/** What staff write to customers, who read it as it stands. */
final class CustomerProse {

    private static final Pattern NO_PROSE = Pattern.compile("[<>{}]|://|www\\.");

    private CustomerProse() {}

    /** @return whether a text has nothing that looks like markup, a placeholder or an address */
    static boolean isPlain(String text) {
        return !NO_PROSE.matcher(text).find();
    }
}
