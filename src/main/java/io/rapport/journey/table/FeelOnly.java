package io.rapport.journey.table;

import io.rapport.journey.ModelReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.spi.el.DmnScriptEngineResolver;
import org.camunda.bpm.dmn.engine.impl.spi.el.ElProvider;
import org.camunda.bpm.dmn.engine.impl.spi.transform.DmnTransform;
import org.camunda.bpm.dmn.engine.impl.transform.DefaultDmnTransform;
import org.camunda.bpm.dmn.engine.impl.transform.DefaultDmnTransformer;
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
        configuration.setTransformer(new DefaultDmnTransformer() {
            @Override
            public DmnTransform createTransform() {
                return new DefaultDmnTransform(this) {
                    @Override
                    public void setModelInstance(InputStream file) {
                        setModelInstance(ModelReader.dmn(bytes(file)));
                    }
                };
            }
        });
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

    private static byte[] bytes(InputStream file) {
        try {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ProcessEngineException refused(String language) {
        return new ProcessEngineException("the expression language '" + language
                + "' is not run in a table; write FEEL and take the attribute expressionLanguage away");
    }
}
