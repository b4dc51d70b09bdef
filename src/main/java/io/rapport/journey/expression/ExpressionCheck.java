package io.rapport.journey.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.impl.juel.AstBinary;
import org.camunda.bpm.impl.juel.AstBoolean;
import org.camunda.bpm.impl.juel.AstChoice;
import org.camunda.bpm.impl.juel.AstEval;
import org.camunda.bpm.impl.juel.AstIdentifier;
import org.camunda.bpm.impl.juel.AstLiteral;
import org.camunda.bpm.impl.juel.AstMethod;
import org.camunda.bpm.impl.juel.AstNested;
import org.camunda.bpm.impl.juel.AstNumber;
import org.camunda.bpm.impl.juel.AstString;
import org.camunda.bpm.impl.juel.AstText;
import org.camunda.bpm.impl.juel.Node;

/**
 * Reads an expression of a model to its tree, and says what in it is not of the vocabulary: what is left is names that are
 * known, literals, operators, and the methods of facts. It evaluates nothing.
 */
public final class ExpressionCheck {

    /** What the engine calls the answer of a table. */
    public static final String DECISION_RESULT = "decisionResult";

    private static final Set<String> EQUALITY = Set.of("==", "!=");

    private final Vocabulary vocabulary;
    private final ExpressionKinds kinds;

    /** @param vocabulary what may be named besides variables */
    public ExpressionCheck(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.kinds = new ExpressionKinds(vocabulary);
    }

    /**
     * Something that must be fixed.
     *
     * @param wrong what is wrong
     * @param fix how to fix it
     */
    public record ExpressionProblem(String wrong, String fix) {

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
    public List<ExpressionProblem> value(String text, Set<String> names) {
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
    public List<ExpressionProblem> value(String text, Set<String> names, Set<String> outputs) {
        if (JourneyExpressionManager.BUSINESS_KEY.equals(text.strip())) {
            return List.of();
        }
        ExpressionWalk walk = new ExpressionWalk(vocabulary, names, outputs);
        ExpressionSyntax.parse(text, walk.problems()).ifPresent(walk::visit);
        return walk.found();
    }

    /**
     * Checks what stands where the engine needs true or false: on a flow, or where a repetition ends.
     *
     * @param text as it stands in the model
     * @param names the variables that can be known there
     * @return what must be fixed, each once
     */
    public List<ExpressionProblem> condition(String text, Set<String> names) {
        List<ExpressionProblem> problems = new ArrayList<>(value(text, names));
        if (problems.isEmpty()) {
            ExpressionSyntax.parse(text, problems)
                    .filter(root -> !kinds.mayBeTruth(root))
                    .ifPresent(root -> problems.add(new ExpressionProblem(
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
    public List<ExpressionProblem> moment(String text, Set<String> names) {
        List<ExpressionProblem> problems = new ArrayList<>(value(text, names));
        if (problems.isEmpty()) {
            ExpressionSyntax.parse(text, problems)
                    .filter(root -> !kinds.mayBeMoment(root))
                    .ifPresent(root -> problems.add(new ExpressionProblem(
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
     * A text that an expression compares a fact with, or asks it with.
     *
     * @param fact such as {@code customerFacts.tier}
     * @param text as it is written out
     * @param asked whether the fact is asked with it, and not compared with it
     */
    public record FactText(String fact, String text, boolean asked) {}

    /**
     * Reads which texts an expression compares facts with, and asks them with.
     *
     * @param text as it stands in the model
     * @return those that are written out; none if it cannot be read
     */
    public List<FactText> factTexts(String text) {
        List<FactText> found = new ArrayList<>();
        ExpressionSyntax.parse(text, new ArrayList<>()).ifPresent(root -> factTexts(root, found));
        return found;
    }

    private void factTexts(Node node, List<FactText> found) {
        if (node instanceof AstBinary binary
                && EQUALITY.contains(binary.getOperator().toString())) {
            compared(binary.getChild(0), binary.getChild(1), found);
            compared(binary.getChild(1), binary.getChild(0), found);
        } else if (node instanceof AstMethod call) {
            fact(call).ifPresent(fact -> texts(call.getChild(1), fact, found));
        }
        for (int i = 0; i < node.getCardinality(); i++) {
            factTexts(node.getChild(i), found);
        }
    }

    private void compared(Node one, Node other, List<FactText> found) {
        if (bare(one) instanceof AstMethod call && bare(other) instanceof AstString text) {
            fact(call).ifPresent(fact -> found.add(new FactText(fact, ExpressionSyntax.string(text), false)));
        }
    }

    private static void texts(Node arguments, String fact, List<FactText> found) {
        for (int i = 0; i < arguments.getCardinality(); i++) {
            if (bare(arguments.getChild(i)) instanceof AstString text) {
                found.add(new FactText(fact, ExpressionSyntax.string(text), true));
            }
        }
    }

    private static Node bare(Node node) {
        return node instanceof AstNested ? bare(node.getChild(0)) : node;
    }

    private Optional<String> fact(AstMethod call) {
        Node property = call.getChild(0);
        return property.getChild(0) instanceof AstIdentifier bean
                        && vocabulary.facts().containsKey(bean.getName())
                ? ExpressionSyntax.literalName(property).map(method -> bean.getName() + "." + method)
                : Optional.empty();
    }

    /**
     * Checks what stands where a task names what it does.
     *
     * @param text as it stands in the model
     * @return what must be fixed
     */
    public List<ExpressionProblem> step(String text) {
        List<ExpressionProblem> problems = new ArrayList<>();
        Optional<Node> root = ExpressionSyntax.parse(text, problems);
        if (root.isPresent()
                && stepName(root.get()).filter(vocabulary.steps()::contains).isEmpty()) {
            String name = stepName(root.get()).orElse(text.strip());
            problems.add(new ExpressionProblem(
                    "'" + name + "' is no step",
                    Spelling.nearestName(name, vocabulary.steps())
                                    .map(near -> "did you mean ${" + near + "}? ")
                                    .orElse("")
                            + "The steps are " + ExpressionWalk.list(vocabulary.steps())));
        }
        return problems;
    }

    private static Optional<String> stepName(Node root) {
        return root instanceof AstEval && root.getChild(0) instanceof AstIdentifier name
                ? Optional.of(name.getName())
                : Optional.empty();
    }
}
