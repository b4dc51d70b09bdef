package io.rapport.journey.internal.gate;

import camundajar.impl.scala.Product;
import camundajar.impl.scala.collection.Iterator;
import java.util.Optional;
import java.util.Set;
import org.camunda.feel.FeelEngine;
import org.camunda.feel.syntaxtree.ParsedExpression;

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

    private static Optional<String> refused(Object part) {
        if (REFUSED.contains(part.getClass().getSimpleName())) {
            return Optional.of("loops, functions of its own and Java are not evaluated");
        }
        Iterator<?> inner = part instanceof Product product
                ? product.productIterator()
                : part instanceof camundajar.impl.scala.collection.Iterable<?> many ? many.iterator() : null;
        while (inner != null && inner.hasNext()) {
            Optional<String> found = refused(inner.next());
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}
