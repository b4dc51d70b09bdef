package io.rapport.database;

/**
 * Who decides something by hand, and why, as the audit tables of the rooms keep it.
 *
 * @param who the operator
 * @param note why, without personal data; 1 to {@value #LONGEST_NOTE} characters, without blanks around
 */
public record OperatorDecision(String who, String note) {

    /** Longest note, in characters. */
    public static final int LONGEST_NOTE = 500;

    /** @throws IllegalArgumentException if the note is missing or too long */
    public OperatorDecision {
        note = note == null ? "" : note.strip();
        if (note.isEmpty() || note.length() > LONGEST_NOTE) {
            throw new IllegalArgumentException("a note of 1 to " + LONGEST_NOTE + " characters is needed");
        }
    }

    /**
     * What came of a decision.
     *
     * @param done events or messages it was carried out for
     * @param left those that were left as they are: no longer as chosen, or without what the decision needs
     */
    public record Result(int done, int left) {

        /** @return both together */
        public Result plus(Result other) {
            return new Result(done + other.done, left + other.left);
        }
    }
}
