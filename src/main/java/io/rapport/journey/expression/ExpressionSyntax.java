package io.rapport.journey.expression;

import io.rapport.journey.expression.ExpressionCheck.ExpressionProblem;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.impl.juel.AstBracket;
import org.camunda.bpm.impl.juel.AstDot;
import org.camunda.bpm.impl.juel.AstString;
import org.camunda.bpm.impl.juel.Builder;
import org.camunda.bpm.impl.juel.Node;
import org.camunda.bpm.impl.juel.TreeBuilderException;

/** Reads an expression to its tree; where that fails, says in plain words what stands in the way, and where. */
final class ExpressionSyntax {

    private static final Pattern WORD = Pattern.compile("[\\w.]+");
    private static final Pattern CURLY_QUOTE = Pattern.compile("[\u2018\u2019\u201A\u201C\u201D\u201E\u00AB\u00BB]");
    private static final Pattern REVERSED = Pattern.compile("=([<>])");
    /** As other languages ask an object. */
    private static final Pattern ARROW = Pattern.compile("(?<=\\w)->(?=\\w)");

    private static final Pattern SHOUTED = Pattern.compile("\\b(AND|OR|NOT)\\b");

    private ExpressionSyntax() {}

    /**
     * @param text as it stands in the model
     * @param problems takes what is wrong, if it cannot be read
     * @return its tree
     */
    static Optional<Node> parse(String text, List<ExpressionProblem> problems) {
        try {
            return Optional.of(
                    new Builder(Builder.Feature.METHOD_INVOCATIONS).build(text).getRoot());
        } catch (TreeBuilderException e) {
            problems.add(problem(text, e.getPosition()));
        } catch (StackOverflowError e) {
            problems.add(new ExpressionProblem("an expression is nested too deeply to be read", "ask a fact instead"));
        } catch (RuntimeException e) {
            problems.add(unreadable(text, text.length()));
        }
        return Optional.empty();
    }

    /** @param at where the parser stopped, from 0 */
    private static ExpressionProblem problem(String text, int at) {
        Matcher curly = CURLY_QUOTE.matcher(text);
        if (curly.find()) {
            return new ExpressionProblem(
                    quoted(text) + " has a typographic quotation mark, " + curly.group() + ", at character "
                            + (curly.start() + 1),
                    "write straight ones, as in ${answer == 'yes'}");
        }
        Matcher arrow = ARROW.matcher(text);
        if (arrow.find()) {
            return new ExpressionProblem(
                    quoted(text) + " has an arrow, ->, at character " + (arrow.start() + 1),
                    "write a dot to ask a fact, as in ${customerFacts.ordered(customerId)}");
        }
        return unpaired(text).orElseGet(() -> unexpected(text, Math.min(Math.max(at, 0), text.length())));
    }

