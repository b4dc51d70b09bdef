package io.rapport.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.app.CommandLine;
import io.rapport.desk.LoginFailures;
import io.rapport.desk.StaffDirectory;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Guessing of passwords is slowed down, and locks nobody out. */
@RapportTest
class LoginFailuresTest {

    private static final String HERE = "127.0.0.1";
    private static final String ELSEWHERE = "127.0.0.2";
    private static final Pattern STATUS = Pattern.compile("HTTP/1.1 (\\d+)");

    @LocalServerPort
    private int port;

    @Autowired
    private StaffDirectory staff;

    @Autowired
    private JdbcClient jdbc;

    @Value("${spring.datasource.url}")
    private String database;

    private String login;

    @BeforeEach
    void somebodyWithALogin() {
        login = Journeys.newId("guessed");
        staff.ensureUser(login, "Test", "User", null, "right", Set.of("care"));
    }

    @Test
    @DisplayName("after ten wrong passwords over Basic, tries from there are refused at both doors, from elsewhere not")
    void overBasic() throws Exception {
        for (int i = 0; i < LoginFailures.LIMIT; i++) {
            assertThat(status(basic(HERE, "wrong"))).isEqualTo(401);
        }

        String refused = basic(HERE, "right");
        assertThat(status(refused)).isEqualTo(429);
        assertThat(refused).containsPattern("Retry-After: [89]\\d\\d");
        assertThat(refused).contains("Too many wrong passwords for this login from here. Try again in 1");
        assertThat(status(form(HERE, "right"))).isEqualTo(429);

        assertThat(status(basic(ELSEWHERE, "right"))).isEqualTo(200);
        assertThat(status(form(ELSEWHERE, "right"))).isEqualTo(200);
        assertThat(status(basic(HERE, "demo", "demo")))
                .as("another login from there")
                .isEqualTo(200);
    }

    @Test
    @DisplayName("the Tasklist's login form counts the same way")
    void overTheForm() throws Exception {
        for (int i = 0; i < LoginFailures.LIMIT; i++) {
            assertThat(status(form(HERE, "wrong"))).isEqualTo(401);
        }

        assertThat(form(HERE, "right")).contains(" 429 ", "Too many wrong passwords");
        assertThat(status(basic(HERE, "right"))).isEqualTo(429);
        assertThat(status(form(ELSEWHERE, "right"))).isEqualTo(200);
    }

    @Test
    @DisplayName("a wrong old password counts, too, when somebody changes theirs")
    void whenChangingThePassword() throws Exception {
        // each login is right, and forgets what was wrong before: only the session of a browser can be used to guess
        String session = token(HERE);
        String loggedIn =
                post(HERE, "username=" + login + "&password=right", "application/x-www-form-urlencoded", session);
        // the login made a new session; its token comes with the next page
        String id = cookie(loggedIn, "JSESSIONID");
        String page =
                exchange(HERE, "GET /camunda/app/tasklist/default/ HTTP/1.1\r\nCookie: JSESSIONID=" + id + "\r\n", "");
        String cookies = "X-XSRF-TOKEN: " + cookie(page, "XSRF-TOKEN") + "\r\nCookie: JSESSIONID=" + id
                + "; XSRF-TOKEN=" + cookie(page, "XSRF-TOKEN") + "\r\n";
        for (int i = 0; i < LoginFailures.LIMIT; i++) {
            assertThat(status(change(cookies, "wrong"))).isEqualTo(400);
        }

        assertThat(failures()).isEqualTo(LoginFailures.LIMIT);
        assertThat(change(cookies, "right")).contains(" 429 ", "Retry-After", "Too many wrong passwords");
        assertThat(status(basic(HERE, "right"))).isEqualTo(429);
    }

    @Test
    @DisplayName("a login with a NUL character is a bad request at the form, too")
    void nulInTheForm() throws Exception {
        assertThat(status(
                        post(HERE, "username=a%00b&password=right", "application/x-www-form-urlencoded", token(HERE))))
                .isEqualTo(400);
    }

    @Test
    @DisplayName("the window ends by itself")
    void theWindowEnds() throws Exception {
        for (int i = 0; i <= LoginFailures.LIMIT; i++) {
            basic(HERE, "wrong");
        }
        assertThat(status(basic(HERE, "right"))).isEqualTo(429);

        jdbc.sql("update rapport.login_failure set ends_at = now() - interval '1 second'")
                .update();

        assertThat(status(basic(HERE, "right"))).isEqualTo(200);
    }

