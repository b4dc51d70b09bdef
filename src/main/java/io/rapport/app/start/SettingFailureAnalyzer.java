package io.rapport.app.start;

import io.rapport.app.embedded.StartRefused;
import io.rapport.app.start.SettingCheck.ValueRefused;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Says of a setting that cannot be read, or cannot be meant, its name, its value, and what is allowed; Spring Boot's own
 * text speaks of types and converters.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SettingFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

    /** Their values must not reach a log. */
    private static final Pattern SECRET =
            Pattern.compile("password|secret|token|credential|key|dkim", Pattern.CASE_INSENSITIVE);

    private static final String OURS = "io.rapport.";

    @Override
    protected FailureAnalysis analyze(Throwable failure, BindException cause) {
        if (cause.getCause() instanceof BindValidationException
                || cause.getCause() instanceof UnboundConfigurationPropertiesException) {
            // Spring Boot lists these one by one
            return null;
        }
        String name = cause.getName().toString();
        String ours = null;
        String refused = null;
        for (Throwable deeper = cause.getCause(); deeper != null; deeper = deeper.getCause()) {
            if (deeper instanceof StartRefused) {
                return null;
            }
            if (deeper instanceof ValueRefused value) {
                refused = value.getMessage();
            } else if (isSaidByUs(deeper)) {
                ours = deeper.getMessage();
            }
        }
        if (ours != null && refused == null) {
            return new FailureAnalysis(ours, "Correct it, then start again; nothing was changed.", failure);
        }
        String allowed = refused != null
                ? refused
                : SettingTypes.allowed(cause.getTarget().getType())
                        .orElse("a value that can be read as "
                                + cause.getTarget()
                                        .getType()
                                        .resolve(Object.class)
                                        .getSimpleName());
        ConfigurationProperty property = cause.getProperty();
        String value = property == null || SECRET.matcher(name).find() ? "" : " is '" + property.getValue() + "', but";
        return new FailureAnalysis(
                name + value + " must be " + allowed + ".",
                "Correct it" + place(property) + ", or take it out, then start again. As an environment variable it is "
                        + variable(name) + ".",
                failure);
    }

    private static boolean isSaidByUs(Throwable cause) {
        StackTraceElement[] stack = cause.getStackTrace();
        return (cause instanceof IllegalArgumentException || cause instanceof IllegalStateException)
                && cause.getMessage() != null
                && stack.length > 0
                && stack[0].getClassName().startsWith(OURS);
    }

    private static String place(ConfigurationProperty property) {
        return property == null || property.getOrigin() == null ? "" : " (" + property.getOrigin() + ")";
    }

    /** As Spring Boot reads the environment. */
    private static String variable(String name) {
        return name.replace("-", "")
                .replace('.', '_')
                .replace('[', '_')
                .replace("]", "")
                .toUpperCase(Locale.ROOT);
    }
}
