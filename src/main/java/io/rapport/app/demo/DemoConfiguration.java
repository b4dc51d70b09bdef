package io.rapport.app.demo;

import io.rapport.calendar.BusinessClock;
import io.rapport.feedback.Surveys;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The demo plays only where database and mailbox are both embedded: no story of invented people reaches anybody. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty({"rapport.embedded", "rapport.mailbox.embedded"})
@ConditionalOnProperty(name = "rapport.demo", havingValue = "true", matchIfMissing = true)
class DemoConfiguration {

    @Bean
    DemoPlayer demoPlayer(
            JdbcClient jdbc,
            BusinessClock clock,
            Surveys surveys,
            @Value("${rapport.data-dir:./data}") Path data,
            @Value("${rapport.api-keys.demo}") String key) {
        return new DemoPlayer(jdbc, clock, surveys, new Bookmark(data.resolve("demo-replay")), key);
    }
}
