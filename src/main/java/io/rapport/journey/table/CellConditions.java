package io.rapport.journey.table;

import camundajar.impl.scala.collection.Iterator;
import java.util.Optional;
import java.util.function.BinaryOperator;
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
import org.camunda.feel.syntaxtree.UnaryTestExpression;

/**
 * Reads a condition of a table as the values that it fits, without evaluating it: comparisons with constants, however they
 * are put together. What asks for more than that is not known. FEEL says of a value that a condition fits, that it does not,
 * or neither, and of what neither fits nor does not, {@code not(…)} says neither, too: both sets are read.
 */
public final class CellConditions {

    private static final Verdict NEITHER = new Verdict(CellValues.EMPTY, CellValues.EMPTY);

    private final ColumnType type;
    private final CellValues all;
    private boolean otherType;

    private CellConditions(ColumnType type) {
        this.type = type;
        this.all = type.all();
    }

    /**
     * What a condition asks for.
     *
     * @param fitting the values of its column that it fits; empty if that is not known
     * @param otherType whether it compares the column with a constant that the column can never be, such as a number with a
     *     text
     */
    public record Condition(Optional<CellValues> fitting, boolean otherType) {}

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
     * @return what it asks for
     */
    public static Condition read(String test, ColumnType type) {
        CellConditions reader = new CellConditions(type);
        if (test.isEmpty()) {
            return new Condition(Optional.of(reader.all), false);
        }
        ParsedExpression parsed = FeelSyntax.test(test).toOption().getOrElse(() -> null);
        Optional<Verdict> read = parsed == null ? Optional.empty() : reader.test(parsed.expression());
        return new Condition(read.map(Verdict::yes), reader.otherType);
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
        if (part instanceof ConstBool truth) {
            boolean another = type != ColumnType.TRUTH;
            otherType |= another;
            if (truth.value()) {
                // true among others, or within not(…), is no comparison: so the engine reads it
                return Optional.of(new Verdict(all, CellValues.EMPTY));
            }
            return Optional.of(fitting(another ? CellValues.EMPTY : CellValues.of(false), all));
        } else if (part instanceof ConstList list) {
            return list(list);
        }
        Optional<Verdict> equal = equal(part);
        return equal.isPresent() ? equal : withInput(part);
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
        Constant limit = constant(part);
        if (limit == null) {
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
        Constant constant = constant(part);
        if (constant == null) {
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

    /** Within the tests of an {@code in} the engine takes what comes to false or nothing for a value to compare with. */
    private static boolean namesInput(Object part) {
        if (isInput(part)) {
            return true;
        }
        Iterator<?> inner = FeelSyntax.inner(part);
        while (inner != null && inner.hasNext()) {
            if (namesInput(inner.next())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isInput(Object part) {
        return part == ConstInputValue$.MODULE$;
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
