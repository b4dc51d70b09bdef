package io.rapport.journey.table;

import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.spi.el.DmnScriptEngineResolver;
import org.camunda.bpm.dmn.engine.impl.spi.el.ElProvider;
import org.camunda.bpm.dmn.feel.impl.FeelEngine;
import org.camunda.bpm.engine.ProcessEngineException;

/** Tables speak FEEL; whatever else the DMN engine would run leads to Java. */
public final class FeelOnly {

    /** In the place of the provider of JUEL expressions. */
    public static final ElProvider EXPRESSIONS = expression -> {
        throw refused("juel");
    };

    private static final DmnScriptEngineResolver SCRIPTS = language -> {
        throw refused(language);
    };

    private FeelOnly() {}

    /** @return a configuration whose FEEL is that of {@link FeelSyntax}, for the engine or for tables by themselves */
    public static DefaultDmnEngineConfiguration configuration() {
        DefaultDmnEngineConfiguration configuration =
                (DefaultDmnEngineConfiguration) DmnEngineConfiguration.createDefaultDmnEngineConfiguration();
        configuration.setFeelEngineFactory(BoundedFeel.FACTORY);
        return configuration;
    }

    /** @return a FEEL engine by itself, for single cells */
    public static FeelEngine feelEngine() {
        return BoundedFeel.FACTORY.createInstance();
    }

    /** @return a DMN engine by itself, for tables that are asked without a process engine around them */
    public static DmnEngine dmnEngine() {
        DefaultDmnEngineConfiguration configuration = configuration();
        configuration.setElProvider(EXPRESSIONS);
        configuration.setScriptEngineResolver(SCRIPTS);
        return configuration.buildEngine();
    }

    private static ProcessEngineException refused(String language) {
        return new ProcessEngineException("the expression language '" + language
                + "' is not run in a table; write FEEL and take the attribute expressionLanguage away");
    }
}
