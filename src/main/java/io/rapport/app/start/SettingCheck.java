package io.rapport.app.start;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.unit.DataSize;

/**
 * Checks settings before anything reads them: those that single classes ask for by name, whose failures would not say
 * which setting it is. Those of {@code @ConfigurationProperties} go through the same {@link #handler}.
 */
final class SettingCheck implements EnvironmentPostProcessor, Ordered {

    /** What {@code @Value("${rapport.…}")} asks for, by the type that it is read as. */
    static final Map<String, Class<?>> SINGLE = Map.ofEntries(
            Map.entry("rapport.currency", Currency.class),
            Map.entry("rapport.customer.changes-poll", Duration.class),
            Map.entry("rapport.customer.default-time-zone", ZoneId.class),
            Map.entry("rapport.data-dir", Path.class),
            Map.entry("rapport.demo", Boolean.class),
            Map.entry("rapport.desk.locale", Locale.class),
            Map.entry("rapport.embedded", Boolean.class),
            Map.entry("rapport.imports.directory", Path.class),
            Map.entry("rapport.imports.keep", Duration.class),
            Map.entry("rapport.imports.max-size", DataSize.class),
            Map.entry("rapport.journey.most-steps", Integer.class),
            Map.entry("rapport.mailbox.keep", Integer.class),
            Map.entry("rapport.mailbox.port", Integer.class),
            Map.entry("rapport.models-reload", Duration.class),
            Map.entry("rapport.customer.replenishment-poll", Duration.class),
            Map.entry("rapport.dates.poll", Duration.class),
            Map.entry("rapport.escalation.poll", Duration.class),
            Map.entry("rapport.loyalty.coupon-poll", Duration.class),
            Map.entry("rapport.loyalty.poll", Duration.class),
            Map.entry("rapport.loyalty.hold", Duration.class),
            Map.entry("rapport.loyalty.expiry-notice", Duration.class),
            Map.entry("rapport.loyalty.level-period", Duration.class),
            Map.entry("rapport.loyalty.level-notice", Duration.class),
            Map.entry("rapport.loyalty.referral-kept", Duration.class),
            Map.entry("rapport.loyalty.referral-valid", Duration.class),
            Map.entry("rapport.loyalty.wrong-codes", Integer.class),
            Map.entry("rapport.panel.poll", Duration.class),
            Map.entry("rapport.inbox.wait-for-forms", Duration.class),
            Map.entry("rapport.privacy.time-before-erasure", Duration.class),
            Map.entry("rapport.relationship.already-lapsed-a-day", Integer.class),
            Map.entry("rapport.relationship.poll", Duration.class),
            Map.entry("rapport.metrics.refresh", Duration.class),
            Map.entry("rapport.segments.poll", Duration.class),
            Map.entry("rapport.working-time.zone", ZoneId.class),
            Map.entry("rapport.postgres.port", Integer.class));

    @Override
    public int getOrder() {
        // the configuration files have been read, and what is embedded is not yet decided
        return Ordered.LOWEST_PRECEDENCE - 1;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Binder binder = Binder.get(environment, handler(BindHandler.DEFAULT));
        SINGLE.forEach((name, type) -> binder.bind(name, Bindable.of(type)));
    }

    /**
     * @param parent what is done besides
     * @return refuses values of settings of ours that their types allow and that cannot be meant
     */
    static BindHandler handler(BindHandler parent) {
        return new AbstractBindHandler(parent) {
            @Override
            public Object onSuccess(
                    ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
                String text = name.toString();
                if (text.startsWith("rapport.")) {
                    SettingTypes.fault(text.replaceAll("\\[.*", ""), result).ifPresent(allowed -> {
                        throw new ValueRefused(allowed);
                    });
                }
                return super.onSuccess(name, target, context, result);
            }
        };
    }

    /** That a setting cannot be meant; names what could. */
    static final class ValueRefused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        /** @param allowed to stand behind "must be" */
        ValueRefused(String allowed) {
            super(allowed);
        }
    }
}
