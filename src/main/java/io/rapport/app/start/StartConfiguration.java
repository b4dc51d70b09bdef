package io.rapport.app.start;

import io.rapport.app.embedded.EmbeddedDatabase;
import io.rapport.app.embedded.StartRefused;
import io.rapport.app.mailbox.Mailbox;
import io.rapport.audit.AuditLog;
import io.rapport.desk.StaffDirectory;
import io.rapport.desk.StaffUpdate;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

@Configuration(proxyBeanMethods = false)
class StartConfiguration {

    /** Every setting that is bound to a type of ours is checked as those are that are asked for by name. */
    @Bean
    static ConfigurationPropertiesBindHandlerAdvisor settingCheck() {
        return SettingCheck::handler;
    }

    /** What production must say itself is asked for before any part starts. */
    @Bean
    static BeanFactoryPostProcessor requiredSettings(Environment environment) {
        return beans -> {
            String url = environment.getProperty("spring.datasource.url");
            if (StringUtils.hasText(url) && !url.startsWith("jdbc:postgresql:")) {
                throw new StartRefused(
                        "spring.datasource.url is no address of a PostgreSQL: it does not begin with jdbc:postgresql:",
                        "Set SPRING_DATASOURCE_URL to one such as jdbc:postgresql://db.example:5432/rapport.");
            }
            requirePublicUrl(environment.getProperty("rapport.public-url"));
            String secret = environment.getProperty("rapport.link-secret");
            if (!StringUtils.hasText(secret) || secret.strip().length() < 32) {
                throw new StartRefused(
                        "rapport.link-secret is not set, or shorter than 32 characters. It signs the links that"
                                + " customers receive.",
                        "Set RAPPORT_LINKSECRET to a random secret and keep it (openssl rand -hex 32); every node needs"
                                + " the same.");
            }
            List<String> before = Binder.get(environment)
                    .bind("rapport.link-secrets-before", Bindable.listOf(String.class))
                    .orElse(List.of());
            if (before.stream().anyMatch(earlier -> earlier.strip().length() < 32)) {
                throw new StartRefused(
                        "One of rapport.link-secrets-before is shorter than 32 characters, and was no link secret.",
                        "Set RAPPORT_LINKSECRETSBEFORE to the earlier link secrets, separated by commas, the youngest"
                                + " first; a secret with a comma in it as RAPPORT_LINKSECRETSBEFORE_0 and so on.");
            }
        };
    }

    /**
     * Every link in every message begins with it.
     *
     * @throws StartRefused if it is no address of a web site
     */
    static void requirePublicUrl(String url) {
        try {
            URI address = new URI(String.valueOf(url).strip());
            boolean web = "https".equalsIgnoreCase(address.getScheme()) || "http".equalsIgnoreCase(address.getScheme());
            if (web
                    && StringUtils.hasText(address.getHost())
                    && address.getUserInfo() == null
                    && address.getQuery() == null
                    && address.getFragment() == null) {
                return;
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw new StartRefused(
                "rapport.public-url is no address of a web site: " + url,
                "Set RAPPORT_PUBLICURL to where customers reach Rapport, with its scheme, such as"
                        + " https://service.example.com.");
    }

    @Bean
    DatabaseSchema databaseSchema(DataSource application) {
        return new DatabaseSchema(application);
    }

    @Bean
    @ConditionalOnBooleanProperty("rapport.embedded")
    DemoLogins demoLogins(StaffDirectory staff) {
        return new DemoLogins(staff);
    }

    @Bean
    Administrators administrators(
            StaffDirectory staff, StaffUpdate queues, ObjectProvider<DemoLogins> demo, Environment environment) {
        return new Administrators(
                staff,
                queues,
                demo.getIfAvailable(),
                environment.getProperty("rapport.admin.user"),
                environment.getProperty("rapport.admin.password"));
    }

    @Bean
    ReadyNotice readyNotice(
            Environment environment,
            ObjectProvider<EmbeddedDatabase> database,
            ObjectProvider<Mailbox> mailbox,
            AuditLog audit) {
        return new ReadyNotice(environment, database.getIfAvailable(), mailbox.getIfAvailable(), audit::isProtected);
    }
}
