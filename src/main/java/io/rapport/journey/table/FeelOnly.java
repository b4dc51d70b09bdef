package io.rapport.journey.table;

import io.rapport.journey.ModelReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.spi.el.DmnScriptEngineResolver;
import org.camunda.bpm.dmn.engine.impl.spi.el.ElProvider;
import org.camunda.bpm.dmn.engine.impl.spi.transform.DmnTransform;
import org.camunda.bpm.dmn.engine.impl.spi.type.DmnDataTypeTransformer;
import org.camunda.bpm.dmn.engine.impl.transform.DefaultDmnTransform;
import org.camunda.bpm.dmn.engine.impl.transform.DefaultDmnTransformer;
import org.camunda.bpm.dmn.engine.impl.type.DefaultDataTypeTransformerRegistry;
import org.camunda.bpm.dmn.feel.impl.FeelEngine;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.engine.variable.value.TypedValue;

/** Tables speak FEEL; whatever else the DMN engine would run leads to Java. */
public final class FeelOnly {

    /** What DMN itself calls a number, and most tools write; the engine knows none of this name. */
    static final String NUMBER = "number";

    /** In the place of the provider of JUEL expressions. */
    public static final ElProvider EXPRESSIONS = expression -> {
        throw refused("juel");
    };

    /** A whole number of fewer digits is one of 64 bits. */
    private static final int DIGITS_OF_LONG = 19;

    private static final DmnScriptEngineResolver SCRIPTS = language -> {
        throw refused(language);
    };

    private FeelOnly() {}

    /** @return a configuration whose FEEL is that of {@link FeelSyntax}, for the engine or for tables by themselves */
    public static DefaultDmnEngineConfiguration configuration() {
        DefaultDmnEngineConfiguration configuration =
                (DefaultDmnEngineConfiguration) DmnEngineConfiguration.createDefaultDmnEngineConfiguration();
        configuration.setFeelEngineFactory(BoundedFeel.FACTORY);
        DefaultDmnTransformer transformer = new DefaultDmnTransformer() {
            @Override
            public DmnTransform createTransform() {
                return new DefaultDmnTransform(this) {
                    @Override
                    public void setModelInstance(InputStream file) {
                        setModelInstance(ModelReader.dmn(bytes(file)));
                    }
                };
            }
        };
        transformer.setDataTypeTransformerRegistry(new DefaultDataTypeTransformerRegistry() {
            @Override
            public DmnDataTypeTransformer getTransformer(String type) {
                return NUMBER.equalsIgnoreCase(type) ? FeelOnly::number : super.getTransformer(type);
            }
        });
        configuration.setTransformer(transformer);
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

    /** A number stays as it is, so that a whole one is written without a fraction; a text is taken as the number that it says. */
    private static TypedValue number(Object value) {
        if (value instanceof Number) {
            return Variables.untypedValue(value);
        } else if (value instanceof String text) {
            BigDecimal number = new BigDecimal(text).stripTrailingZeros();
            boolean whole = number.scale() <= 0 && number.precision() - number.scale() < DIGITS_OF_LONG;
            return whole ? Variables.longValue(number.longValue()) : Variables.doubleValue(number.doubleValue());
        }
        throw new IllegalArgumentException("no number");
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
