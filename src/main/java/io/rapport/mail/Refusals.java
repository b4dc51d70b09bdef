package io.rapport.mail;

import io.rapport.channel.Cause;
import io.rapport.channel.Refusal;
import io.rapport.mail.RefusalTable.CodeLine;
import io.rapport.mail.RefusalTable.ReplyLine;
import io.rapport.mail.RefusalTable.TextLine;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Judges by the table what servers say. The address counts as gone only if something says so and nothing speaks against
 * it: a customer who gets one mail too many is a smaller fault than one who never gets any again.
 */
public final class Refusals {

    private static final String CODE = "([245])\\.([0-7])\\.(\\d{1,3})(?![\\d]|\\.\\d)";
    private static final String REPLY = "(421|45[0-9]|50[0-4]|521|53[0-9]|541|55[0-9]|571)";

    /** A code right behind a reply is a code whatever its number. */
    private static final Pattern REPLIED = Pattern.compile("(?<![\\d.,:/+-])" + REPLY + "[ \\-]{1,3}['\"(]?#?" + CODE);

    /** Elsewhere it is one only behind what announces it; versions, dates and addresses of machines look alike. */
    private static final Pattern ANNOUNCED = Pattern.compile(
            "(?i)(?:;\\s*|[(\\[<#'\"]\\s*|\\b(?:status|code|error|said|returned|because|reason|diagnostic|fehler|fehlercode"
                    + "|grund|status-?code)\\s*[:=]?\\s*|(?:错误|原因|代码)\\s*[:：]?\\s*)#?"
                    + CODE);

    private static final Pattern ALONE = Pattern.compile("^\\s*#?" + CODE);

    /** The replies of RFC 5321, 4.2.3, that refuse, as a server begins a line; other numbers in a text mean nothing. */
    private static final Pattern PLAIN_REPLY =
            Pattern.compile("(?:^|[\\s;:('\"<>：；。，（【])" + REPLY + "(?=[ \\-]\\D|['\")]|\\s*$)");

    private static final Pattern NAMES = Pattern.compile(
            "https?://\\S{1,1000}|<?[^\\s<>@]{1,64}@[^\\s<>@,;:]{1,255}>?|(?<![\\w.-])[\\w.-]{0,250}\\w\\.[a-z]{2,24}\\b(?!\\.\\w)");
    private static final Pattern SPACE = Pattern.compile("[\\s\\u00a0\\u3000]+");

    /** Longer words than this say nothing new, and cost time. */
    private static final int MOST = 4_000;

    private record Words(Cause says, Pattern like) {}

    private final Map<String, Optional<Cause>> codes = new HashMap<>();

    /** By codes: words beside which they say nothing. */
    private final Map<String, Pattern> unless = new HashMap<>();

    private final Map<String, Cause> replies = new HashMap<>();
    private final List<Words> words;

    /** @param table by which to judge */
    public Refusals(RefusalTable table) {
        for (CodeLine line : table.codes()) {
            codes.put(line.code(), Optional.ofNullable(line.says()));
            if (line.unless() != null) {
                unless.put(line.code(), pattern(line.unless()));
            }
        }
        for (ReplyLine line : table.replies()) {
            replies.put(line.reply(), line.says());
        }
        this.words = table.texts().stream().map(Refusals::words).toList();
    }

    private static Words words(TextLine line) {
        return new Words(line.says(), pattern(line.like()));
    }

