package io.rapport.journey.table;

import camundajar.impl.scala.Product;
import camundajar.impl.scala.collection.Iterator;
import camundajar.impl.scala.util.Either;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.camunda.feel.FeelEngine;
import org.camunda.feel.context.Context;
import org.camunda.feel.syntaxtree.ConstNull$;
import org.camunda.feel.syntaxtree.ConstNumber;
import org.camunda.feel.syntaxtree.Exp;
import org.camunda.feel.syntaxtree.Filter;
import org.camunda.feel.syntaxtree.FunctionInvocation;
import org.camunda.feel.syntaxtree.ParsedExpression;
import org.camunda.feel.syntaxtree.PositionalFunctionParameters;
import org.camunda.feel.syntaxtree.Ref;

/**
 * Reads FEEL without evaluating it, and says what is not evaluated here: what calls Java, and what could take longer or more
 * memory than its length shows. That is loops, contexts (each entry may double the one before), regular expressions, powers,
 * and filters within filters; the functions that are left are a list. What passes takes time in proportion to its length and
 * to that of what it is asked about.
 */
public final class FeelSyntax {

    /** By the name of their class in the syntax tree. */
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("JavaFunctionInvocation", "Java is not evaluated"),
            Map.entry("FunctionDefinition", "functions of its own are not evaluated"),
            Map.entry("QualifiedFunctionInvocation", "functions of its own are not evaluated"),
            Map.entry("For", "loops are not evaluated"),
            Map.entry("IterationContext", "loops are not evaluated"),
            Map.entry("SomeItem", "loops (some … satisfies) are not evaluated"),
            Map.entry("EveryItem", "loops (every … satisfies) are not evaluated"),
            Map.entry("ConstContext", "contexts ({…}) are not evaluated"),
            Map.entry("Exponentiation", "powers (**) are not evaluated"));

    /** The functions that are evaluated. */
    private static final Set<String> FUNCTIONS = Set.of(
            "not",
            "contains",
            "starts with",
            "ends with",
            "lower case",
            "upper case",
            "string length",
            "substring",
            "substring before",
            "substring after",
            "string",
            "is blank",
            "is defined",
            "get or else",
            "list contains",
            "count",
            "min",
            "max",
            "sum",
            "mean",
            "abs",
            "floor",
            "ceiling",
            "modulo",
            "odd",
            "even",
            "decimal",
            "round up",
            "round down",
            "round half up",
            "round half down",
            "date",
            "time",
            "date and time",
            "duration",
            "years and months duration",
            "day of week",
            "day of year",
            "week of year",
            "month of year",
            "before",
            "after",
            "now",
            "today");

    /** Those whose second argument says how many digits, and so how large the number becomes. */
    private static final Set<String> ROUNDING =
            Set.of("decimal", "round up", "round down", "round half up", "round half down");

    private static final int MOST_DIGITS = 20;

    /** What these say changes with time. */
    private static final Set<String> CLOCK = Set.of("now", "today");

    private static final Pattern TIME = Pattern.compile(
            "(?<!\\w)(?:date and time|date|time|duration)\\s*\\(\\s*\"[^\"\\\\]*\"\\s*\\)|@\"[^\"\\\\]*\"");

    private static final FeelEngine ENGINE = new FeelEngine.Builder().build();

    private FeelSyntax() {}

    /**
     * @param text an expression
     * @return what is wrong with it; empty if it can be evaluated
     */
    public static Optional<String> faultOfExpression(String text) {
        return fault(expression(text));
    }

    /**
     * @param text a condition of a table's rule
     * @return what is wrong with it; empty if it can be evaluated
     */
    public static Optional<String> faultOfTest(String text) {
        return fault(test(text));
    }

    /** @return an expression as it was read, or why it cannot be */
    static Either<FeelEngine.Failure, ParsedExpression> expression(String text) {
        return ENGINE.parseExpression(text);
    }

    /** @return a condition of a table's rule as it was read, or why it cannot be */
    static Either<FeelEngine.Failure, ParsedExpression> test(String text) {
        return ENGINE.parseUnaryTests(text);
    }

    /** @return why what was read is not evaluated; empty if it is */
    static Optional<String> fault(Either<FeelEngine.Failure, ParsedExpression> parsed) {
        if (parsed.isLeft()) {
            return Optional.of(parsed.left().toOption().get().message());
        }
        return refused(parsed.toOption().get().expression(), false);
    }

    /**
     * @param text an expression
     * @return the names that it reads; none if it cannot be read
     */
    public static Set<String> names(String text) {
        return names(expression(text));
    }

    /**
     * @param text a condition of a table's rule
     * @return the names that it reads; none if it cannot be read
     */
    public static Set<String> namesInTest(String text) {
        return names(test(text));
    }

    /**
     * @param text an expression
     * @return whether it comes to the same whatever it is asked about, and whenever
     */
    public static boolean isConstant(String text) {
        Either<FeelEngine.Failure, ParsedExpression> parsed = expression(text);
        return parsed.isRight() && isConstant(parsed.toOption().get().expression());
    }

    /**
     * @param part of a text that was read, such as {@code 2 * 12}, without a question mark
     * @return what it comes to; empty if that hangs on something, or is no value that a column can be compared with
     */
    static Optional<Comparable<?>> constant(Object part) {
        if (!(part instanceof Exp expression) || !isConstant(part)) {
            return Optional.empty();
        }
        Object value = ENGINE.eval(new ParsedExpression(expression, ""), Context.EmptyContext$.MODULE$)
                .toOption()
                .getOrElse(() -> null);
        if (value instanceof Number number) {
            return Optional.of(new BigDecimal(number.toString()));
        }
        return value instanceof String
                        || value instanceof Boolean
                        || value instanceof LocalDate
                        || value instanceof LocalDateTime
                ? Optional.of((Comparable<?>) value)
                : Optional.empty();
    }

    private static boolean isConstant(Object part) {
        if (part instanceof Ref || part instanceof FunctionInvocation call && CLOCK.contains(call.function())) {
            return false;
        }
        Iterator<?> inner = inner(part);
        while (inner != null && inner.hasNext()) {
            if (!isConstant(inner.next())) {
                return false;
            }
        }
        return true;
    }

    /**
     * FEEL takes a day that the calendar does not have, such as {@code date("2026-02-30")}, for no value.
     *
     * @param text an expression or a condition
     * @return the first such day, time or duration, as it is written; empty if there is none
     */
    public static Optional<String> impossibleTime(String text) {
        return TIME.matcher(text)
                .results()
                .map(MatchResult::group)
                .filter(time -> expression(time).toOption().exists(parsed -> parsed.expression() == ConstNull$.MODULE$))
                .findFirst();
    }

    private static Set<String> names(Either<FeelEngine.Failure, ParsedExpression> parsed) {
        Set<String> names = new TreeSet<>();
        if (parsed.isRight()) {
            names(parsed.toOption().get().expression(), names);
        }
        return names;
    }

    private static void names(Object part, Set<String> names) {
        if (part instanceof Ref reference) {
            names.add(reference.names().head());
        }
        Iterator<?> inner = inner(part);
        while (inner != null && inner.hasNext()) {
            names(inner.next(), names);
        }
    }

    /** @return what a part of an expression is made of; null if it is made of nothing */
    static Iterator<?> inner(Object part) {
        if (part instanceof camundajar.impl.scala.collection.Iterable<?> many) {
            return many.iterator();
        }
        return part instanceof Product product ? product.productIterator() : null;
    }

    private static Optional<String> refused(Object part, boolean withinFilter) {
        String refused = REFUSED.get(part.getClass().getSimpleName());
        if (refused != null) {
            return Optional.of(refused);
        }
        if (part instanceof FunctionInvocation call && !FUNCTIONS.contains(call.function())) {
            return Optional.of("the function " + call.function() + "() is not evaluated; " + instead(call.function()));
        }
        if (part instanceof FunctionInvocation call && ROUNDING.contains(call.function()) && !hasFewDigits(call)) {
            return Optional.of("the digits of " + call.function() + "() are no number up to " + MOST_DIGITS);
        }
        boolean filter = part instanceof Filter;
        if (filter && withinFilter) {
            return Optional.of("a filter within a filter is not evaluated");
        }
        Iterator<?> inner = inner(part);
        while (inner != null && inner.hasNext()) {
            Optional<String> found = refused(inner.next(), withinFilter || filter);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static String instead(String function) {
        return switch (function) {
            case "matches", "replace", "split", "extract" ->
                "for texts there are contains(), starts with(), ends with(), lower case() and substring()";
            default -> "there are " + FUNCTIONS.stream().sorted().collect(Collectors.joining(", "));
        };
    }

    private static boolean hasFewDigits(FunctionInvocation call) {
        return call.params() instanceof PositionalFunctionParameters given
                && (given.params().size() < 2
                        || given.params().apply(1) instanceof ConstNumber digits
                                && digits.value().abs().toInt() <= MOST_DIGITS
                                && digits.value().isValidInt());
    }
}
