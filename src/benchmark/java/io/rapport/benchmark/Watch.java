package io.rapport.benchmark;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * Sees in a side's database how far it has come, by one connection that is kept: making one costs the server more than most
 * events, and what the watching itself costs is not the side's.
 */
final class Watch implements AutoCloseable {

    private final Side side;
    private final Connection connection;
    private final long backend;

    Watch(Side side) throws SQLException {
        this.side = side;
        this.connection = DriverManager.getConnection(side.jdbcUrl());
        this.backend = number("select pg_backend_pid()");
    }

    Side side() {
        return side;
    }

    long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    /** @return processor time of the application and of the database server for everybody but this watch, as far as its processes live */
    Duration cpu() {
        Duration server = ProcessHandle.of(backend).flatMap(ProcessHandle::parent).stream()
                .flatMap(postmaster -> Stream.concat(Stream.of(postmaster), postmaster.descendants()))
                .filter(process -> process.pid() != backend)
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
        return side.applicationCpu().plus(server);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