    private static Pattern pattern(String like) {
        return Pattern.compile(like, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    /**
     * Judges a server's answer to {@code RCPT TO}, {@code DATA} or the mail itself.
     *
     * @param reply as it came, such as {@code 550 5.1.1 User unknown}
     * @return what it means
     */
    public Refusal ofReply(String reply) {
        return new Evidence().said(reply).judge();
    }

    /**
     * Judges a server's answer before it knew whom the mail is for.
     *
     * @param reply as it came
     * @return what it means: whatever its code is, it is about us
     */
    public Refusal ofReplyToSender(String reply) {
        return new Refusal(ofReply(reply).code(), Cause.SENDER);
    }

    /**
     * Says about whom an enhanced status code is.
     *
     * @param code such as {@code 5.1.1}
     * @return empty if the code alone does not tell
     */
    public Optional<Cause> ofCode(String code) {
        Matcher matcher = ALONE.matcher(code);
        return matcher.find() ? known(matcher, 1).map(cause -> permanent(matcher.group(1), cause)) : Optional.empty();
    }

    /** @return nothing read yet */
    public Evidence evidence() {
        return new Evidence();
    }

    private Optional<Cause> known(Matcher code, int first) {
        String subject = "x." + code.group(first + 1) + ".";
        Optional<Cause> exact = codes.get(subject + code.group(first + 2));
        return exact != null ? exact : codes.getOrDefault(subject + "*", Optional.empty());
    }

    private boolean isRegistered(Matcher code, int first) {
        return codes.containsKey("x." + code.group(first + 1) + "." + code.group(first + 2));
    }

    private static Cause permanent(String codeClass, Cause cause) {
        return cause == Cause.ADDRESS && !codeClass.equals("5") ? Cause.SYSTEM : cause;
    }

    /** What is known of one failure, from one or several places. Not for several threads. */
    public final class Evidence {

        private final Map<Cause, String> causes = new HashMap<>();

        /** What codes say for which other words would be evidence enough, by those words. */
        private final Map<Pattern, Refusal> doubted = new HashMap<>();

        private final Set<Pattern> otherWords = new HashSet<>();
        private String spoken;
        private boolean transientFailure;
        private boolean permanentFailure;

        private Evidence() {}

        /**
         * Takes in the field {@code Status} of a delivery report.
         *
         * @param status such as {@code 5.1.1 (no such user)}; null or empty for none
         * @return this
         */
        public Evidence status(String status) {
            Matcher code = ALONE.matcher(status == null ? "" : status);
            if (code.find() && !code.group(1).equals("2")) {
                transientFailure = code.group(1).equals("4");
                permanentFailure = !transientFailure;
                code(code, 1);
            }
            return this;
        }

        /**
         * Takes in a server's own words.
         *
         * @param reply such as {@code smtp; 550 5.1.1 User unknown}; null or empty for none
         * @return this
         */
        public Evidence said(String reply) {
            String line = line(reply);
            Matcher alone = ALONE.matcher(line);
            if (alone.find() && !alone.group(1).equals("2")) {
                heard(alone.group(1));
                code(alone, 1);
            }
            return text(line);
        }

        /**
         * Takes in what was written for people.
         *
         * @param text without the mail that came back; null or empty for none
         * @return this
         */
        public Evidence text(String text) {
            String line = line(text);
            boolean coded = false;
            Matcher replied = REPLIED.matcher(line);
            while (replied.find()) {
                heard(replied.group(1).substring(0, 1));
                if (!replied.group(2).equals("2")) {
                    coded = true;
                    code(replied, 2);
                }
            }
            Matcher announced = ANNOUNCED.matcher(line);
            while (announced.find()) {
                if (!announced.group(1).equals("2") && isRegistered(announced, 1)) {
                    coded = true;
                    heard(announced.group(1));
                    code(announced, 1);
                }
            }
            Matcher plain = PLAIN_REPLY.matcher(line);
            while (plain.find()) {
                heard(plain.group(1).substring(0, 1));
                if (!coded && replies.containsKey(plain.group(1))) {
                    causes.putIfAbsent(
                            replies.get(plain.group(1)), plain.group(1).charAt(0) + ".0.0");
                }
                speak(plain.group(1).charAt(0) + ".0.0");
            }
            words(line);
            return this;
        }

        private void words(String line) {
            String rest = NAMES.matcher(line).replaceAll(" @ ");
            rest = SPACE.matcher(rest).replaceAll(" ");
            for (Pattern other : unless.values()) {
                if (other.matcher(rest).find()) {
                    otherWords.add(other);
                }
            }
            for (Words each : words) {
                Matcher matcher = each.like().matcher(rest);
                if (matcher.find()) {
                    causes.putIfAbsent(each.says(), null);
                    rest = matcher.replaceAll(" ~ ");
                }
            }
        }

        private void code(Matcher code, int first) {
            String whole = code.group(first) + "." + code.group(first + 1) + "." + code.group(first + 2);
            speak(whole);
            Pattern other = code.group(first).equals("5")
                    ? unless.get("x." + code.group(first + 1) + "." + code.group(first + 2))
                    : null;
            known(code, first).map(cause -> permanent(code.group(first), cause)).ifPresent(cause -> {
                if (other != null) {
                    doubted.put(other, new Refusal(whole, cause));
                } else if (causes.get(cause) == null) {
                    causes.put(cause, whole);
                }
            });
        }

        /** Keeps the code that says most: a class with nothing behind it only until there is another. */
        private void speak(String code) {
            if (spoken == null || spoken.endsWith(".0.0") && !code.endsWith(".0.0")) {
                spoken = code;
            }
        }

        private void heard(String replyClass) {
            permanentFailure |= replyClass.equals("5");
            if (!permanentFailure) {
                transientFailure = true;
            }
        }

        /** @return whether a code, a reply or words tell about whom the failure is */
        public boolean isClear() {
            return !causes.isEmpty() || !doubted.isEmpty();
        }

        /** @return whether there was any code or reply of a server that refuses */
        public boolean isCoded() {
            return spoken != null;
        }

        /** @return whether a server said that it will not take the mail, as opposed to not yet */
        public boolean isPermanent() {
            return permanentFailure;
        }

        /** @return what all that was taken in means together */
        public Refusal judge() {
            Map<Cause, String> all = new HashMap<>(causes);
            doubted.forEach((words, refusal) -> {
                if (!otherWords.contains(words) && all.get(refusal.cause()) == null) {
                    all.put(refusal.cause(), refusal.code());
                }
            });
            for (Cause cause : Cause.values()) {
                if (all.containsKey(cause)) {
                    boolean notYet = cause == Cause.ADDRESS && transientFailure;
                    String code = all.get(cause) == null ? spoken : all.get(cause);
                    return new Refusal(code, notYet ? Cause.SYSTEM : cause);
                }
            }
            return new Refusal(spoken, Cause.SYSTEM);
        }
    }

    private static String line(String text) {
        String all = text == null ? "" : text;
        return SPACE.matcher(all.length() > MOST ? all.substring(0, MOST) : all)
                .replaceAll(" ")
                .strip();
    }
}
