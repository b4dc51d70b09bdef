package io.rapport.app.studio;

import io.rapport.database.RetainedTable;
import io.rapport.database.RetentionProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class StudioConfiguration {

    /** Who previewed a message with a customer's data is known for a time. Rows are written in the order of time. */
    @Bean
    RetainedTable retainedPreviews(JdbcClient jdbc, RetentionProperties properties) {
        return new RetainedTable(
                jdbc,
                "previews",
                properties.previews(),
                """
                delete from rapport.message_preview where at < :before and id = any(array(
                    select id from rapport.message_preview order by id limit :most))""");
    }
}
