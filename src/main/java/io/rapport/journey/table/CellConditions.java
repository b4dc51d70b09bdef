package io.rapport.journey.table;

import camundajar.impl.scala.collection.Iterator;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import org.camunda.feel.syntaxtree.ArithmeticNegation;
import org.camunda.feel.syntaxtree.AtLeastOne;
import org.camunda.feel.syntaxtree.Conjunction;
import org.camunda.feel.syntaxtree.ConstBool;
import org.camunda.feel.syntaxtree.ConstDate;
import org.camunda.feel.syntaxtree.ConstDateTime;
import org.camunda.feel.syntaxtree.ConstDayTimeDuration;
import org.camunda.feel.syntaxtree.ConstInputValue$;
import org.camunda.feel.syntaxtree.ConstList;
import org.camunda.feel.syntaxtree.ConstLocalDateTime;
import org.camunda.feel.syntaxtree.ConstLocalTime;
import org.camunda.feel.syntaxtree.ConstNull$;
import org.camunda.feel.syntaxtree.ConstNumber;
import org.camunda.feel.syntaxtree.ConstRange;
import org.camunda.feel.syntaxtree.ConstRangeBoundary;
import org.camunda.feel.syntaxtree.ConstString;
import org.camunda.feel.syntaxtree.ConstTime;
import org.camunda.feel.syntaxtree.ConstYearMonthDuration;
import org.camunda.feel.syntaxtree.Disjunction;
import org.camunda.feel.syntaxtree.Equal;
import org.camunda.feel.syntaxtree.FunctionInvocation;
import org.camunda.feel.syntaxtree.GreaterOrEqual;
import org.camunda.feel.syntaxtree.GreaterThan;
import org.camunda.feel.syntaxtree.In;
import org.camunda.feel.syntaxtree.InputEqualTo;
import org.camunda.feel.syntaxtree.InputGreaterOrEqual;
import org.camunda.feel.syntaxtree.InputGreaterThan;
import org.camunda.feel.syntaxtree.InputInRange;
import org.camunda.feel.syntaxtree.InputLessOrEqual;
import org.camunda.feel.syntaxtree.InputLessThan;
import org.camunda.feel.syntaxtree.LessOrEqual;
import org.camunda.feel.syntaxtree.LessThan;
import org.camunda.feel.syntaxtree.Not;
import org.camunda.feel.syntaxtree.OpenConstRangeBoundary;
import org.camunda.feel.syntaxtree.ParsedExpression;
import org.camunda.feel.syntaxtree.PositionalFunctionParameters;
import org.camunda.feel.syntaxtree.Ref;
import org.camunda.feel.syntaxtree.UnaryTestExpression;

/**
 * Reads a condition of a table as the values that it fits, without evaluating it: comparisons with constants, however they
 * are put together. What asks for more than that is not known. FEEL says of a value that a condition fits, that it does not,
 * or neither, and of what neither fits nor does not, {@code not(…)} says neither, too: both sets are read.
 */
public final class CellConditions {

    private static final Verdict NEITHER = new Verdict(CellValues.EMPTY, CellValues.EMPTY);

    private final ColumnType type;
    private final InputNames inputs;
    private final CellValues all;
    private final Set<BigDecimal> numbers = new LinkedHashSet<>();
    private boolean otherType;

    private CellConditions(ColumnType type, InputNames inputs) {
        this.type = type;
        this.inputs = inputs;
        this.all = type.all();
    }

    /**
     * What a condition asks for.
     *
     * @param fitting the values of its column that it fits; empty if that is not known
     * @param otherType whether it compares the column with what the column can never be, such as a number with a text or with
     *     an input that is one
     * @param everyValue whether each value of the column's type fits it; no value may not
     * @param numbers the numbers that it compares the column with
     */
    public record Condition(
            Optional<CellValues> fitting, boolean otherType, boolean everyValue, Set<BigDecimal> numbers) {}

    /**
     * What the inputs of a table are called.
     *
     * @param own the name of the condition's own input, which stands for its value like a question mark; empty if it has none
     * @param types of the table's inputs by name, where they are known
     */
    public record InputNames(String own, Map<String, ColumnType> types) {}

    private record Verdict(CellValues yes, CellValues no) {

        Verdict negated() {
            return new Verdict(no, yes);
        }

        Verdict and(Verdict other) {
            return new Verdict(yes.and(other.yes), no.or(other.no));
        }

