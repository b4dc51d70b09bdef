package io.rapport.desk;

/**
 * Refuses one answer of a submitted form by what the form itself does not know, such as a limit: thrown by a listener of
 * {@link FormSubmitted}, it reaches the person who submitted as a fault of that field, and the task stays as it was.
 */
public final class AnswerRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String field;

    /**
     * @param field the form field's key
     * @param fix what the answer must be, such as {@code must be at most €50.00}; it follows the field's label
     */
    public AnswerRefused(String field, String fix) {
        super(fix);
        this.field = field;
    }

    /** @return the form field's key */
    public String field() {
        return field;
    }
}
