package io.rapport.template;

/** What is done with a message that was handed over completely and not answered: the server may or may not have it. */
public enum UnknownOutcomeRule {
    /** It waits for a person. Right where a second one would do harm, or seem foolish. */
    HOLD,
    /** It goes out again under the same Message-ID, some time later and a few times at most. */
    RESEND;

    /** @return what `message.yaml` writes, {@link #HOLD} where it writes nothing; null for anything else */
    static UnknownOutcomeRule of(String written) {
        if (written == null || written.equals("hold")) {
            return HOLD;
        }
        return written.equals("resend") ? RESEND : null;
    }
}
