package io.rapport.desk.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.desk.StaffDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who may send what to the engine: each path and method of its REST API, as its own OpenAPI lists them, for each role. What
 * each may do stands in {@code src/test/resources/engine-api.txt}; what is not written down there, nobody but an
 * administrator may do.
 */
class EngineApiRulesTest {

    /** What each kind of account is, in the order of the table's columns. */
    private static final Map<String, Set<EngineApiRole>> ACCOUNTS = new LinkedHashMap<>();

    static {
        ACCOUNTS.put("staff", roles("care"));
        ACCOUNTS.put("lead", roles("complaints-lead"));
        ACCOUNTS.put("designer", roles(StaffDirectory.DESIGNERS));
        ACCOUNTS.put("system", roles(StaffDirectory.SYSTEMS));
        ACCOUNTS.put("preview", roles(StaffDirectory.CUSTOMER_PREVIEW));
        ACCOUNTS.put("administrator", roles(StaffDirectory.ADMINISTRATORS));
        ACCOUNTS.put("nobody", EnumSet.of(EngineApiRole.ANYBODY));
    }

    private final EngineApiRules rules = EngineApiRules.shipped();

    @Test
    @DisplayName("each account may send to the engine's REST API what is written down, and nothing else")
    void theMatrix() throws IOException {
        Set<String> written = new TreeSet<>();
        for (String line : lines("/engine-api.txt")) {
            written.add(line.replaceAll("\\s+", " "));
        }
        Set<String> decided = new TreeSet<>();
        for (String operation : operations()) {
            String[] words = operation.split(" ");
            StringBuilder line = new StringBuilder(operation);
            ACCOUNTS.forEach((account, roles) -> rules.decide(roles, words[0], sample(words[1]))
                    .filter(allowed -> !account.equals("administrator"))
                    .ifPresent(allowed -> line.append(' ').append(account).append(condition(allowed))));
            assertThat(rules.decide(ACCOUNTS.get("administrator"), words[0], sample(words[1])))
                    .as(operation)
                    .contains(new EngineApiRules.Allowed(EngineApiRules.Condition.NONE, null));
            if (line.length() > operation.length()) {
                decided.add(line.toString());
            }
        }

        assertThat(decided).hasSizeGreaterThan(50).containsExactlyInAnyOrderElementsOf(written);
    }

    private static String condition(EngineApiRules.Allowed allowed) {
        return switch (allowed.condition()) {
            case NONE -> "";
            case SELF -> ":self";
            case OWN_TASK -> ":own-task";
        };
    }

    @ParameterizedTest
    @DisplayName("a path tells which task it is about")
    @CsvSource({
        "/task/t, t",
        "/task/t%20u/form, t u",
        "/task/t/comment/create, t",
        "/task/counted, counted",
        "/task,",
        "/task/count,",
        "/task/create,",
        "/task/report/candidate-group-count,",
        "/history/task/t,",
    })
    void tasks(String path, String task) {
        assertThat(EngineApiRules.task(path)).isEqualTo(Optional.ofNullable(task));
    }

    @Test
    @DisplayName("the matrix has all of the engine's 399 operations")
    void allOperations() throws IOException {
        assertThat(operations())
                .hasSize(399)
                .contains("PUT /task/{id}/localVariables/{varName}", "POST /task/{id}/bpmnError", "POST /message");
    }

