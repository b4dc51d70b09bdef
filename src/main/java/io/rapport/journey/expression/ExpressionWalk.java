package io.rapport.journey.expression;

import io.rapport.journey.expression.ExpressionCheck.ExpressionProblem;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.camunda.bpm.impl.juel.AstBinary;
import org.camunda.bpm.impl.juel.AstBoolean;
import org.camunda.bpm.impl.juel.AstBracket;
import org.camunda.bpm.impl.juel.AstChoice;
import org.camunda.bpm.impl.juel.AstComposite;
import org.camunda.bpm.impl.juel.AstEval;
import org.camunda.bpm.impl.juel.AstFunction;
import org.camunda.bpm.impl.juel.AstIdentifier;
import org.camunda.bpm.impl.juel.AstLiteral;
import org.camunda.bpm.impl.juel.AstMethod;
import org.camunda.bpm.impl.juel.AstNested;
import org.camunda.bpm.impl.juel.AstNull;
import org.camunda.bpm.impl.juel.AstNumber;
import org.camunda.bpm.impl.juel.AstParameters;
import org.camunda.bpm.impl.juel.AstProperty;
import org.camunda.bpm.impl.juel.AstString;
import org.camunda.bpm.impl.juel.AstText;
import org.camunda.bpm.impl.juel.AstUnary;
import org.camunda.bpm.impl.juel.Node;

/**
 * One walk through the tree of an expression, which notes what is not of the vocabulary, is not known, or does not fit.
 */
final class ExpressionWalk {

    private static final String SINGLE_RESULT = "getSingleResult";
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", ">", "<=", ">=");

    private final Vocabulary vocabulary;
    private final ExpressionKinds kinds;

    private final Set<String> names;
    private final Set<String> outputs;
    private final List<ExpressionProblem> problems = new ArrayList<>();

    /**
     * @param vocabulary what may be named besides variables
     * @param names the variables that can be known there
     * @param outputs what the table before it answers, by name; empty if unknown
     */
    ExpressionWalk(Vocabulary vocabulary, Set<String> names, Set<String> outputs) {
        this.vocabulary = vocabulary;
        this.kinds = new ExpressionKinds(vocabulary);
        this.names = names;
        this.outputs = outputs;
    }

    /** @return where those problems go that the tree's reader finds */
    List<ExpressionProblem> problems() {
        return problems;
    }

    /** @return what must be fixed, each once */
    List<ExpressionProblem> found() {
        return List.copyOf(new LinkedHashSet<>(problems));
    }

    private void add(String wrong, String fix) {
        problems.add(new ExpressionProblem(wrong, fix));
    }

    /** @param node the tree, or a part of it */
    void visit(Node node) {
        if (node instanceof AstText || node instanceof AstLiteral) {
            return;
        }
        if (node instanceof AstIdentifier name) {
            name(name.getName());
        } else if (node instanceof AstMethod call) {
            call(call);
        } else if (node instanceof AstProperty property) {
            property(property);
        } else if (node instanceof AstFunction function) {
            function(function);
        } else if (node instanceof AstBinary binary) {
            children(binary);
            compared(binary);
        } else if (node instanceof AstEval
                || node instanceof AstComposite
                || node instanceof AstNested
                || node instanceof AstParameters
                || node instanceof AstUnary
                || node instanceof AstChoice) {
            children(node);
        } else {
            add("'" + node + "' cannot be used in a model", "use variables, facts, literals and operators");
        }
    }

    /** A fact that is a number is never equal to a word: the comparison fails when it runs. */
    private void compared(AstBinary comparison) {
        if (!COMPARISONS.contains(comparison.getOperator().toString())) {
            return;
        }
        ExpressionKinds.Kind left = kinds.kind(comparison.getChild(0));
        ExpressionKinds.Kind right = kinds.kind(comparison.getChild(1));
        if (left != null && right != null && left != right) {
            add(
                    comparison.getOperator() + " compares " + left.said() + " with " + right.said(),
                    "compare a number with a number, a text with a text, and leave == true out");
        }
    }

    private void children(Node node) {
        for (int i = 0; i < node.getCardinality(); i++) {
            visit(node.getChild(i));
        }
    }

