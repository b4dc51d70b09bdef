package io.rapport.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.web.csrf.MissingCsrfTokenException;

@DisplayName("Which groups may use which page")
class PageGroupsTest {

    private static final List<String> GROUPS =
            List.of("camunda-admin", "customer-preview", "designers", "managers", "systems", "care");

    private final PageGroups pages = new PageGroups("care"::equals);

    private static MockHttpServletRequest request(String method, String path) {
        MockHttpServletRequest request = new MockHttpServletRequest(method, path);
        request.setServletPath(path);
        return request;
    }

    private static Authentication member(String... groups) {
        return UsernamePasswordAuthenticationToken.authenticated(
                "somebody",
                null,
                AuthorityUtils.createAuthorityList(Arrays.stream(groups)
                        .map(StaffAuthenticationProvider::member)
                        .toList()));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "GET,  /customers, camunda-admin care",
        "POST, /customers/4711/actions/note, camunda-admin care",
        "GET,  /insights/value, camunda-admin managers",
        "POST, /insights/value, camunda-admin",
        "POST, /insights/relationships, camunda-admin managers",
        "GET,  /studio/messages/welcome, camunda-admin customer-preview designers",
        "GET,  /studio/messages/welcome/customer, camunda-admin customer-preview",
        "GET,  /studio/segments, camunda-admin customer-preview designers managers",
        "POST, /studio/segments/preview, camunda-admin customer-preview designers managers",
        "GET,  /operations/audit, camunda-admin",
        "GET,  /operations/imports/1, camunda-admin",
        "POST, /operations/merges, camunda-admin",
        "GET,  /mailbox, camunda-admin",
        "GET,  /actuator/metrics, camunda-admin",
        "GET,  /api/openapi.yaml, camunda-admin designers",
        "POST, /releases/retire, camunda-admin designers",
        "GET,  /customersandmore,",
        "GET,  /nothing,",
    })
    @DisplayName("lets in these alone, and a refusal names the same ones")
    void groups(String method, String path, String admitted) {
        MockHttpServletRequest request = request(method, path);
        List<String> letIn = GROUPS.stream()
                .filter(group -> pages.admit(member(group), request))
                .toList();
        assertThat(letIn).isEqualTo(admitted == null ? List.of() : List.of(admitted.split(" ")));

        String said = AccessRefusal.of(new AccessDeniedException(""), request).say(Locale.UK);
        Stream<String> named = letIn.stream().map(group -> group.equals("care") ? "a queue" : group);
        assertThat(said.matches(".*members of: .*"))
                .as("names groups: %s", said)
                .isEqualTo(!letIn.isEmpty());
        if (!letIn.isEmpty()) {
            assertThat(said.replaceAll(".*members of: |\\. .*", "").split(", "))
                    .containsExactlyInAnyOrder(named.toArray(String[]::new));
        }
    }

    @Test
    @DisplayName("an account that is a program sees no customers, whatever else it is in")
    void programs() {
        assertThat(pages.admit(member("care", "systems"), request("GET", "/customers")))
                .isFalse();
        assertThat(pages.admit(member("camunda-admin", "systems"), request("GET", "/customers")))
                .isFalse();
        assertThat(pages.admit(member("designers", "systems"), request("POST", "/releases")))
                .isTrue();
    }

    @Test
    @DisplayName("a form's token that is missing is said before a group")
    void token() {
        assertThat(AccessRefusal.of(new MissingCsrfTokenException(""), request("POST", "/operations"))
                        .say(Locale.UK))
                .contains("open for too long");
        assertThat(AccessRefusal.of(new AccessDeniedException(""), request("GET", "/customers"))
                        .say(Locale.SIMPLIFIED_CHINESE))
                .contains("任一队列, camunda-admin");
    }
}
