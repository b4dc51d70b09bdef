package io.rapport.app.forms;

import io.rapport.database.RetainedTable;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class FormsConfiguration {

    /** Longer than any page stands open whose forms still have their token. */
    private static final Duration KEPT = Duration.ofDays(30);

    @Bean
    RetainedTable retainedForms(JdbcClient jdbc) {
        return new RetainedTable(
                jdbc,
                "forms",
                KEPT,
                """
                delete from rapport.sent_form where id = any(array(
                    select id from rapport.sent_form where sent_at < :before order by sent_at limit :most))""");
    }
}