        Verdict or(Verdict other) {
            return new Verdict(yes.or(other.yes), no.and(other.no));
        }
    }

    /**
     * A constant.
     *
     * @param value null for one that no column has, such as a duration
     */
    private record Constant(Comparable<?> value) {}

    /**
     * Reads a condition.
     *
     * @param test the text of a cell; empty for none
     * @param type of its column
     * @param inputs what the table's inputs are called
     * @return what it asks for
     */
    public static Condition read(String test, ColumnType type, InputNames inputs) {
        CellConditions reader = new CellConditions(type, inputs);
        if (test.isEmpty()) {
            return new Condition(Optional.of(reader.all), false, true, Set.of());
        }
        ParsedExpression parsed = FeelSyntax.test(test).toOption().getOrElse(() -> null);
        Optional<CellValues> fitting =
                (parsed == null ? Optional.<Verdict>empty() : reader.test(parsed.expression())).map(Verdict::yes);
        return new Condition(
                fitting,
                reader.otherType,
                fitting.filter(values -> values.containsAll(reader.values())).isPresent(),
                reader.numbers);
    }

    /**
     * Where a column names no type, its conditions show what they ask for.
     *
     * @param test the text of a cell
     * @return the type of its first constant; empty without one
     */
    public static Optional<ColumnType> typeOf(String test) {
        ParsedExpression parsed = FeelSyntax.test(test).toOption().getOrElse(() -> null);
        return parsed == null ? Optional.empty() : typeIn(parsed.expression());
    }