    private void name(String name) {
        if (VocabularyResolver.CLOSED.contains(name)) {
            closed(name, "name the variable or ask a fact");
        } else if (vocabulary.steps().contains(name)) {
            add(
                    "the step '" + name + "' stands where a value is read",
                    "name it at a task, as its delegate expression");
        } else if (vocabulary.facts().containsKey(name)) {
            add(
                    "'" + name + "' is named without a question",
                    "ask one of " + questions(vocabulary.facts().get(name)));
        } else if (!names.contains(name)) {
            unknown(name);
        }
    }

    private void unknown(String name) {
        Set<String> all = new TreeSet<>(names);
        all.addAll(vocabulary.facts().keySet());
        add(
                "'" + name + "' is not known here",
                Spelling.nearestName(name, all)
                                .map(near -> "did you mean '" + near + "'? ")
                                .orElse("")
                        + "Known here: " + (names.isEmpty() ? "no variable" : list(names))
                        + "; facts are " + list(vocabulary.facts().keySet())
                        + ". A variable becomes known by an event, a field of a form, the result of a table, or the"
                        + " extension property 'variables' of the process");
    }

    private void closed(String name, String fix) {
        add("'" + name + "' cannot be used in a model", fix);
    }

    private void function(AstFunction function) {
        if (JourneyExpressionManager.FILTER_FUNCTIONS.contains(function.getName())) {
            add(function.getName() + "() is for task filters alone", "ask a fact, or set a timer");
        } else {
            add("there is no function " + function.getName() + "()", "use a variable, or ask a fact");
        }
        children(function);
    }

    private void call(AstMethod call) {
        Node property = call.getChild(0);
        Node base = property.getChild(0);
        Node arguments = call.getChild(1);
        visit(arguments);
        Optional<String> method = ExpressionSyntax.literalName(property);
        if (base instanceof AstIdentifier bean && vocabulary.facts().containsKey(bean.getName())) {
            ask(vocabulary.facts().get(bean.getName()), method, arguments);
        } else if (base instanceof AstIdentifier name && VocabularyResolver.CLOSED.contains(name.getName())) {
            ofTheEngine(name.getName(), method.orElse(""), arguments);
        } else if (base instanceof AstIdentifier name
                && isDecision(name)
                && method.filter(SINGLE_RESULT::equals).isPresent()
                && arguments.getCardinality() == 0) {
            // as models of the plain engine say it
            name(name.getName());
        } else {
            add(
                    "'" + method.orElse("[…]") + "(…)' is called on a value",
                    "values have no methods; only facts have: "
                            + list(vocabulary.facts().keySet()));
            visit(base);
            computed(property);
        }
    }

    private void ofTheEngine(String name, String method, Node arguments) {
        boolean reads = Set.of("getVariable", "getVariableLocal").contains(method);
        if (reads && arguments.getCardinality() == 1 && arguments.getChild(0) instanceof AstString variable) {
            closed(name, "write the name of the variable by itself: " + ExpressionSyntax.string(variable));
            name(ExpressionSyntax.string(variable));
        } else {
            closed(name, "models reach no service of the engine; name the variable or ask a fact");
        }
    }

    private void ask(Vocabulary.FactBean fact, Optional<String> method, Node arguments) {
        if (method.isEmpty()) {
            add("the question to " + fact.name() + " is not written out", "ask one of " + questions(fact));
            return;
        }
        Map<Integer, Method> questions = fact.methods().get(method.get());
        if (questions == null) {
            add(
                    fact.name() + " has no '" + method.get() + "'",
                    Spelling.nearestName(method.get(), fact.methods().keySet())
                                    .map(near -> "did you mean '" + near + "'? ")
                                    .orElse("")
                            + "It answers " + questions(fact));
            return;
        }
        int given = arguments.getCardinality();
        Method asked = questions.get(given);
        if (asked == null) {
            add(
                    fact.name() + "." + method.get() + " is given "
                            + (given == 1 ? "1 argument" : given + " arguments"),
                    "write "
                            + questions.values().stream()
                                    .map(question -> fact.name() + "." + signature(question))
                                    .collect(Collectors.joining(" or ")));
            return;
        }
        for (int i = 0; i < given; i++) {
            argument(fact, asked, i, arguments.getChild(i));
        }
    }

