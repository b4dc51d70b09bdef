package io.rapport.app.availability;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

@Configuration(proxyBeanMethods = false)
class AvailabilityConfiguration {

    private static final String SECONDS_TO_CONNECT = "2";

    @Bean(initMethod = "start")
    DatabaseWatch databaseWatch(HikariDataSource pool) {
        return new DatabaseWatch(() -> connect(pool), DatabaseWatch.PERIOD);
    }

    @Bean
    MeterBinder databaseMetrics(DatabaseWatch watch) {
        return registry -> Gauge.builder("rapport.database.up", watch, w -> w.isUp() ? 1 : 0)
                .description("1 while the database answers this node")
                .register(registry);
    }

    /** Behind the measurement of requests, before the guards, which look up logins. */
    @Bean
    FilterRegistrationBean<DatabaseAwayFilter> databaseAway(DatabaseWatch watch) {
        FilterRegistrationBean<DatabaseAwayFilter> registration =
                new FilterRegistrationBean<>(new DatabaseAwayFilter(watch::isAway));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 5);
        return registration;
    }

    /** As the pool connects, but with less patience. */
    private static Connection connect(HikariDataSource pool) throws SQLException {
        Properties properties = new Properties();
        pool.getDataSourceProperties().forEach((name, value) -> properties.put(name, String.valueOf(value)));
        if (pool.getUsername() != null) {
            properties.put("user", pool.getUsername());
        }
        if (pool.getPassword() != null) {
            properties.put("password", pool.getPassword());
        }
        for (String limit : new String[] {"loginTimeout", "connectTimeout", "socketTimeout"}) {
            properties.put(limit, SECONDS_TO_CONNECT);
        }
        properties.put("ApplicationName", "rapport-watch");
        return DriverManager.getConnection(pool.getJdbcUrl(), properties);
    }
}
