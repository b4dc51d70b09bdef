package io.rapport.desk.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What is live is changed by releases alone")
class ReleasedDefinitionsTest {

    @ParameterizedTest(name = "{0} {1}")
    @DisplayName("what would change it past them is refused with the command that does it, whatever its address")
    @CsvSource({
        "DELETE, /engine-rest/deployment/d1, retire",
        "DELETE, /engine-rest/engine/default/deployment/d1, retire",
        "DELETE, /camunda/api/engine/engine/default/deployment/d1, retire",
        "POST, /engine-rest/deployment/d1/redeploy, rollback",
        "DELETE, /engine-rest/process-definition/onboarding:1:x, retire",
        "DELETE, /engine-rest/process-definition/key/onboarding/delete, retire",
        "PUT, /engine-rest/process-definition/suspended, retire",
        "PUT, /engine-rest/process-definition/onboarding:1:x/suspended, retire",
        "PUT, /camunda/api/engine/engine/default/process-definition/key/onboarding/suspended, retire",
        "POST, /camunda/api/engine/engine/default/deployment/create, /engine-rest/deployment/create",
        "POST, /engine-rest/engine/default/deployment/create, /engine-rest/deployment/create"
    })
    void refused(String method, String path, String instead) {
        assertThat(ReleasedDefinitions.refusal(method, path).orElse("")).contains(instead);
    }

    @ParameterizedTest(name = "{0} {1}")
    @DisplayName("what reads, starts or touches single instances passes")
    @CsvSource({
        "POST, /engine-rest/deployment/create",
        "POST, /engine-rest/deployment/create/",
        "GET, /engine-rest/deployment/d1",
        "GET, /engine-rest/process-definition",
        "POST, /engine-rest/process-definition/key/onboarding/start",
        "PUT, /engine-rest/process-instance/suspended",
        "PUT, /engine-rest/job-definition/suspended"
    })
    void passes(String method, String path) {
        assertThat(ReleasedDefinitions.refusal(method, path)).isEmpty();
    }
}