    private void argument(Vocabulary.FactBean fact, Method asked, int index, Node argument) {
        Parameter parameter = asked.getParameters()[index];
        if (argument instanceof AstIdentifier id
                && ExpressionKinds.isId(id)
                && parameter.isNamePresent()
                && parameter.getName().endsWith("Id")
                && !parameter.getName().equals(id.getName())) {
            add(
                    fact.name() + "." + asked.getName() + " is given '" + id.getName() + "' for its "
                            + parameter.getName(),
                    "write " + fact.name() + "." + signature(asked) + ", or ask a fact about what you have");
        }
        Class<?> type = asked.getParameterTypes()[index];
        boolean number = type.isPrimitive() && type != boolean.class && type != char.class
                || Number.class.isAssignableFrom(type);
        boolean text = argument instanceof AstString literal && !isNumber(ExpressionSyntax.string(literal));
        if (number && (text || argument instanceof AstBoolean) || type.isPrimitive() && argument instanceof AstNull) {
            add(
                    fact.name() + "." + signature(asked) + " is given " + argument + " for "
                            + asked.getParameters()[index].getName(),
                    number ? "give it a number" : "give it true or false");
        }
    }

    private static boolean isNumber(String text) {
        try {
            Double.parseDouble(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private String questions(Vocabulary.FactBean fact) {
        return fact.methods().values().stream()
                .flatMap(methods -> methods.values().stream())
                .map(ExpressionWalk::signature)
                .collect(Collectors.joining(", "));
    }

    private void property(AstProperty property) {
        Node base = property.getChild(0);
        Optional<String> name = ExpressionSyntax.literalName(property);
        if (base instanceof AstIdentifier engine && VocabularyResolver.CLOSED.contains(engine.getName())) {
            closed(engine.getName(), "models reach nothing of the engine; name the variable or ask a fact");
        } else if (base instanceof AstIdentifier bean && vocabulary.has(bean.getName())) {
            add(
                    "'" + bean.getName() + "." + name.orElse("[…]") + "' is read without being asked",
                    vocabulary.facts().containsKey(bean.getName())
                            ? "ask one of " + questions(vocabulary.facts().get(bean.getName()))
                            : "a step has nothing to read");
        } else if (isIndex(property) && isList(base)) {
            visit(base);
            visit(property.getChild(1));
        } else if (name.isPresent() && isRow(base)) {
            visit(base);
            output(name.get());
        } else {
            add(
                    "'" + name.map(n -> "." + n).orElse("[…]") + "' is read from a value",
                    "values have no properties; map what you need into a variable of its own");
            visit(base);
        }
        computed(property);
    }

    /** What stands in brackets is an expression, too. */
    private void computed(Node property) {
        if (property instanceof AstBracket && !isIndex(property)) {
            visit(property.getChild(1));
        }
    }

    private void output(String name) {
        if (!outputs.isEmpty() && !outputs.contains(name)) {
            add(
                    "the table has no output '" + name + "'",
                    Spelling.nearestName(name, outputs)
                                    .map(near -> "did you mean '" + near + "'? ")
                                    .orElse("")
                            + "It answers " + list(outputs));
        }
    }

    private static boolean isDecision(Node node) {
        return node instanceof AstIdentifier name && name.getName().equals(ExpressionCheck.DECISION_RESULT);
    }

    /** A list is read by a number, written out or counted. */
    private static boolean isIndex(Node property) {
        return property instanceof AstBracket
                && (property.getChild(1) instanceof AstNumber || property.getChild(1) instanceof AstIdentifier);
    }

    private boolean isList(Node node) {
        return node instanceof AstIdentifier name && !vocabulary.has(name.getName());
    }

    /** What has entries by name: what a table answered, or a row of it or of another list. */
    private boolean isRow(Node node) {
        if (isDecision(node)) {
            return true;
        }
        if (node instanceof AstMethod call) {
            return isDecision(call.getChild(0).getChild(0))
                    && ExpressionSyntax.literalName(call.getChild(0))
                            .filter(SINGLE_RESULT::equals)
                            .isPresent();
        }
        return node instanceof AstBracket && isIndex(node) && isList(node.getChild(0));
    }

    static String list(Collection<String> names) {
        return String.join(", ", new TreeSet<>(names));
    }

    /** @return a question to a fact, as it is written down */
    static String signature(Method method) {
        return method.getName() + "("
                + Arrays.stream(method.getParameters()).map(Parameter::getName).collect(Collectors.joining(", ")) + ")";
    }
}
