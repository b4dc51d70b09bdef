package io.rapport.app.embedded;

import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Starts the embedded PostgreSQL before the connection pool, and stops it after the pool has closed. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("rapport.embedded")
@ConditionalOnClass(name = EmbeddedEnvironment.DATABASE)
class EmbeddedDatabaseConfiguration {

    @Bean(destroyMethod = "close")
    EmbeddedDatabase embeddedDatabase(
            @Value("${rapport.data-dir:./data}") Path data, @Value("${rapport.postgres.port:54329}") int port) {
        return EmbeddedDatabase.start(data, port);
    }

    @Bean
    JdbcConnectionDetails embeddedConnection(EmbeddedDatabase database) {
        return new JdbcConnectionDetails() {
            @Override
            public String getJdbcUrl() {
                return database.jdbcUrl();
            }

            @Override
            public String getUsername() {
                return database.user();
            }

            @Override
            public String getPassword() {
                return "";
            }
        };
    }
}
