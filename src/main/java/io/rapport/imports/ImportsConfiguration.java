package io.rapport.imports;

import io.rapport.database.RetainedTable;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class ImportsConfiguration {

    /** Imports go some time after they have ended, and the rows that they left out with them: those hold personal data. */
    @Bean
    RetainedTable retainedImports(JdbcClient jdbc, @Value("${rapport.imports.keep:30d}") Duration keep) {
        return new RetainedTable(
                jdbc,
                "imports",
                keep,
                """
                delete from rapport.import_job where id = any(array(
                    select id from rapport.import_job where updated_at < :before order by id limit :most))""");
    }
}
