package io.rapport.benchmark;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Stream;

/** One of the two that are compared: how to speak to it, and how to see in its database that all was done. */
abstract class Side {

    private final String name;
    private final Application application;
    private final String jdbcUrl;

    Side(String name, Application application, String jdbcUrl) {
        this.name = name;
        this.application = application;
        this.jdbcUrl = jdbcUrl;
    }

    /** @return the call that starts the customer's journey */
    abstract HttpRequest registered(String customer);

    /** @return the call that the customer's journey waits for after its first mail */
    abstract HttpRequest confirmed(String customer);

    /** @return whether the call was taken for good */
    abstract boolean isTaken(HttpResponse<String> answer);

    /** @return whether the call came before the journey waited for it, and is worth another try */
    abstract boolean isEarly(HttpResponse<String> answer);

    /** @return SQL that counts journeys and mails in hand */
    abstract String unfinished();

    /** @return SQL that counts the journeys that reached their end, of customers whose id begins with {@code '%s'} */
    abstract String ended();

    final String name() {
        return name;
    }

    final String mailAddress(String customer) {
        return customer + "@example.com";
    }

    final HttpRequest.Builder post(String path, String body) {
        return HttpRequest.newBuilder(application.address().resolve(path))
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    final boolean isIdle() throws SQLException {
        return number(unfinished()) == 0;
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

    /** Statistics as a database has them that has been at work for a while. */
    final void analyze() throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement()) {
            statement.execute("analyze");
        }
    }

    private long number(String sql) throws SQLException {
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

        Rapport(Application application, String jdbcUrl) {
            super("Rapport", application, jdbcUrl);
        }

        @Override
        HttpRequest registered(String customer) {
            return event(
                    customer,
                    "customer.registered",
                    """
                    {"firstName":"Hannah","lastName":"Whitcombe","email":"%s","locale":"en-GB","timeZone":"Europe/London"}"""
                            .formatted(mailAddress(customer)));
        }

        @Override
        HttpRequest confirmed(String customer) {
            return event(customer, "customer.confirmed", "{}");
        }

        private HttpRequest event(String customer, String type, String data) {
            return post(
                            "/api/events",
                            """
                            {"specversion":"1.0","id":"%s-%s","source":"urn:benchmark","type":"%s",\
                            "subject":"customer:%s","data":%s}"""
                                    .formatted(customer, type, type, customer, data))
                    .header("Content-Type", "application/cloudevents+json")
                    .header("X-API-Key", API_KEY)
                    .build();
        }

        @Override
        boolean isTaken(HttpResponse<String> answer) {
            return answer.statusCode() == 202;
        }

        @Override
        boolean isEarly(HttpResponse<String> answer) {
            // the inbox keeps what comes early
            return false;
        }

        @Override
        String unfinished() {
            return """
                    select (select count(*) from act_ru_execution)
                         + (select count(*) from rapport.inbox_event where state <> 'done')
                         + (select count(*) from rapport.outbox_message where state <> 'sent')""";
        }

        @Override
        String ended() {
            return "select count(*) from rapport.journey where ended_at is not null and outcome = 'completed'"
                    + " and customer_id like '%s-%%'";
        }
    }

    /** Stock Camunda, spoken to by its own REST interface. */
    static final class Stock extends Side {

        Stock(Application application, String jdbcUrl) {
            super("stock Camunda", application, jdbcUrl);
        }

        @Override
        HttpRequest registered(String customer) {
            return message(
                    customer,
                    "customer.registered",
                    """
                    ,"processVariables":{"customerId":{"value":"%s","type":"String"},\
                    "firstName":{"value":"Hannah","type":"String"},"email":{"value":"%s","type":"String"}}"""
                            .formatted(customer, mailAddress(customer)));
        }

        @Override
        HttpRequest confirmed(String customer) {
            return message(customer, "customer.confirmed", "");
        }

        private HttpRequest message(String customer, String name, String variables) {
            return post(
                            "/engine-rest/message",
                            """
                            {"messageName":"%s","businessKey":"customer:%s"%s}"""
                                    .formatted(name, customer, variables))
                    .header("Content-Type", "application/json")
                    .build();
        }

        @Override
        boolean isTaken(HttpResponse<String> answer) {
            return answer.statusCode() == 204;
        }

        @Override
        boolean isEarly(HttpResponse<String> answer) {
            return answer.statusCode() == 400 && answer.body().contains("MismatchingMessageCorrelationException");
        }

        @Override
        String unfinished() {
            return "select count(*) from act_ru_execution";
        }

        @Override
        String ended() {
            return "select count(*) from act_hi_procinst where state_ = 'COMPLETED'"
                    + " and business_key_ like 'customer:%s-%%'";
        }
    }
}
