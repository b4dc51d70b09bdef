package io.rapport.gate;

import camundajar.impl.scala.Product;
import camundajar.impl.scala.collection.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.feel.FeelEngine;
import org.camunda.feel.syntaxtree.ParsedExpression;
import org.camunda.feel.syntaxtree.Ref;

/** Reads FEEL without evaluating it. */
final class Feel {

    /** What may call Java, or run for as long as it likes. */
    private static final Set<String> REFUSED =
            Set.of("JavaFunctionInvocation", "FunctionDefinition", "For", "IterationContext");

    private static final FeelEngine ENGINE = new FeelEngine.Builder().build();

    private Feel() {}

    /** @return what is wrong with an expression; empty if it can be evaluated */
    static Optional<String> faultOfExpression(String text) {
        return fault(ENGINE.parseExpression(text));
    }

    /** @return what is wrong with a condition of a table's rule; empty if it can be evaluated */
    static Optional<String> faultOfTest(String text) {
        return fault(ENGINE.parseUnaryTests(text));
    }

    private static Optional<String> fault(
            camundajar.impl.scala.util.Either<FeelEngine.Failure, ParsedExpression> parsed) {
        if (parsed.isLeft()) {
            return Optional.of(parsed.left().toOption().get().message());
        }
        return refused(parsed.toOption().get().expression());
    }

    /** @return the names that an expression looks up; none if it cannot be read */
    static Set<String> names(String text) {
        return names(ENGINE.parseExpression(text));
    }

    /** @return the names that a condition of a rule looks up; none if it cannot be read */
    static Set<String> namesInTest(String text) {
        return names(ENGINE.parseUnaryTests(text));
    }

    private static Set<String> names(camundajar.impl.scala.util.Either<FeelEngine.Failure, ParsedExpression> parsed) {
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

    private static Iterator<?> inner(Object part) {
        if (part instanceof camundajar.impl.scala.collection.Iterable<?> many) {
            return many.iterator();
        }
        return part instanceof Product product ? product.productIterator() : null;
    }

    private static Optional<String> refused(Object part) {
        if (REFUSED.contains(part.getClass().getSimpleName())) {
            return Optional.of("loops, functions of its own and Java are not evaluated");
        }
        Iterator<?> inner = inner(part);
        while (inner != null && inner.hasNext()) {
            Optional<String> found = refused(inner.next());
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}