    @ParameterizedTest(name = "{0} {1}")
    @DisplayName(
            "staff neither write variables, nor end a task without its form, nor give it away, whatever its address")
    @CsvSource({
        "PUT, /task/t/localVariables/customerId",
        "PUT, /task/t/variables/customerId",
        "POST, /task/t/variables",
        "POST, /task/t/localVariables",
        "PATCH, /task/t/variables",
        "DELETE, /task/t/variables/customerId",
        "POST, /task/t/variables/x/data",
        "PUT, /process-instance/p/variables/customerId",
        "POST, /process-instance/p/variables",
        "POST, /process-instance/p/modification",
        "PUT, /execution/e/localVariables/customerId",
        "POST, /task/t/bpmnError",
        "POST, /task/t/bpmnEscalation",
        "POST, /task/t/resolve",
        "POST, /task/t/complete",
        "POST, /task/t/identity-links",
        "POST, /task/t/identity-links/delete",
        "POST, /task/t/assignee",
        "POST, /task/t/delegate",
        "POST, /task/create",
        "DELETE, /task/t",
        "DELETE, /task/t/comment",
        "GET, /process-instance/p/comment",
        "POST, /filter/create",
        "PUT, /filter/f",
        "POST, /message",
        "POST, /identity/verify",
        "POST, /user/u/unlock",
        "PUT, /group/camunda-admin/members/me",
        "GET, /case-instance",
        "GET, /no/such/path",
    })
    void staffMayNot(String method, String path) {
        for (String before :
                List.of("/engine-rest", "/engine-rest/engine/default", "/camunda/api/engine/engine/default")) {
            for (String account : List.of("staff", "lead", "designer", "preview")) {
                assertThat(rules.decide(ACCOUNTS.get(account), method, EngineApiRules.apiPath(before + path)))
                        .as(account)
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @DisplayName("the web apps' own API takes a login from everybody, and the rest from administrators")
    @CsvSource({
        "GET, /camunda/api/admin/auth/user/default, true",
        "POST, /camunda/api/admin/auth/user/default/login/tasklist, true",
        "POST, /camunda/api/admin/auth/user/default/logout, true",
        "GET, /camunda/api/engine/engine/, true",
        "GET, /camunda/api/tasklist/plugin/tasklistPlugins/static/app/plugin.js, true",
        "GET, /camunda/api/engine/engine/default/identity/password-policy, true",
        "POST, /camunda/api/cockpit/plugin/base/default/process-instance, false",
        "GET, /camunda/api/cockpit/plugin/base/default/process-definition/x/called-process-definitions, false",
        "POST, /camunda/api/admin/setup/default/user/create, false",
        "POST, /camunda/api/admin/plugin/adminPlugins/default/x, false",
        "GET, /camunda/api/engine/engine/default/user, false",
        "GET, /camunda/api/engine/engine/default/engine/default/user, false",
        "GET, /camunda/api, false",
    })
    void theWebAppsOwn(String method, String path, boolean open) {
        for (String account : List.of("staff", "lead", "designer", "system", "preview", "nobody")) {
            assertThat(rules.decide(ACCOUNTS.get(account), method, EngineApiRules.apiPath(path))
                            .isPresent())
                    .as(account)
                    .isEqualTo(open);
        }
        assertThat(rules.decide(ACCOUNTS.get("administrator"), method, EngineApiRules.apiPath(path)))
                .isPresent();
    }

    @ParameterizedTest
    @DisplayName("one operation has several addresses, and one decision")
    @ValueSource(
            strings = {
                "/engine-rest/task/t/claim",
                "/engine-rest/task/t/claim/",
                "/camunda/api/engine/engine/default/task/t/claim",
            })
    void addresses(String uri) {
        assertThat(EngineApiRules.apiPath(uri)).isEqualTo("/task/t/claim");
    }

    @ParameterizedTest
    @DisplayName("the engine's address by its name is for administrators alone")
    @CsvSource({"POST, /message", "GET, /task", "GET, /process-definition", "POST, /deployment/create"})
    void theEngineByName(String method, String path) {
        ACCOUNTS.forEach((account, roles) -> assertThat(
                        rules.decide(roles, method, EngineApiRules.apiPath("/engine-rest/engine/default" + path))
                                .isPresent())
                .as(account)
                .isEqualTo(account.equals("administrator")));
    }

    @Test
    @DisplayName("a path's {id} is the one of the condition; HEAD counts as GET")
    void conditions() {
        assertThat(rules.decide(ACCOUNTS.get("staff"), "HEAD", "/task/t-1/form"))
                .contains(new EngineApiRules.Allowed(EngineApiRules.Condition.OWN_TASK, "t-1"));
        assertThat(rules.decide(ACCOUNTS.get("designer"), "PUT", "/user/dana/credentials"))
                .contains(new EngineApiRules.Allowed(EngineApiRules.Condition.SELF, "dana"));
    }

    @Test
    @DisplayName("an account of a system stays one, whatever other groups it is in")
    void systemsAreNothingElse() {
        assertThat(roles(StaffDirectory.SYSTEMS, StaffDirectory.ADMINISTRATORS))
                .isEqualTo(EnumSet.of(EngineApiRole.SYSTEM, EngineApiRole.ANYBODY));
    }

    @Test
    @DisplayName("a line that is not of the form is refused")
    void oddLines() {
        assertThatThrownBy(() -> EngineApiRules.parse(List.of("staff GET"))).hasMessageContaining("staff GET");
        assertThatThrownBy(() -> EngineApiRules.parse(List.of("boss GET /task")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Set<EngineApiRole> roles(String... groups) {
        return EngineApiRole.of(
                Set.of(groups), Set.of("care", "complaints-lead")::contains, Set.of("complaints-lead")::contains);
    }

    private static Set<String> operations() throws IOException {
        Set<String> operations = new TreeSet<>();
        try (InputStream file = EngineApiRulesTest.class.getResourceAsStream("/openapi.json")) {
            JsonNode paths = new ObjectMapper().readTree(file).path("paths");
            paths.fields().forEachRemaining(path -> path.getValue()
                    .fieldNames()
                    .forEachRemaining(method -> operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        }
        return operations;
    }

    private static String sample(String path) {
        return path.replaceAll("\\{[^}]+}", "x-1");
    }

    private static List<String> lines(String resource) throws IOException {
        try (InputStream file = EngineApiRulesTest.class.getResourceAsStream(resource)) {
            List<String> lines = new ArrayList<>();
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    lines.add(line.strip());
                }
            }
            return lines;
        }
    }
}
