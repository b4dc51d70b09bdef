package io.rapport.inbox.internal;

/** What operators read about a failure, in one line and without what it was about. */
final class FailureReasons {

    private static final int MOST = 1000;

    private FailureReasons() {}

    /**
     * @param failure any
     * @return the kind and first line of its root
     */
    static String of(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = String.valueOf(root.getMessage());
        String text = root.getClass().getSimpleName() + ": "
                + message.lines().findFirst().orElse("");
        return text.length() > MOST ? text.substring(0, MOST) : text;
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