    /** Brackets and quotation marks come in pairs. */
    private static Optional<ExpressionProblem> unpaired(String text) {
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean begins = (c == '$' || c == '#') && text.startsWith("{", i + 1);
            if (open.isEmpty()) {
                if (begins) {
                    open.push(++i);
                }
            } else if (begins) {
                return Optional.of(new ExpressionProblem(
                        quoted(text) + " has " + c + "{ at character " + (i + 1) + " within another one",
                        "write ${ once, and } once at the end, as in ${score >= 4}"));
            } else if (c == '\'' || c == '"') {
                int end = closing(text, i);
                if (end < 0) {
                    return Optional.of(new ExpressionProblem(
                            quoted(text) + " has a text that begins at character " + (i + 1) + " and does not end",
                            "close it by the same quotation mark, " + c));
                }
                i = end;
            } else if ("([{".indexOf(c) >= 0) {
                open.push(i);
            } else if (")]}".indexOf(c) >= 0) {
                char opened = text.charAt(open.peek());
                if ("([{".indexOf(opened) != ")]}".indexOf(c)) {
                    return Optional.of(opened == '{' ? tooMany(text, i) : notClosed(text, open.peek()));
                }
                open.pop();
            }
        }
        return open.isEmpty() ? Optional.empty() : Optional.of(notClosed(text, open.peek()));
    }

    /** @return where a text in quotation marks ends, -1 if it does not */
    private static int closing(String text, int begin) {
        for (int i = begin + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == text.charAt(begin)) {
                return i;
            }
        }
        return -1;
    }

    private static ExpressionProblem tooMany(String text, int at) {
        return new ExpressionProblem(
                quoted(text) + " closes a bracket at character " + (at + 1) + ", " + text.charAt(at)
                        + ", that was not opened",
                "delete it, or open the bracket before");
    }

    private static ExpressionProblem notClosed(String text, int at) {
        char opened = text.charAt(at);
        return new ExpressionProblem(
                quoted(text) + " opens a bracket at character " + (at + 1) + ", " + opened + ", that is not closed",
                "write " + ")]}".charAt("([{".indexOf(opened)) + " where it ends");
    }

    private static ExpressionProblem unexpected(String text, int at) {
        String rest = text.substring(at);
        String before = text.substring(0, at).stripTrailing();
        if (rest.startsWith("}") && (before.endsWith("${") || before.endsWith("#{"))) {
            return new ExpressionProblem(quoted(text) + " is empty", "write what it asks, as in ${score >= 4}");
        }
        Matcher reversed = REVERSED.matcher(text);
        if (reversed.find(Math.max(0, at - 2))) {
            return new ExpressionProblem(
                    quoted(text) + " has " + reversed.group() + " at character " + (reversed.start() + 1),
                    "write " + reversed.group(1) + "=");
        }
        if (rest.startsWith("=") || before.endsWith("=") && !before.matches(".*[=!<>]=")) {
            return new ExpressionProblem(
                    quoted(text) + " has a single = at character "
                            + (text.substring(0, at + 1).lastIndexOf('=') + 1),
                    "write == to compare");
        }
        if (rest.startsWith("&") || rest.startsWith("|")) {
            String operator = rest.substring(0, 1);
            return new ExpressionProblem(
                    quoted(text) + " has a single " + operator + " at character " + (at + 1),
                    "write " + operator + operator + " for " + (operator.equals("&") ? "and" : "or"));
        }
        Matcher shouted = SHOUTED.matcher(text);
        if (shouted.find()) {
            return new ExpressionProblem(
                    quoted(text) + " has " + shouted.group() + " at character " + (shouted.start() + 1),
                    "write && for and, || for or, ! for not");
        }
        Matcher next = WORD.matcher(rest);
        boolean operand = rest.startsWith("'") || rest.startsWith("\"") || next.lookingAt();
        if (operand && before.matches("(?s).*[\\w'\")\\]]")) {
            return new ExpressionProblem(
                    quoted(text) + " has nothing that joins " + lastWord(before) + " and " + firstWord(rest)
                            + ", at character " + (at + 1),
                    "write an operator between them, such as ==, >=, && or ||");
        }
        if (rest.startsWith("#{") || rest.startsWith("${")) {
            return new ExpressionProblem(
                    quoted(text) + " mixes ${ and #{, at character " + (at + 1), "write ${ in both places");
        }
        boolean ends = rest.isEmpty() || ")]},:?".indexOf(rest.charAt(0)) >= 0;
        if (ends && before.matches("(?s).*([-+*/%<>,!]|[=!<>]=|&&|[|][|])")) {
            return new ExpressionProblem(
                    quoted(text) + " has nothing behind " + before.replaceFirst("(?s).*?([^\\w\\s'\")\\]]+)$", "$1")
                            + ", at character " + (at + 1),
                    "write a name, a number or a text there, as in ${score >= 4}");
        }
        return unreadable(text, at);
    }

    private static String lastWord(String text) {
        Matcher last =
                Pattern.compile("(?s).*?([\\w.]+|'[^']*'|\"[^\"]*\"|[)\\]])$").matcher(text);
        return last.matches() ? last.group(1) : text.substring(text.length() - 1);
    }

    private static String firstWord(String text) {
        Matcher first = Pattern.compile("[\\w.]+|'[^']*'|\"[^\"]*\"").matcher(text);
        return first.lookingAt() ? first.group() : text.substring(0, 1);
    }

    private static ExpressionProblem unreadable(String text, int at) {
        return new ExpressionProblem(
                quoted(text) + " cannot be read "
                        + (at < text.length()
                                ? "from character " + (at + 1) + " on, " + shortened(text.substring(at))
                                : "to its end"),
                "write names, numbers, texts in quotation marks and operators between them, as in ${score >= 4 &&"
                        + " answer == 'yes'}");
    }

    private static String shortened(String text) {
        return text.length() <= 20 ? text : text.substring(0, 20) + "…";
    }

    private static String quoted(String text) {
        return "'" + text.strip() + "'";
    }

    /** @return the name that a property or method is read by, where it is written out */
    static Optional<String> literalName(Node property) {
        if (property instanceof AstDot dot) {
            return Optional.of(dot.toString().substring(1).strip());
        }
        return property instanceof AstBracket && property.getChild(1) instanceof AstString name
                ? Optional.of(string(name))
                : Optional.empty();
    }

    /** @return the text of a literal */
    static String string(AstString literal) {
        return (String) literal.eval(null, null);
    }
}
