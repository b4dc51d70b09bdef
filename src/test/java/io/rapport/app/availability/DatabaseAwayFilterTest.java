package io.rapport.app.availability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.transaction.CannotCreateTransactionException;

@DisplayName("While the database is known to be away")
class DatabaseAwayFilterTest {

    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private final MockFilterChain chain = new MockFilterChain();

    @ParameterizedTest
    @CsvSource({
        "/api/events, application/problem+json, The database does not answer",
        "/engine-rest/task, application/json, DatabaseUnavailable",
        "/camunda/api/engine/engine/default/task, application/json, DatabaseUnavailable",
        "/desk/tasks/1/card, application/json, DatabaseUnavailable",
        "/operations, , ",
        "/studio, , ",
        "/camunda/app/tasklist/default/, , ",
        "/p/token, , ",
    })
    @DisplayName("every door that needs it answers at once: come again in five seconds, in the door's own form")
    void doors(String path, String type, String says) throws Exception {
        new DatabaseAwayFilter(() -> true).doFilter(new MockHttpServletRequest("GET", path), response, chain);

        assertThat(chain.getRequest()).as("nothing behind the door was asked").isNull();
        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(response.getHeader("Retry-After")).isEqualTo("5");
        assertThat(response.getContentType()).isEqualTo(type);
        if (says != null) {
            assertThat(response.getContentAsString()).contains(says);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/prometheus", "/actuator/health/liveness", "/assets/links.css", "/favicon.ico"})
    @DisplayName("metrics, health and what browsers fetch for pages go on")
    void withoutDatabase(String path) throws Exception {
        new DatabaseAwayFilter(() -> true).doFilter(new MockHttpServletRequest("GET", path), response, chain);
        assertThat(chain.getRequest()).isNotNull();
    }

    @Test
    @DisplayName("but not for a login, which would have to be looked up")
    void login() throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/actuator/prometheus");
        request.addHeader("Authorization", "Basic ZGVtbzpkZW1v");
        new DatabaseAwayFilter(() -> true).doFilter(request, response, chain);
        assertThat(response.getStatus()).isEqualTo(503);
    }

    @Test
    @DisplayName("what has begun to answer, or fails for another reason, fails as ever")
    void others() throws Exception {
        DatabaseAwayFilter filter = new DatabaseAwayFilter(() -> false);
        FilterChain broken = (request, answer) -> {
            throw new ServletException(new IllegalStateException("a bug"));
        };
        assertThatThrownBy(() -> filter.doFilter(new MockHttpServletRequest("GET", "/operations"), response, broken))
                .hasRootCauseMessage("a bug");

        FilterChain late = (request, answer) -> {
            answer.flushBuffer();
            throw new CannotCreateTransactionException("none", new SQLException("gone", "08006"));
        };
        assertThatThrownBy(() -> filter.doFilter(new MockHttpServletRequest("GET", "/operations"), response, late))
                .isInstanceOf(CannotCreateTransactionException.class);
    }
}
