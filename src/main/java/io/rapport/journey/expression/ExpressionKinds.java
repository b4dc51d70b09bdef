package io.rapport.journey.expression;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.camunda.bpm.impl.juel.AstBinary;
import org.camunda.bpm.impl.juel.AstBoolean;
import org.camunda.bpm.impl.juel.AstChoice;
import org.camunda.bpm.impl.juel.AstEval;
import org.camunda.bpm.impl.juel.AstIdentifier;
import org.camunda.bpm.impl.juel.AstMethod;
import org.camunda.bpm.impl.juel.AstNested;
import org.camunda.bpm.impl.juel.AstNull;
import org.camunda.bpm.impl.juel.AstNumber;
import org.camunda.bpm.impl.juel.AstProperty;
import org.camunda.bpm.impl.juel.AstString;
import org.camunda.bpm.impl.juel.AstUnary;
import org.camunda.bpm.impl.juel.Node;
import org.springframework.util.ClassUtils;

/** What the parts of an expression can be, as far as that is known before it runs. */
final class ExpressionKinds {

    private static final Pattern NUMERAL = Pattern.compile("\\s*[-+]?\\d+([.]\\d+)?\\s*");
    private static final Set<String> TRUTHS = Set.of("==", "!=", "<", ">", "<=", ">=", "&&", "||");

    private final Vocabulary vocabulary;

    ExpressionKinds(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** What a part certainly is. */
    enum Kind {
        NUMBER("a number"),
        TEXT("a text"),
        TRUTH("what is true or false");

        private final String said;

        Kind(String said) {
            this.said = said;
        }

        /** @return as sentences say it */
        String said() {
            return said;
        }
    }

    /** @return whether it may be true or false */
    boolean mayBeTruth(Node node) {
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

    /** @return whether it may be a moment or a duration */
    boolean mayBeMoment(Node node) {
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
    static boolean isId(AstIdentifier name) {
        return name.getName().endsWith("Id");
    }

    /** @return what a part certainly is; null if that is known only when it runs */
    Kind kind(Node node) {
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
            return NUMERAL.matcher(ExpressionSyntax.string(text)).matches() ? null : Kind.TEXT;
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
                ? ExpressionSyntax.literalName(property).map(name -> vocabulary
                        .facts()
                        .get(bean.getName())
                        .method(name, call.getChild(1).getCardinality()))
                : Optional.empty();
    }
}
