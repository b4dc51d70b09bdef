package io.rapport.app.embedded;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.StringUtils;

/**
 * Decides, before anything starts, which parts are embedded, and says so in properties:
 *
 * <ul>
 *   <li>{@code rapport.embedded}: no {@code spring.datasource.url} is set, so PostgreSQL starts inside; alone in this
 *       mode the demo's logins and API key exist, and the server listens on 127.0.0.1 unless told otherwise;
 *   <li>{@code rapport.mailbox.embedded}: no mail server is named in {@code spring.mail.host} or {@code
 *       rapport.messaging.hosts}, so mail goes to the mailbox inside.
 * </ul>
 */
final class EmbeddedEnvironment implements EnvironmentPostProcessor, Ordered {

    private static final String LOOPBACK = "127.0.0.1";

    @Override
    public int getOrder() {
        // after the configuration files and the environment's variables have been read
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        boolean database = environment.getProperty(
                "rapport.embedded",
                Boolean.class,
                !StringUtils.hasText(environment.getProperty("spring.datasource.url")));
        boolean mailbox = !StringUtils.hasText(environment.getProperty("spring.mail.host"))
                && !StringUtils.hasText(environment.getProperty("rapport.messaging.hosts[0].host"));

        Map<String, Object> facts = new HashMap<>();
        facts.put("rapport.embedded", database);
        facts.put("rapport.mailbox.embedded", mailbox);
        if (mailbox) {
            // the mailbox tells its port itself, once it has one
            facts.put("spring.mail.host", LOOPBACK);
        }
        if (database && mailbox && environment.getProperty("rapport.demo", Boolean.class, true)) {
            // the demo replays hours in a fraction of a second: timers are looked for often enough for that
            facts.put("camunda.bpm.job-execution.wait-time-in-millis", 50);
            facts.put("camunda.bpm.job-execution.max-wait", 100);
        }
        environment.getPropertySources().addFirst(new MapPropertySource("rapport-embedded-parts", facts));

        if (database) {
            Map<String, Object> defaults = new HashMap<>();
            defaults.put("server.address", LOOPBACK);
            defaults.put("rapport.api-keys.demo", "demo-key");
            if (!StringUtils.hasText(environment.getProperty("rapport.link-secret"))) {
                Path data = Path.of(environment.getProperty("rapport.data-dir", "./data"));
                defaults.put("rapport.link-secret", LinkSecret.keptIn(data));
            }
            environment.getPropertySources().addLast(new MapPropertySource("rapport-embedded-defaults", defaults));
        }
    }
}
