package io.rapport.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.inbox.Sender;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.security.SecurityProperties;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

@DisplayName("While the demo replays its past, nobody's event is taken at the wrong time")
class ReplayGuardTest {

    private final ReplayGuard guard = new ReplayGuard();

    private MockHttpServletResponse send(String method, String path, String pass) throws ServletException, IOException {
        MockHttpServletRequest request = new MockHttpServletRequest(method, path);
        if (pass != null) {
            request.addHeader(ReplayGuard.PASS, pass);
        }
        MockHttpServletResponse response = new MockHttpServletResponse();
        MockFilterChain chain = new MockFilterChain();
        guard.doFilter(request, response, chain);
        if (chain.getRequest() != null) {
            response.setStatus(202);
        }
        return response;
    }

    @Test
    @DisplayName("until it has arrived, events, messages and files are answered with 503, when to come back, and why")
    void refused() throws Exception {
        guard.close();

        MockHttpServletResponse event = send("POST", ReplayGuard.EVENTS, null);
        assertThat(event.getStatus()).isEqualTo(503);
        assertThat(event.getHeader("Retry-After")).isEqualTo("10");
        assertThat(event.getContentType()).isEqualTo("application/problem+json");
        JsonNode problem = new ObjectMapper().readTree(event.getContentAsString());
        assertThat(problem.path("status").asInt()).isEqualTo(503);
        assertThat(problem.path("detail").asText())
                .contains("Nothing was stored")
                .contains("send it again");

        MockHttpServletResponse message = send("POST", ReplayGuard.MESSAGES, null);
        assertThat(message.getStatus()).isEqualTo(503);
        assertThat(new ObjectMapper()
                        .readTree(message.getContentAsString())
                        .path("message")
                        .asText())
                .contains("Nothing was stored");

        MockHttpServletResponse file = send("POST", ReplayGuard.IMPORTS, null);
        assertThat(file.getStatus()).isEqualTo(503);
        assertThat(file.getHeader("Retry-After")).isEqualTo("10");
        assertThat(file.getContentType()).isEqualTo("application/problem+json");

        assertThat(send("DELETE", ReplayGuard.EVENTS, "guessed").getStatus()).isEqualTo(503);
    }

    @Test
    @DisplayName(
            "who has no valid key is told so first: the guard stands behind the check of keys, on both ways of events")
    void behindTheKeys() throws Exception {
        guard.close();
        DemoConfiguration demo = new DemoConfiguration();
        assertThat(demo.replayGuardRegistration(guard).getOrder())
                .isGreaterThan(SecurityProperties.DEFAULT_FILTER_ORDER);

        Filter shortWay = demo.replayGuardOfTheShortWay(guard).getFilter();
        MockHttpServletRequest request = new MockHttpServletRequest("POST", ReplayGuard.EVENTS);
        MockFilterChain further = new MockFilterChain();
        shortWay.doFilter(request, new MockHttpServletResponse(), further);
        assertThat(further.getRequest())
                .as("without a key that was checked, the long way asks for it")
                .isNotNull();

        request.setAttribute(Sender.ATTRIBUTE, "demo");
        MockHttpServletResponse response = new MockHttpServletResponse();
        shortWay.doFilter(request, response, new MockFilterChain());
        assertThat(response.getStatus()).isEqualTo(503);
    }

    @Test
    @DisplayName("the replay itself comes in, and who only asks is answered")
    void replayComesIn() throws Exception {
        guard.close();
        assertThat(send("POST", ReplayGuard.EVENTS, guard.pass()).getStatus()).isEqualTo(202);
        assertThat(send("GET", ReplayGuard.EVENTS, null).getStatus()).isEqualTo(202);
    }

    @Test
    @DisplayName("once it has arrived, and where nothing is replayed, everybody's events are taken")
    void open() throws Exception {
        assertThat(send("POST", ReplayGuard.EVENTS, null).getStatus()).isEqualTo(202);
        guard.close();
        guard.open();
        assertThat(send("POST", ReplayGuard.EVENTS, null).getStatus()).isEqualTo(202);
    }
}
