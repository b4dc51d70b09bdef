package io.rapport.imports;

/** A file that is not taken at all, in words that say what to do. */
public final class FileRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FileRefused(String message) {
        super(message, null, false, false);
    }
}
