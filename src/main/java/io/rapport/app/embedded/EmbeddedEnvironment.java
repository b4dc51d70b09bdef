package io.rapport.app.embedded;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Decides, before anything starts, which parts are embedded, and says so in properties:
 *
 * <ul>
 *   <li>{@code rapport.embedded}: no {@code spring.datasource.url} is set, so PostgreSQL starts inside; alone in this
 *       mode the demo's logins and API key exist, and the server listens on 127.0.0.1 unless another address is set;
 *   <li>{@code rapport.mailbox.embedded}: no mail server is named in {@code spring.mail.host} or {@code
 *       rapport.messaging.hosts}, so mail goes to the mailbox inside.
 * </ul>
 *
 * The production jar carries neither part: there the start is refused, and says what is to be set.
 */
final class EmbeddedEnvironment implements EnvironmentPostProcessor, Ordered {

    /** Classes that are there only where the embedded parts are. */
    static final String DATABASE = "io.zonky.test.db.postgres.embedded.EmbeddedPostgres";

    private static final String MAIL_SERVER = "com.icegreen.greenmail.util.GreenMail";

    private static final String DEMO_STORY = "demo-story";

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

        require(database, mailbox);

        Map<String, Object> facts = new HashMap<>();
        facts.put("rapport.embedded", database);
        facts.put("rapport.mailbox.embedded", mailbox);
        if (mailbox) {
            // the mailbox sets its port itself, once it has one
            facts.put("spring.mail.host", LOOPBACK);
        }
        boolean shop = database && mailbox && environment.getProperty("rapport.demo", Boolean.class, true);
        if (shop) {
            // the demo replays hours in a fraction of a second: timers are polled often enough for that
            facts.put("camunda.bpm.job-execution.wait-time-in-millis", 50);
            facts.put("camunda.bpm.job-execution.max-wait", 100);
            // the story sends by a key of its own, whichever keys are configured, and maybe by their SHA-256 alone
            facts.put("rapport.api-keys." + DEMO_STORY, UUID.randomUUID().toString());
            facts.put("rapport.api-scopes." + DEMO_STORY, "events,loyalty");
        }
        environment.getPropertySources().addFirst(new MapPropertySource("rapport-embedded-parts", facts));

        if (database) {
            Map<String, Object> defaults = new HashMap<>();
            defaults.put("server.address", LOOPBACK);
            defaults.put("rapport.api-keys.demo", "demo-key");
            // the demo's shop is small: its models are fitted all the same
            defaults.put("rapport.value.least-repeaters", 100);
            defaults.put("rapport.api-scopes.demo", "events,imports,imports:read,customers:read,loyalty,coupon-pools");
            if (shop) {
                // it reaches out to who had lapsed before it began with Rapport, too, some a day
                defaults.put("rapport.relationship.already-lapsed-a-day", 2);
                // its people are at home on holidays
                defaults.put("rapport.working-time.countries", "DE");
            }
            if (!StringUtils.hasText(environment.getProperty("rapport.link-secret"))) {
                Path data = Path.of(environment.getProperty("rapport.data-dir", "./data"));
                defaults.put("rapport.link-secret", LinkSecret.keptIn(data));
            }
            environment.getPropertySources().addLast(new MapPropertySource("rapport-embedded-defaults", defaults));
        }
    }

    private static void require(boolean database, boolean mailbox) {
        if (database && !ClassUtils.isPresent(DATABASE, null)) {
            throw new StartRefused(
                    "No database is configured, and this jar brings none.",
                    "Set SPRING_DATASOURCE_URL (such as jdbc:postgresql://db.example/rapport), SPRING_DATASOURCE_USERNAME"
                            + " and SPRING_DATASOURCE_PASSWORD to a PostgreSQL 14 or newer. To try Rapport without one,"
                            + " start rapport-demo.jar instead.");
        }
        if (mailbox && !ClassUtils.isPresent(MAIL_SERVER, null)) {
            throw new StartRefused(
                    "No mail server is configured, and this jar brings none.",
                    "Set SPRING_MAIL_HOST, SPRING_MAIL_PORT, SPRING_MAIL_USERNAME and SPRING_MAIL_PASSWORD, or several"
                            + " servers by rapport.messaging.hosts. To catch all mail in a mailbox of its own, start"
                            + " rapport-demo.jar instead.");
        }
    }
}
