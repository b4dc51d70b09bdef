package io.rapport.benchmark;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Stream;

/** One of the two that are compared: how to speak to it, and how to see in its database that all was done. */
abstract class Side implements AutoCloseable {

    private final String name;
    private final Application application;
    private final String jdbcUrl;

    Side(String name, Application application, String jdbcUrl) {
        this.name = name;
        this.application = application;
        this.jdbcUrl = jdbcUrl;
    }

    /** @return the call that starts the customer's journey */
    abstract Line.Call registered(String customer);

    /** @return the call that the customer's journey waits for after its first mail */
    abstract Line.Call confirmed(String customer);

    /** @return the call that starts a journey of the customer that waits for a timer alone */
    abstract Line.Call timed(String customer);

    /** @return a call that makes the engine acquire due timers now; {@code null} if it polls often enough by itself */
    abstract Line.Call nudge();

    /** @return whether the call was taken for good */
    abstract boolean isTaken(Line.Answer answer);

    /** @return whether the call came before the journey waited for it, and is worth another try */
    abstract boolean isEarly(Line.Answer answer);

    /** @return SQL that counts events and mails in hand, without reading what waits */
    abstract String unfinished();

    /** @return SQL that counts the journeys that reached their end, of customers whose id begins with {@code '%s'} */
    abstract String ended();

    final String name() {
        return name;
    }

    final String mailAddress(String customer) {
        return customer + "@example.com";
    }

    /** @return a connection to the application */
    final Line line() {
        return new Line(application.address());
    }

    @Override
    public final void close() throws InterruptedException {
        application.close();
    }

    final String jdbcUrl() {
        return jdbcUrl;
    }

    /** @return whether all of a round's journeys ended and nothing is in hand any more */
    final boolean isDone(String prefix, int journeys) throws SQLException {
        return number(unfinished()) == 0 && ended(prefix) == journeys;
    }

    /** @return how many of a round's journeys ended */
    final long ended(String prefix) throws SQLException {
        return number(ended().formatted(prefix));
    }

    /** @return the processor time that the application has used */
    final Duration applicationCpu() {
        return application.cpu();
    }

    /** @return the processor time that the database server has used for everybody, as far as its processes live */
    final Duration databaseCpu() throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement();
                ResultSet backend = statement.executeQuery("select pg_backend_pid()")) {
            backend.next();
            return ProcessHandle.of(backend.getLong(1))
                    .flatMap(ProcessHandle::parent)
                    .map(server -> Stream.concat(Stream.of(server), server.descendants())
                            .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                            .reduce(Duration.ZERO, Duration::plus))
                    .orElse(Duration.ZERO);
        }
    }

    /** @return the processor time that the connections of its own database have used, as far as they live */
    final Duration connectionsCpu() throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement();
                ResultSet backends = statement.executeQuery(
                        """
                        select pid from pg_stat_activity
                        where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()""")) {
            Duration all = Duration.ZERO;
            while (backends.next()) {
                all = all.plus(ProcessHandle.of(backends.getLong(1))
                        .flatMap(process -> process.info().totalCpuDuration())
                        .orElse(Duration.ZERO));
            }
            return all;
        }
    }

    /** Statistics as a database has them that has been at work for a while. */
    final void analyze() throws SQLException {
        execute("analyze");
    }

    final void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    final long number(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    /** Rapport, spoken to by CloudEvents. */
    static final class Rapport extends Side {

        /** For this run alone, on the loopback address. */
        static final String API_KEY = "benchmark-key";

        private static final String HEADERS =
                "Content-Type: application/cloudevents+json\r\nX-API-Key: " + API_KEY + "\r\n";

        Rapport(String name, Application application, String jdbcUrl) {
            super(name, application, jdbcUrl);
        }

        @Override
        Line.Call registered(String customer) {
            return event(
                    customer,
                    "customer.registered",
                    """
                    {"firstName":"Hannah","lastName":"Whitcombe","email":"%s","locale":"en-GB","timeZone":"Europe/London"}"""
                            .formatted(mailAddress(customer)));
        }

        @Override
        Line.Call confirmed(String customer) {
            return event(customer, "customer.confirmed", "{}");
        }

        @Override
        Line.Call timed(String customer) {
            return registered(customer);
        }

        @Override
        Line.Call nudge() {
            return null;
        }

        private static Line.Call event(String customer, String type, String data) {
            return new Line.Call(
                    "/api/events",
                    HEADERS,
                    """
                            {"specversion":"1.0","id":"%s-%s","source":"urn:benchmark","type":"%s",\
                            "subject":"customer:%s","data":%s}"""
                            .formatted(customer, type, type, customer, data));
        }

        @Override
        boolean isTaken(Line.Answer answer) {
            return answer.status() == 202;
        }

        @Override
        boolean isEarly(Line.Answer answer) {
            // the inbox keeps what comes early
            return false;
        }

        @Override
        String unfinished() {
            // state by state, as the indexes have them
            return """
                    select (select count(*) from rapport.inbox_event where state = 'waiting')
                         + (select count(*) from rapport.inbox_event where state = 'unmatched')
                         + (select count(*) from rapport.inbox_event where state = 'dead')
                         + (select count(*) from rapport.outbox_message where state = 'queued')
                         + (select count(*) from rapport.outbox_message where state in ('claimed', 'sending'))
                         + (select count(*) from rapport.outbox_message where state in ('failed', 'unknown'))""";
        }

        @Override
        String ended() {
            return "select count(*) from rapport.journey where ended_at is not null and outcome = 'completed'"
                    + " and customer_id > '%1$s-' and customer_id < '%1$s.'";
        }
    }

    /** Stock Camunda, spoken to by its own REST interface. */
    static final class Stock extends Side {

        private static final String JSON = "Content-Type: application/json\r\n";

        Stock(Application application, String jdbcUrl) {
            super("stock Camunda", application, jdbcUrl);
        }

        @Override
        Line.Call registered(String customer) {
            return message(
                    customer,
                    "customer.registered",
                    """
                    ,"processVariables":{"customerId":{"value":"%s","type":"String"},\
                    "firstName":{"value":"Hannah","type":"String"},"email":{"value":"%s","type":"String"}}"""
                            .formatted(customer, mailAddress(customer)));
        }

        @Override
        Line.Call confirmed(String customer) {
            return message(customer, "customer.confirmed", "");
        }

        @Override
        Line.Call timed(String customer) {
            return message(
                    customer,
                    "timer.set",
                    """
                    ,"processVariables":{"customerId":{"value":"%s","type":"String"}}"""
                            .formatted(customer));
        }

        @Override
        Line.Call nudge() {
            // idle, it polls once a minute; a new job wakes it
            return new Line.Call("/engine-rest/process-definition/key/nudge/start", JSON, "{}");
        }

        private static Line.Call message(String customer, String name, String variables) {
            return new Line.Call(
                    "/engine-rest/message",
                    JSON,
                    """
                            {"messageName":"%s","businessKey":"customer:%s"%s}"""
                            .formatted(name, customer, variables));
        }

        @Override
        boolean isTaken(Line.Answer answer) {
            return answer.status() == 204;
        }

        @Override
        boolean isEarly(Line.Answer answer) {
            return answer.status() == 400 && answer.body().contains("MismatchingMessageCorrelationException");
        }

        @Override
        String unfinished() {
            return "select 0";
        }

        @Override
        String ended() {
            return "select count(*) from act_hi_procinst where state_ = 'COMPLETED'"
                    + " and business_key_ > 'customer:%1$s-' and business_key_ < 'customer:%1$s.'";
        }
    }
}
