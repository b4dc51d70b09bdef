package io.rapport.journey.expression;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.camunda.bpm.impl.juel.AstBinary;
import org.camunda.bpm.impl.juel.AstBoolean;
import org.camunda.bpm.impl.juel.AstBracket;
import org.camunda.bpm.impl.juel.AstChoice;
import org.camunda.bpm.impl.juel.AstComposite;
import org.camunda.bpm.impl.juel.AstDot;
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
import org.springframework.util.ClassUtils;

/**
 * Reads an expression of a model to its tree, and says what in it is not of the vocabulary: what is left is names that are
 * known, literals, operators, and the methods of facts. It evaluates nothing.
 */
public final class ExpressionCheck {

    /** What the engine calls the answer of a table. */
    public static final String DECISION_RESULT = "decisionResult";

    private static final String SINGLE_RESULT = "getSingleResult";
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", ">", "<=", ">=");
    private static final Pattern NUMERAL = Pattern.compile("\\s*[-+]?\\d+([.]\\d+)?\\s*");
    private static final Set<String> TRUTHS = Set.of("==", "!=", "<", ">", "<=", ">=", "&&", "||");

    private final Vocabulary vocabulary;

    /** @param vocabulary what may be named besides variables */
    public ExpressionCheck(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /**
     * Something that must be fixed.
     *
     * @param wrong what is wrong
     * @param fix how to fix it
     */
    public record Problem(String wrong, String fix) {

        /** @return both in one line */
        public String text() {
            return wrong + ": " + fix;
        }
    }

    /**
     * Checks what stands where the engine reads a value: a text with or without expressions in it.
     *
     * @param text as it stands in the model
     * @param names the variables that can be known there; with {@value #DECISION_RESULT} where a table has answered
     * @return what must be fixed, each once
     */
    public List<Problem> value(String text, Set<String> names) {
        return value(text, names, Set.of());
    }

    /**
     * Checks what stands where the engine reads a value, behind a table.
     *
     * @param text as it stands in the model
     * @param names the variables that can be known there
     * @param outputs what the table answers, by name; empty if unknown
     * @return what must be fixed, each once
     */
    public List<Problem> value(String text, Set<String> names, Set<String> outputs) {
        if (JourneyExpressionManager.BUSINESS_KEY.equals(text.strip())) {
            return List.of();
        }
        Walk walk = new Walk(names, outputs);
        ExpressionSyntax.parse(text, walk.problems).ifPresent(walk::visit);
        return walk.found();
    }

    /**
     * Checks what stands where the engine needs true or false: on a flow, or where a repetition ends.
     *
     * @param text as it stands in the model
     * @param names the variables that can be known there
     * @return what must be fixed, each once
     */
    public List<Problem> condition(String text, Set<String> names) {
        List<Problem> problems = new ArrayList<>(value(text, names));
        if (problems.isEmpty()) {
            ExpressionSyntax.parse(text, problems)
                    .filter(root -> !mayBeTruth(root))
                    .ifPresent(root -> problems.add(new Problem(
                            "'" + text.strip() + "' is no condition",
                            "write one expression that is true or false, such as ${score >= 4}")));
        }
        return problems;
    }

    /**
     * Checks what stands where a timer says when: a moment, or a text such as {@code P7D}.
     *
     * @param text as it stands in the model
     * @param names the variables that can be known there
     * @return what must be fixed, each once
     */
    public List<Problem> moment(String text, Set<String> names) {
        List<Problem> problems = new ArrayList<>(value(text, names));
        if (problems.isEmpty()) {
            ExpressionSyntax.parse(text, problems)
                    .filter(root -> !mayBeMoment(root))
                    .ifPresent(root -> problems.add(new Problem(
                            "'" + text.strip() + "' is no moment and no duration",
                            "ask a fact that answers with a date, such as ${orderFacts.overdueAt(orderId)}, or write"
                                    + " P7D")));
        }
        return problems;
    }

    /**
     * What an expression can be, as far as the model writes it out.
     *
     * @param values the texts, numbers and truths, one of each branch of a choice
     * @param alone whether it can be nothing else
     */
    public record Constants(List<Object> values, boolean alone) {}

    /**
     * Reads what an expression can be, as far as the model writes it out: {@code ${score > 3 ? 'P1D' : 'P2D'}} is one of two.
     *
     * @param text as it stands in the model
     * @return its constants; none, and not alone, if it cannot be read
     */
    public Constants constants(String text) {
        List<Object> values = new ArrayList<>();
        boolean alone = ExpressionSyntax.parse(text, new ArrayList<>())
                .map(root -> constants(root, values))
                .orElse(false);
        return new Constants(List.copyOf(values), alone);
    }

    private static boolean constants(Node node, List<Object> values) {
        if (node instanceof AstEval || node instanceof AstNested) {
            return constants(node.getChild(0), values);
        }
        if (node instanceof AstChoice) {
            boolean one = constants(node.getChild(1), values);
            return constants(node.getChild(2), values) && one;
        }
        if (node instanceof AstString || node instanceof AstNumber || node instanceof AstBoolean) {
            values.add(((AstLiteral) node).eval(null, null));
            return true;
        }
        if (node instanceof AstText) {
            values.add(node.toString().replace("\"", ""));
            return true;
        }
        return false;
    }

    /**
     * Checks what stands where a task names what it does.
     *
     * @param text as it stands in the model
     * @return what must be fixed
     */
    public List<Problem> step(String text) {
        List<Problem> problems = new ArrayList<>();
        Optional<Node> root = ExpressionSyntax.parse(text, problems);
        if (root.isPresent()
                && stepName(root.get()).filter(vocabulary.steps()::contains).isEmpty()) {
            String name = stepName(root.get()).orElse(text.strip());
            problems.add(new Problem(
                    "'" + name + "' is no step",
                    nearest(name, vocabulary.steps())
                                    .map(near -> "did you mean ${" + near + "}? ")
                                    .orElse("")
                            + "The steps are " + list(vocabulary.steps())));
        }
        return problems;
    }

    private static Optional<String> stepName(Node root) {
        return root instanceof AstEval && root.getChild(0) instanceof AstIdentifier name
                ? Optional.of(name.getName())
                : Optional.empty();
    }

    private boolean mayBeTruth(Node node) {
        if (node instanceof AstEval || node instanceof AstNested) {
            return mayBeTruth(node.getChild(0));
        }
        if (node instanceof AstBinary binary) {
            return TRUTHS.contains(binary.getOperator().toString());
        }
        if (node instanceof AstUnary unary) {
            return unary.getOperator() != AstUnary.NEG;
        }
        if (node instanceof AstChoice) {
            return mayBeTruth(node.getChild(1)) && mayBeTruth(node.getChild(2));
        }
        if (node instanceof AstMethod call) {
            return fact(call)
                    .map(Method::getReturnType)
                    .map(type -> type == boolean.class || type == Boolean.class || type == Object.class)
                    .orElse(true);
        }
        return node instanceof AstBoolean
                || node instanceof AstIdentifier name && !isId(name)
                || node instanceof AstProperty;
    }

    private boolean mayBeMoment(Node node) {
        if (node instanceof AstEval || node instanceof AstNested) {
            return mayBeMoment(node.getChild(0));
        }
        if (node instanceof AstChoice) {
            return mayBeMoment(node.getChild(1)) && mayBeMoment(node.getChild(2));
        }
        if (node instanceof AstMethod call) {
            return fact(call)
                    .map(Method::getReturnType)
                    .map(type -> !type.isPrimitive() && type != Boolean.class && !Number.class.isAssignableFrom(type))
                    .orElse(true);
        }
        return !(node instanceof AstBinary
                || node instanceof AstUnary
                || node instanceof AstBoolean
                || node instanceof AstNumber
                || node instanceof AstNull
                || node instanceof AstIdentifier name && isId(name));
    }

    /** Ids, such as {@code customerId}, are texts. */
    private static boolean isId(AstIdentifier name) {
        return name.getName().endsWith("Id");
    }

    private enum Kind {
        NUMBER("a number"),
        TEXT("a text"),
        TRUTH("what is true or false");

        private final String said;

        Kind(String said) {
            this.said = said;
        }
    }

    /** @return what a part certainly is; null if that is known only when it runs */
    private Kind kind(Node node) {
        if (node instanceof AstNested || node instanceof AstEval) {
            return kind(node.getChild(0));
        }
        if (node instanceof AstNumber) {
            return Kind.NUMBER;
        }
        if (node instanceof AstBoolean) {
            return Kind.TRUTH;
        }
        if (node instanceof AstString text) {
            return NUMERAL.matcher(string(text)).matches() ? null : Kind.TEXT;
        }
        if (node instanceof AstMethod call) {
            return fact(call)
                    .map(method -> ClassUtils.resolvePrimitiveIfNecessary(method.getReturnType()))
                    .map(type -> Number.class.isAssignableFrom(type)
                            ? Kind.NUMBER
                            : type == Boolean.class ? Kind.TRUTH : type == String.class ? Kind.TEXT : null)
                    .orElse(null);
        }
        return null;
    }

    private Optional<Method> fact(AstMethod call) {
        Node property = call.getChild(0);
        return property.getChild(0) instanceof AstIdentifier bean
                        && vocabulary.facts().containsKey(bean.getName())
                ? literalName(property).map(name -> vocabulary
                        .facts()
                        .get(bean.getName())
                        .method(name, call.getChild(1).getCardinality()))
                : Optional.empty();
    }

    /** @return the name that a property or method is read by, where it is written out */
    private static Optional<String> literalName(Node property) {
        if (property instanceof AstDot dot) {
            return Optional.of(dot.toString().substring(1).strip());
        }
        return property instanceof AstBracket && property.getChild(1) instanceof AstString name
                ? Optional.of(string(name))
                : Optional.empty();
    }

    private static String string(AstString literal) {
        return (String) literal.eval(null, null);
    }

    private static String list(Collection<String> names) {
        return String.join(", ", new TreeSet<>(names));
    }

    /** @return the name that was probably meant */
    private static Optional<String> nearest(String written, Collection<String> names) {
        String best = null;
        int least = (written.length() < 4 ? 1 : Math.max(2, written.length() / 3)) + 1;
        for (String name : new TreeSet<>(names)) {
            int distance = distance(written.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                best = name;
            }
        }
        return Optional.ofNullable(best);
    }

    private static int distance(String one, String other) {
        int[] above = new int[other.length() + 1];
        for (int i = 0; i <= other.length(); i++) {
            above[i] = i;
        }
        for (int row = 1; row <= one.length(); row++) {
            int[] here = new int[other.length() + 1];
            here[0] = row;
            for (int i = 1; i <= other.length(); i++) {
                int change = above[i - 1] + (one.charAt(row - 1) == other.charAt(i - 1) ? 0 : 1);
                here[i] = Math.min(change, Math.min(above[i], here[i - 1]) + 1);
            }
            above = here;
        }
        return above[other.length()];
    }

    /** One look through a tree. */
    private final class Walk {

        private final Set<String> names;
        private final Set<String> outputs;
        private final List<Problem> problems = new ArrayList<>();

        Walk(Set<String> names, Set<String> outputs) {
            this.names = names;
            this.outputs = outputs;
        }

        List<Problem> found() {
            return List.copyOf(new LinkedHashSet<>(problems));
        }

        private void add(String wrong, String fix) {
            problems.add(new Problem(wrong, fix));
        }

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
            Kind left = kind(comparison.getChild(0));
            Kind right = kind(comparison.getChild(1));
            if (left != null && right != null && left != right) {
                add(
                        comparison.getOperator() + " compares " + left.said + " with " + right.said,
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
            String known = names.isEmpty() ? "no variable is" : list(names) + (names.size() == 1 ? " is" : " are");
            add(
                    "'" + name + "' is not known here",
                    nearest(name, all)
                                    .map(near -> "did you mean '" + near + "'? ")
                                    .orElse("")
                            + "Known here " + known.replaceFirst("(.*) (is|are)$", "$2 $1")
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
            Optional<String> method = literalName(property);
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
                closed(name, "write the name of the variable by itself: " + string(variable));
                name(string(variable));
            } else {
                closed(name, "models reach no service of the engine; name the variable or ask a fact");
            }
        }

        private void ask(Vocabulary.Fact fact, Optional<String> method, Node arguments) {
            if (method.isEmpty()) {
                add("the question to " + fact.name() + " is not written out", "ask one of " + questions(fact));
                return;
            }
            Map<Integer, Method> questions = fact.methods().get(method.get());
            if (questions == null) {
                add(
                        fact.name() + " has no '" + method.get() + "'",
                        nearest(method.get(), fact.methods().keySet())
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

        private void argument(Vocabulary.Fact fact, Method asked, int index, Node argument) {
            Parameter parameter = asked.getParameters()[index];
            if (argument instanceof AstIdentifier id
                    && isId(id)
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
            boolean text = argument instanceof AstString literal && !isNumber(string(literal));
            if (number && (text || argument instanceof AstBoolean)
                    || type.isPrimitive() && argument instanceof AstNull) {
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

        private String questions(Vocabulary.Fact fact) {
            return fact.methods().values().stream()
                    .flatMap(methods -> methods.values().stream())
                    .map(ExpressionCheck::signature)
                    .collect(Collectors.joining(", "));
        }

        private void property(AstProperty property) {
            Node base = property.getChild(0);
            Optional<String> name = literalName(property);
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
                        nearest(name, outputs)
                                        .map(near -> "did you mean '" + near + "'? ")
                                        .orElse("")
                                + "It answers " + list(outputs));
            }
        }

        private static boolean isDecision(Node node) {
            return node instanceof AstIdentifier name && name.getName().equals(DECISION_RESULT);
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
                        && literalName(call.getChild(0))
                                .filter(SINGLE_RESULT::equals)
                                .isPresent();
            }
            return node instanceof AstBracket && isIndex(node) && isList(node.getChild(0));
        }
    }

    /** @return a question to a fact, as it is written down */
    static String signature(Method method) {
        return method.getName() + "("
                + Arrays.stream(method.getParameters()).map(Parameter::getName).collect(Collectors.joining(", ")) + ")";
    }
}
