package io.rapport.testing;

import com.zaxxer.hikari.HikariDataSource;
import io.rapport.journey.internal.V1__Engine_schema;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A real PostgreSQL that is thrown away: one server a test run, started at first use on a free port, and a fresh
 * database for anyone who asks, empty or with all tables. It does not wait for the disk, which tests need not survive.
 */
public final class TestDatabase {

    /** The shortest that the pool allows. */
    private static final Duration IDLE = Duration.ofSeconds(10);

    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final String name;

    private TestDatabase(String name) {
        this.name = name;
    }

    /** @return a new empty database */
    public static TestDatabase create() {
        return copyOf("template1");
    }

    /** @return a new database with all tables, as the migrations make them; a copy, which takes a moment only */
    public static TestDatabase migrated() {
        return copyOf(Template.DATABASE.name());
    }

    private static TestDatabase copyOf(String template) {
        String name = "test" + COUNTER.incrementAndGet();
        try (Connection connection = Server.POSTGRES.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name + " template " + template);
            // nothing must hang on the search path: what is not named with its schema is not found
            statement.execute("alter database " + name + " set search_path = nowhere");
        } catch (SQLException e) {
            throw new IllegalStateException("no test database", e);
        }
        return new TestDatabase(name);
    }

    /** @return its name on the server */
    public String name() {
        return name;
    }

    /** @return its JDBC address, user included */
    public String jdbcUrl() {
        return Server.POSTGRES.getJdbcUrl("postgres", name);
    }

    /**
     * @return its JDBC address for sessions that last: each has a statement planned once, at its first use, as sessions of
     *     production have it from some dozen uses on, which most statements of a test never reach
     */
    private String urlOfPool() {
        return jdbcUrl() + "&prepareThreshold=1&preparedStatementCacheQueries=1024&preparedStatementCacheSizeMiB=32"
                + "&options=-c%20plan_cache_mode=force_generic_plan";
    }

    /** @return connections to it, not pooled: each is a session that knows nothing yet, and costs what many statements cost */
    public DataSource dataSource() {
        return Server.POSTGRES.getDatabase("postgres", name);
    }

    /**
     * @return connections to it, at most eight at a time, which are used again and end some seconds after their last use;
     *     anyone who wants their threads to end as well closes it
     */
    public HikariDataSource pool() {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(urlOfPool());
        pool.setMaximumPoolSize(8);
        pool.setMinimumIdle(0);
        pool.setIdleTimeout(IDLE.toMillis());
        return pool;
    }

    /** Migrated when first asked for, and by nobody used but to copy. */
    private static final class Template {

        static final TestDatabase DATABASE = migrate();

        private static TestDatabase migrate() {
            TestDatabase database = create();
            Flyway.configure()
                    .javaMigrations(new V1__Engine_schema())
                    .dataSource(database.dataSource())
                    .schemas("rapport")
                    .locations("classpath:db/migration")
                    .load()
                    .migrate();
            return database;
        }
    }

    /** Started when first asked for; stopped when the applications that use it are down. */
    private static final class Server {

        /** Applications that are up; the server's parties are they and the shutdown itself. */
        static final Phaser APPLICATIONS = new Phaser(1);

        static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        .setRegisterShutdownHook(false)
                        // as beside the application, whatever the machine's locale
                        .setLocaleConfig("locale", "C")
                        .setLocaleConfig("locale-provider", "builtin")
                        .setLocaleConfig("builtin-locale", "C.UTF-8")
                        .setServerConfig("timezone", "UTC")
                        .setServerConfig("listen_addresses", "localhost")
                        .setServerConfig("full_page_writes", "off")
                        .setServerConfig("max_connections", "200")
                        .setServerConfig("shared_buffers", "128MB")
                        .start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(postgres), "stop-test-database"));
                return postgres;
            } catch (IOException e) {
                throw new UncheckedIOException("PostgreSQL for tests cannot start", e);
            }
        }

        /** Shutdown hooks run side by side: the applications, stopped by hooks of their own, go first. */
        private static void stop(EmbeddedPostgres postgres) {
            try {
                APPLICATIONS.awaitAdvanceInterruptibly(APPLICATIONS.arriveAndDeregister(), 20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (TimeoutException e) {
                System.err.println("an application does not stop; its database stops now");
            }
            try {
                postgres.close();
            } catch (IOException e) {
                throw new UncheckedIOException("PostgreSQL for tests cannot stop", e);
            }
        }
    }

    /** Gives an application context its own database. */
    static final class Initializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            TestPropertyValues.of("spring.datasource.url=" + migrated().urlOfPool())
                    .applyTo(context);
            Server.APPLICATIONS.register();
            // registered before any bean, so destroyed after all of them
            ((DefaultListableBeanFactory) context.getBeanFactory())
                    .registerDisposableBean("test-database-in-use", Server.APPLICATIONS::arriveAndDeregister);
        }
    }
}
