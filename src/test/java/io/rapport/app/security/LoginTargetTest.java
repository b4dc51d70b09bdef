package io.rapport.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A login leads back")
class LoginTargetTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/customers",
                "/customers/",
                "/customers/C-1?kind=order&kind=mail",
                "/customers/user%3A42/actions/contact",
                "/operations?state=DEAD",
                "/operations/messages?q=%E9%BE%8D&page=2",
                "/insights/value",
                "/studio/messages/order-thanks",
                "/mailbox?to=a%40example.com",
                "/camunda/app/tasklist/default/?task=1f-2",
                "/api/events/catalogue",
                "/api/openapi.yaml",
            })
    @DisplayName("to pages of ours and of the engine's web apps, as they were asked for")
    void ours(String path) {
        assertThat(LoginTarget.of(path)).hasValue(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "customers",
                "//evil.example",
                "//evil.example/customers",
                "///evil.example",
                "/\\evil.example",
                "\\\\evil.example",
                "\\/evil.example",
                "/%2f%2fevil.example",
                "/%5cevil.example",
                "%2f%2fevil.example",
                "https://evil.example/customers",
                "https:evil.example",
                "javascript:alert(1)",
                "JavaScript:alert(1)//customers",
                "data:text/html,x",
                "/customers@evil.example",
                "/customers.evil.example",
                "/customers%00",
                "/customers//evil.example",
                "/customers/..//evil.example",
                "/customers/../../evil",
                "/customers/%2e%2e/engine-rest",
                "/customers/%2f%2fevil.example",
                "/customers/x%5c..%5cevil",
                "/customers;x=y",
                "/customers/x\r\nLocation: https://evil.example",
                "/customers/x%0d%0aLocation:evil",
                "/customers/\tx",
                "/customers/<script>",
                "/customers/%zz",
                "/customers?x=\"><script>",
                "/customers#//evil.example",
                " /customers",
                "/customers\n",
                "/engine-rest/task",
                "/camunda/api/admin/auth/user/default",
                "/actuator",
                "/login?to=/login",
                "/logout",
                "/p/abc",
                "/CUSTOMERS",
            })
    @DisplayName("to no other site, no program's address and nothing that can be read in two ways")
    void others(String path) {
        assertThat(LoginTarget.of(path)).isEmpty();
    }

    @Test
    @DisplayName("to nothing that is longer than an address")
    void tooLong() {
        assertThat(LoginTarget.of("/customers?q=" + "x".repeat(1_900))).isPresent();
        assertThat(LoginTarget.of("/customers?q=" + "%41".repeat(100_000))).isEmpty();
        assertThat(LoginTarget.of("/customers/" + "x".repeat(100_000))).isEmpty();
    }

    @Test
    @DisplayName("and drops a form to the first page of its folder")
    void folders() {
        assertThat(LoginTarget.folder("/customers/C-1/actions/contact")).isEqualTo("/customers");
        assertThat(LoginTarget.folder("/operations")).isEqualTo("/operations");
        assertThat(LoginTarget.folder("/elsewhere")).isEqualTo("/");
        assertThat(LoginTarget.of((String) null)).isEmpty();
    }
}