    private static Optional<ColumnType> typeIn(Object part) {
        Constant constant = constant(part);
        if (constant != null) {
            return constant.value() == null ? Optional.empty() : ColumnType.ofConstant(constant.value());
        }
        Iterator<?> inner = FeelSyntax.inner(part);
        while (inner != null && inner.hasNext()) {
            Optional<ColumnType> found = typeIn(inner.next());
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Verdict> test(Object part) {
        if (part instanceof ConstBool) {
            // a hyphen stands for no condition
            return Optional.of(new Verdict(all, CellValues.EMPTY));
        } else if (part instanceof InputEqualTo test) {
            return equal(test.x());
        } else if (part instanceof InputLessThan test) {
            return compared(test.x(), false, false);
        } else if (part instanceof InputLessOrEqual test) {
            return compared(test.x(), false, true);
        } else if (part instanceof InputGreaterThan test) {
            return compared(test.x(), true, false);
        } else if (part instanceof InputGreaterOrEqual test) {
            return compared(test.x(), true, true);
        } else if (part instanceof InputInRange test) {
            return range(test.range());
        } else if (part instanceof AtLeastOne tests) {
            return anyOf(tests.xs().iterator());
        } else if (part instanceof Not negated) {
            return test(negated.x()).map(Verdict::negated);
        } else if (part instanceof UnaryTestExpression test) {
            return expression(test.exp());
        }
        return Optional.empty();
    }

    /** Reads all of them, so that none is left out where another is not known. */
    private Optional<Verdict> anyOf(Iterator<?> tests) {
        if (!tests.hasNext()) {
            return Optional.of(NEITHER);
        }
        Optional<Verdict> any = test(tests.next());
        while (tests.hasNext()) {
            any = together(any, test(tests.next()), Verdict::or);
        }
        return any;
    }

    private static Optional<Verdict> together(
            Optional<Verdict> one, Optional<Verdict> other, BinaryOperator<Verdict> how) {
        return one.isPresent() && other.isPresent() ? Optional.of(how.apply(one.get(), other.get())) : Optional.empty();
    }

    /** A condition that is an expression fits what the expression comes to, what is in its list, or all if it comes to true. */
    private Optional<Verdict> expression(Object part) {
        if (part instanceof FunctionInvocation call && isNotOfNothing(call)) {
            return Optional.of(fitting(CellValues.NONE, all));
        }
        Constant constant = operand(part);
        if (constant != null && constant.value() instanceof Boolean truth) {
            boolean another = type != ColumnType.TRUTH;
            otherType |= another;
            if (truth) {
                // true among others, or within not(…), is no comparison: so the engine reads it
                return Optional.of(new Verdict(all, CellValues.EMPTY));
            }
            return Optional.of(fitting(another ? CellValues.EMPTY : CellValues.of(false), all));
        } else if (part instanceof ConstList list) {
            return list(list);
        }
        Optional<Verdict> equal = equal(part);
        if (equal.isPresent()) {
            return equal;
        }
        Optional<Verdict> read = withInput(part);
        if (!has(part, this::isOwnName)) {
            return read;
        }
        // with both, the engine takes it in neither way
        return has(part, ConstInputValue$.MODULE$::equals) ? Optional.empty() : read.map(this::asValue);
    }

    /**
     * What an expression comes to that names its input without a question mark is compared with the value: nothing fits nothing,
     * and false fits false.
     */
    private Verdict asValue(Verdict read) {
        CellValues nothing = all.without(read.yes().or(read.no()));
        CellValues fitsFalse = type == ColumnType.TRUTH ? CellValues.of(false) : CellValues.EMPTY;
        CellValues yes =
                read.yes().or(nothing.and(CellValues.NONE)).or(read.no().and(fitsFalse));
        return new Verdict(yes, all.without(yes));
    }

    private Optional<Verdict> list(ConstList list) {
        CellValues named = CellValues.EMPTY;
        Iterator<?> items = list.items().iterator();
        while (items.hasNext()) {
            Optional<Verdict> item = equal(items.next());
            if (item.isEmpty()) {
                return Optional.empty();
            }
            named = named.or(item.get().yes());
        }
        return Optional.of(fitting(named, all));
    }

    /** An expression that names the column's value by a question mark, and comes to true, to false or to neither. */
    private Optional<Verdict> withInput(Object part) {
        if (part instanceof Equal equal) {
            return isInput(equal.x()) ? equal(equal.y()) : isInput(equal.y()) ? equal(equal.x()) : Optional.empty();
        } else if (part instanceof LessThan less) {
            return compared(less.x(), less.y(), false, false);
        } else if (part instanceof LessOrEqual less) {
            return compared(less.x(), less.y(), false, true);
        } else if (part instanceof GreaterThan greater) {
            return compared(greater.x(), greater.y(), true, false);
        } else if (part instanceof GreaterOrEqual greater) {
            return compared(greater.x(), greater.y(), true, true);
        } else if (part instanceof Not negated) {
            return withInput(negated.x()).map(Verdict::negated);
        } else if (part instanceof Conjunction both) {
            return together(withInput(both.x()), withInput(both.y()), Verdict::and);
        } else if (part instanceof Disjunction either) {
            return together(withInput(either.x()), withInput(either.y()), Verdict::or);
        } else if (part instanceof In in && isInput(in.x()) && !namesInput(in.test())) {
            return test(in.test());
        } else if (part instanceof FunctionInvocation call
                && call.params() instanceof PositionalFunctionParameters given) {
            Iterator<?> parameters = given.params().iterator();
            return function(call.function(), parameters);
        }
        return Optional.empty();
    }

    private Optional<Verdict> function(String name, Iterator<?> parameters) {
        Object first = parameters.hasNext() ? parameters.next() : null;
        Object second = parameters.hasNext() ? parameters.next() : null;
        if (name.equals("not") && first != null && second == null) {
            return withInput(first).map(Verdict::negated);
        }
        if (name.equals("starts with")
                && isInput(first)
                && second instanceof ConstString beginning
                && type == ColumnType.TEXT) {
            return Optional.of(fitting(beginningWith(beginning.value()), values()));
        }
        return Optional.empty();
    }

    /** Behind all texts that begin so comes the one that ends with the next character instead. */
    private static CellValues beginningWith(String beginning) {
        CellValues from = CellValues.above(beginning, true);
        int last = beginning.length() - 1;
        if (last < 0 || beginning.charAt(last) == Character.MAX_VALUE) {
            return from;
        }
        String behind = beginning.substring(0, last) + (char) (beginning.charAt(last) + 1);
        return from.and(CellValues.below(behind, false));
    }

    private Optional<Verdict> compared(Object left, Object right, boolean above, boolean included) {
        if (isInput(left)) {
            return compared(right, above, included);
        }
        return isInput(right) ? compared(left, !above, included) : Optional.empty();
    }

    private Optional<Verdict> compared(Object part, boolean above, boolean included) {
        if (part == ConstNull$.MODULE$) {
            return Optional.of(NEITHER);
        }
        Constant limit = operand(part);
        if (limit == null) {
            otherType |= typeOfInput(part)
                    .filter(other -> !type.isComparedWith(other))
                    .isPresent();
            return Optional.empty();
        }
        if (isOfAnotherType(limit) || type == ColumnType.TRUTH) {
            return Optional.of(NEITHER);
        }
        return Optional.of(fitting(
                above ? CellValues.above(limit.value(), included) : CellValues.below(limit.value(), included),
                values()));
    }

    private Optional<Verdict> range(ConstRange range) {
        Optional<Verdict> from = compared(range.start().value(), true, isIncluded(range.start()));
        Optional<Verdict> to = compared(range.end().value(), false, isIncluded(range.end()));
        return together(from, to, (start, end) -> start == NEITHER || end == NEITHER ? NEITHER : start.and(end));
    }

    private static boolean isIncluded(ConstRangeBoundary boundary) {
        return !(boundary instanceof OpenConstRangeBoundary);
    }

    private Optional<Verdict> equal(Object part) {
        if (part == ConstNull$.MODULE$) {
            return Optional.of(fitting(CellValues.NONE, all));
        }
        Constant constant = operand(part);
        if (constant == null) {
            // an input that is true or false is a condition by itself
            otherType |= typeOfInput(part)
                    .filter(other -> other != ColumnType.TRUTH && !type.isComparedWith(other))
                    .isPresent();
            return Optional.empty();
        }
        return Optional.of(
                isOfAnotherType(constant)
                        ? new Verdict(CellValues.EMPTY, CellValues.NONE)
                        : fitting(CellValues.of(constant.value()), all));
    }

    private Verdict fitting(CellValues any, CellValues ofThese) {
        CellValues yes = type == ColumnType.WHOLE ? any.whole() : any.and(all);
        return new Verdict(yes, ofThese.without(yes));
    }

    /** @return all but no value */
    private CellValues values() {
        return all.without(CellValues.NONE);
    }

    private boolean isOfAnotherType(Constant constant) {
        boolean another = constant.value() == null || !type.isCompared(constant.value());
        otherType |= another;
        return another;
    }

    /** @return what a comparison is made with; null if that is no constant, or no value */
    private Constant operand(Object part) {
        Constant constant = constant(part);
        if (constant == null && part != ConstNull$.MODULE$ && !namesInput(part)) {
            constant = FeelSyntax.constant(part).map(Constant::new).orElse(null);
        }
        if (constant != null && constant.value() instanceof BigDecimal number) {
            numbers.add(number);
        }
        return constant;
    }

    /** @return the type of the input that a part names; empty if it names none, or one of no type */
    private Optional<ColumnType> typeOfInput(Object part) {
        return part instanceof Ref name && name.names().size() == 1
                ? Optional.ofNullable(inputs.types().get(name.names().head()))
                : Optional.empty();
    }

    /** Within the tests of an {@code in} the engine takes what comes to false or nothing for a value to compare with. */
    private boolean namesInput(Object part) {
        return has(part, this::isInput);
    }

    private static boolean has(Object part, Predicate<Object> wanted) {
        if (wanted.test(part)) {
            return true;
        }
        Iterator<?> inner = FeelSyntax.inner(part);
        while (inner != null && inner.hasNext()) {
            if (has(inner.next(), wanted)) {
                return true;
            }
        }
        return false;
    }

    /** {@code not()} comes to nothing. */
    private static boolean isNotOfNothing(FunctionInvocation call) {
        return call.function().equals("not")
                && call.params() instanceof PositionalFunctionParameters given
                && given.params().isEmpty();
    }

    private boolean isInput(Object part) {
        return part == ConstInputValue$.MODULE$ || isOwnName(part);
    }

    private boolean isOwnName(Object part) {
        return part instanceof Ref name
                && name.names().size() == 1
                && name.names().head().equals(inputs.own());
    }

    /** @return a constant; null for what is none, or is no value */
    private static Constant constant(Object part) {
        if (part instanceof ConstNumber number) {
            return new Constant(number.value().bigDecimal());
        } else if (part instanceof ArithmeticNegation negation && negation.x() instanceof ConstNumber number) {
            return new Constant(number.value().bigDecimal().negate());
        } else if (part instanceof ConstString text) {
            return new Constant(text.value());
        } else if (part instanceof ConstBool truth) {
            return new Constant(truth.value());
        } else if (part instanceof ConstDate day) {
            return new Constant(day.value());
        } else if (part instanceof ConstLocalDateTime moment) {
            return new Constant(moment.value());
        }
        boolean ofNoColumn = part instanceof ConstDateTime
                || part instanceof ConstTime
                || part instanceof ConstLocalTime
                || part instanceof ConstDayTimeDuration
                || part instanceof ConstYearMonthDuration;
        return ofNoColumn ? new Constant(null) : null;
    }
}