    @Test
    @DisplayName("a right password forgets the wrong ones before; a request without the page's token does not")
    void aRightPassword() throws Exception {
        for (int i = 0; i < LoginFailures.LIMIT - 1; i++) {
            basic(HERE, "wrong");
        }
        formWithoutToken(HERE, "wrong");
        assertThat(failures()).isEqualTo(LoginFailures.LIMIT - 1);

        assertThat(status(basic(HERE, "right"))).isEqualTo(200);

        assertThat(failures()).isZero();
    }

    @Test
    @DisplayName("a form in another encoding, which would hide the login, is refused")
    void otherEncodings() throws Exception {
        assertThat(status(post(
                        HERE,
                        "username=" + login + "&password=right",
                        "application/x-www-form-urlencoded; charset=UTF-16",
                        token(HERE))))
                .isEqualTo(415);
    }

    @Test
    @DisplayName("unlock forgets the failures of a login, and the lock for ever that the engine once put on it")
    void unlock() throws Exception {
        for (int i = 0; i <= LoginFailures.LIMIT; i++) {
            basic(HERE, "wrong");
        }
        jdbc.sql(
                        "update rapport.act_id_user set attempts_ = 10, lock_exp_time_ = now() + interval '1 day' where id_ = ?")
                .param(login)
                .update();
        assertThat(status(basic(ELSEWHERE, "right")))
                .as("the engine's own lock is off")
                .isEqualTo(200);
        jdbc.sql("update rapport.act_id_user set attempts_ = 10 where id_ = ?")
                .param(login)
                .update();

        assertThat(CommandLine.run("unlock", login, "--spring.datasource.url=" + database))
                .hasValue(0);

        assertThat(status(basic(HERE, "right"))).isEqualTo(200);
        assertThat(jdbc.sql("select attempts_ from rapport.act_id_user where id_ = ?")
                        .param(login)
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(CommandLine.run("unlock", "nobody-of-this-name", "--spring.datasource.url=" + database))
                .hasValue(1);
        assertThat(CommandLine.run("unlock")).hasValue(2);
    }

    private int failures() {
        return jdbc.sql("select coalesce(sum(failures), 0) from rapport.login_failure where login = sha256(?::bytea)")
                .param(login)
                .query(Integer.class)
                .single();
    }

    private String basic(String from, String password) throws IOException {
        return basic(from, login, password);
    }

    private String basic(String from, String user, String password) throws IOException {
        String credentials =
                Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return exchange(
                from,
                "GET /engine-rest/user/" + user + "/profile HTTP/1.1\r\nAuthorization: Basic " + credentials + "\r\n",
                "");
    }

    private String form(String from, String password) throws IOException {
        return post(
                from, "username=" + login + "&password=" + password, "application/x-www-form-urlencoded", token(from));
    }

    private String formWithoutToken(String from, String password) throws IOException {
        return post(from, "username=" + login + "&password=" + password, "application/x-www-form-urlencoded", "");
    }

    private String post(String from, String body, String type, String token) throws IOException {
        return exchange(
                from,
                "POST /camunda/api/admin/auth/user/default/login/tasklist HTTP/1.1\r\nContent-Type: " + type + "\r\n"
                        + token,
                body);
    }

    private String change(String cookies, String old) throws IOException {
        return exchange(
                HERE,
                "PUT /camunda/api/engine/engine/default/user/" + login + "/credentials HTTP/1.1\r\n"
                        + "Content-Type: application/json\r\n" + cookies,
                "{\"password\":\"a-new-password\",\"authenticatedUserPassword\":\"" + old + "\"}");
    }

    /** The headers of a browser that has opened the page. */
    private String token(String from) throws IOException {
        String page = exchange(from, "GET /camunda/app/tasklist/default/ HTTP/1.1\r\n", "");
        return "X-XSRF-TOKEN: " + cookie(page, "XSRF-TOKEN") + "\r\nCookie: JSESSIONID=" + cookie(page, "JSESSIONID")
                + "; XSRF-TOKEN=" + cookie(page, "XSRF-TOKEN") + "\r\n";
    }

    private static String cookie(String page, String name) {
        Matcher cookie = Pattern.compile("Set-Cookie: " + name + "=([^;]+)").matcher(page);
        assertThat(cookie.find()).as(name).isTrue();
        return cookie.group(1);
    }

    private static int status(String answer) {
        Matcher status = STATUS.matcher(answer);
        assertThat(status.find()).as(answer).isTrue();
        return Integer.parseInt(status.group(1));
    }

    /** Over a bare socket, since clients choose the address that they come from themselves. */
    private String exchange(String from, String head, String body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByName(HERE), port, InetAddress.getByName(from), 0)) {
            socket.getOutputStream()
                    .write((head + "Host: localhost\r\nConnection: close\r\nContent-Length: " + body.length()
                                    + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
