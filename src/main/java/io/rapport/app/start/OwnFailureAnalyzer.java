package io.rapport.app.start;

import io.rapport.app.embedded.StartRefused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Says in one paragraph what Rapport itself refuses at the start: a model, a message, the event catalogue, a file that is
 * not there, a setting that makes no sense. It handles failures that our own code raised, with a message for people;
 * what anything else raises keeps its stack, for a bug is found by it.
 */
@Order(Ordered.LOWEST_PRECEDENCE)
final class OwnFailureAnalyzer implements FailureAnalyzer {

    private static final String OURS = "io.rapport.";

    @Override
    public FailureAnalysis analyze(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null && !causes.contains(cause); cause = cause.getCause()) {
            causes.add(cause);
        }
        for (int i = causes.size() - 1; i >= 0; i--) {
            Throwable cause = causes.get(i);
            if (isSaidByUs(cause)) {
                String detail = i + 1 < causes.size() ? detail(causes.get(causes.size() - 1)) : "";
                return new FailureAnalysis(
                        cause.getMessage() + detail,
                        "Fix what it names, then start again; nothing was changed in the database by it.",
                        failure);
            }
        }
        return null;
    }

    private static boolean isSaidByUs(Throwable cause) {
        boolean forPeople = cause.getClass().getName().startsWith(OURS)
                || cause instanceof IllegalArgumentException
                || cause instanceof IllegalStateException
                || cause instanceof UncheckedIOException;
        StackTraceElement[] stack = cause.getStackTrace();
        return forPeople
                && !(cause instanceof StartRefused)
                && cause.getMessage() != null
                && stack.length > 0
                && stack[0].getClassName().startsWith(OURS);
    }

    /** What a library said beneath, where it is about a file. */
    private static String detail(Throwable root) {
        if (root instanceof NoSuchFileException || root instanceof IOException) {
            return " (" + root.getClass().getSimpleName() + ": " + root.getMessage() + ")";
        }
        return "";
    }
}
