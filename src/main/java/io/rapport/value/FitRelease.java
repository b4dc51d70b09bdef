package io.rapport.value;

/** What becomes of the models that the night has fitted, if they do no worse than those that are live. */
public enum FitRelease {
    /** They are live at once. */
    AUTOMATIC,
    /** They wait as the candidate until somebody decides. */
    ASK
}
