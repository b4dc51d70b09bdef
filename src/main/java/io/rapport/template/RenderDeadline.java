package io.rapport.template;

import io.pebbletemplates.pebble.extension.AbstractNodeVisitor;
import io.pebbletemplates.pebble.extension.NodeVisitor;
import io.pebbletemplates.pebble.node.AbstractRenderableNode;
import io.pebbletemplates.pebble.node.ForNode;
import io.pebbletemplates.pebble.template.EvaluationContextImpl;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import io.pebbletemplates.pebble.template.PebbleTemplateImpl;
import java.io.Writer;
import java.time.Duration;

/**
 * The moment at which a render ends, done or not. Pebble knows no such limit, and a thread cannot be stopped from
 * outside; so every round of every loop reads the clock. Loops are the only way for a template to run long: there are
 * no macros, blocks or includes that could call themselves.
 */
final class RenderDeadline {

    /** Where a render keeps it among its variables. No template can name, and so replace, a variable with a space. */
    static final String VARIABLE = "the deadline";

    private final long nanos;

    private RenderDeadline(long nanos) {
        this.nanos = nanos;
    }

    static RenderDeadline in(Duration time) {
        return new RenderDeadline(System.nanoTime() + time.toNanos());
    }

    private void check() {
        if (System.nanoTime() - nanos > 0) {
            throw new Exceeded();
        }
    }

    /** Makes each loop of a template read the clock. */
    static NodeVisitor watch(PebbleTemplate template) {
        return new AbstractNodeVisitor((PebbleTemplateImpl) template) {
            @Override
            public void visit(ForNode loop) {
                super.visit(loop);
                loop.getBody().getChildren().add(0, new Check(loop.getLineNumber()));
            }
        };
    }

    private static final class Check extends AbstractRenderableNode {

        Check(int line) {
            super(line);
        }

        @Override
        public void render(PebbleTemplateImpl template, Writer writer, EvaluationContextImpl context) {
            ((RenderDeadline) context.getVariable(VARIABLE)).check();
        }

        @Override
        public void accept(NodeVisitor visitor) {
            // there is nothing below it
        }
    }

    /** A render took longer than it may. */
    static final class Exceeded extends RuntimeException {
        Exceeded() {
            super(null, null, false, false);
        }
    }
}
