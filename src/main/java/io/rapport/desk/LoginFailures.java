package io.rapport.desk;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Makes guessing of passwords slow, for all nodes together: after {@value #LIMIT} wrong passwords for a login from one
 * address, tries for this login from there are refused until the window ends that the first of them began. Nobody else is
 * kept out: the same login from another address, and other logins from the same address, are not concerned.
 */
@Component
public class LoginFailures {

    /** So many wrong passwords are answered as such. */
    public static final int LIMIT = 10;

    /** How long they count, from the first of them on. */
    public static final Duration WINDOW = Duration.ofMinutes(15);

    private final JdbcClient jdbc;

    LoginFailures(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What is known before a password is checked.
     *
     * @param failures wrong passwords that still count
     * @param pause how long tries are refused; empty if this one may go on
     */
    public record FailureCount(int failures, Optional<Duration> pause) {}

    /**
     * @param login as it was typed
     * @param address the caller's
     * @return how the two stand
     */
    public FailureCount standing(String login, String address) {
        return jdbc.sql(
                        """
                select failures, extract(epoch from ends_at - now()) as seconds from rapport.login_failure
                where attempt = :attempt and ends_at > now()""")
                .param("attempt", attempt(login, address))
                .query((rs, n) -> new FailureCount(
                        rs.getInt("failures"),
                        rs.getInt("failures") < LIMIT
                                ? Optional.empty()
                                : Optional.of(Duration.ofSeconds(1 + (long) rs.getDouble("seconds")))))
                .optional()
                .orElse(new FailureCount(0, Optional.empty()));
    }

    /** Counts a wrong password. */
    public void wrong(String login, String address) {
        jdbc.sql("delete from rapport.login_failure where ends_at <= now()").update();
        jdbc.sql(
                        """
                insert into rapport.login_failure as f (attempt, login, failures, ends_at)
                values (:attempt, :login, 1, now() + make_interval(secs => :window))
                on conflict (attempt) do update set failures = f.failures + 1""")
                .param("attempt", attempt(login, address))
                .param("login", sha256(login))
                .param("window", WINDOW.toSeconds())
                .update();
    }

    /** Forgets what was wrong before a right password. */
    public void right(String login, String address) {
        jdbc.sql("delete from rapport.login_failure where attempt = :attempt")
                .param("attempt", attempt(login, address))
                .update();
    }

    /**
     * Forgets all wrong passwords of a login, from wherever they came, and takes away the lock that the engine of an
     * earlier version may have put on it for ever.
     *
     * @param connection to the database; nothing else of the application needs to run
     * @param login whose
     * @return whether there is such a login
     */
    public static boolean forget(Connection connection, String login) throws SQLException {
        try (PreparedStatement failures =
                        connection.prepareStatement("delete from rapport.login_failure where login = ?");
                PreparedStatement lock = connection.prepareStatement(
                        "update rapport.act_id_user set attempts_ = 0, lock_exp_time_ = null where id_ = ?")) {
            failures.setBytes(1, sha256(login));
            failures.executeUpdate();
            lock.setString(1, login);
            return lock.executeUpdate() > 0;
        }
    }

    private static byte[] attempt(String login, String address) {
        return sha256(login + '\n' + network(address));
    }

    /** Anyone who has an IPv6 address has 2^64 of them. */
    private static String network(String address) {
        if (address == null || address.indexOf(':') < 0) {
            return String.valueOf(address);
        }
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            return HexFormat.of().formatHex(bytes.length == 16 ? Arrays.copyOf(bytes, 8) : bytes);
        } catch (UnknownHostException noAddress) {
            return address;
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
