package io.rapport.desk.internal;

import java.util.HashSet;
import java.util.Set;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;

/**
 * The tasks whose forms were checked within the running command. It lives exactly as long as the command, and nothing
 * that a caller sends can write to it.
 */
final class SubmittedForms implements Session {

    private final Set<String> tasks = new HashSet<>();

    static SubmittedForms ofThisCommand() {
        return Context.getCommandContext().getSession(SubmittedForms.class);
    }

    void add(String task) {
        tasks.add(task);
    }

    boolean contains(String task) {
        return tasks.contains(task);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    /** Opens one a command. */
    static final class Factory implements SessionFactory {

        @Override
        public Class<?> getSessionType() {
            return SubmittedForms.class;
        }

        @Override
        public Session openSession() {
            return new SubmittedForms();
        }
    }
}
