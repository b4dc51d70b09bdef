package io.rapport.journey.expression;

import javax.script.ScriptEngine;
import javax.script.ScriptEngineFactory;
import javax.script.ScriptEngineManager;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.scripting.engine.ScriptEngineResolver;

/** No script of any language runs, wherever a model may hold one. */
final class NoScripts implements ScriptEngineResolver {

    @Override
    public ScriptEngine getScriptEngine(String language, boolean cached) {
        throw new ProcessEngineException(
                "a script (" + language + ") is not run; use a step, a fact in an expression, or a decision table");
    }

    @Override
    public void addScriptEngineFactory(ScriptEngineFactory factory) {
        throw new ProcessEngineException("no script engine is taken: scripts are not run");
    }

    @Override
    public ScriptEngineManager getScriptEngineManager() {
        return null;
    }
}
