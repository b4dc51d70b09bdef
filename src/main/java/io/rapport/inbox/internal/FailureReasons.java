package io.rapport.inbox.internal;

/** What operators read about a failure, in one line and without what it was about. */
final class FailureReasons {

    private static final int MOST = 1000;

    private FailureReasons() {}

    /**
     * @param failure any
     * @return the kind and first line of its root; the line alone where it says all
     */
    static String of(Throwable failure) {
        Throwable root = root(failure);
        String message = String.valueOf(root.getMessage());
        String text = (isNoFaultOfOurs(root) ? "" : root.getClass().getSimpleName() + ": ")
                + message.lines().findFirst().orElse("");
        return text.length() > MOST ? text.substring(0, MOST) : text;
    }

    /**
     * What a log says beside the reason. A failure that was raised without a stack trace is no fault of the program, such as a
     * pool of coupons that is empty: its message says all.
     *
     * @param failure any
     * @return the failure with its stack trace; {@code null} if the reason is enough
     */
    static Throwable trace(Throwable failure) {
        return isNoFaultOfOurs(root(failure)) ? null : failure;
    }

    private static boolean isNoFaultOfOurs(Throwable root) {
        return root.getStackTrace().length == 0 && root.getMessage() != null;
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /**
     * @param times how often it happened
     * @return that another transaction came first
     */
    static String conflict(int times) {
        return "met another change at the same moment" + (times == 1 ? "" : ", " + times + " times in a row")
                + "; it is tried again";
    }
}
