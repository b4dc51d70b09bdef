package io.rapport.template;

import io.pebbletemplates.pebble.extension.AbstractNodeVisitor;
import io.pebbletemplates.pebble.extension.NodeVisitor;
import io.pebbletemplates.pebble.node.AbstractRenderableNode;
import io.pebbletemplates.pebble.node.ForNode;
import io.pebbletemplates.pebble.template.EvaluationContextImpl;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import io.pebbletemplates.pebble.template.PebbleTemplateImpl;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/**
 * When a render ends, done or not. Pebble knows no such limit, and a thread cannot be stopped from outside; so every round
 * of every loop looks whether it is time. Loops are the only way for a template to run long: there are no macros, blocks
 * or includes that could call themselves.
 *
 * <p>What ends a render is the processor time of its own thread: on a machine that is busy with other things, or beside a
 * database that answers late, a sound template would be called endless otherwise, and its mail fail for good. The clock
 * on the wall, which costs less to read, says when to ask for it.
 */
final class RenderDeadline {

    /** Where a render keeps it among its variables. No template can name, and so replace, a variable with a space. */
    static final String VARIABLE = "the deadline";

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final long nanos;
    private final long processorNanos;

    private RenderDeadline(long nanos, long processorNanos) {
        this.nanos = nanos;
        this.processorNanos = processorNanos;
    }

    /**
     * @param time what the thread that asks may spend from now on
     */
    static RenderDeadline in(Duration time) {
        return new RenderDeadline(
                System.nanoTime() + time.toNanos(), THREADS.getCurrentThreadCpuTime() + time.toNanos());
    }

    /** @throws Exceeded when its thread, which asks, has spent what it may */
    void check() {
        if (System.nanoTime() - nanos > 0 && THREADS.getCurrentThreadCpuTime() - processorNanos > 0) {
            throw new Exceeded();
        }
    }

    /** Makes each loop of a template look whether it is time. */
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

    /** A render took more processor time than it may. */
    static final class Exceeded extends RuntimeException {
        Exceeded() {
            super(null, null, false, false);
        }
    }
}
