package io.rapport.desk.internal;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.rest.dto.ExceptionDto;
import org.camunda.bpm.engine.rest.exception.RestException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Who changes something at the same moment as somebody else")
class EngineFaultsTest {

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"40P01", "40001", "55P03"})
    @DisplayName("is answered so, if it is the database that notices it")
    void database(String state) {
        assertChangedMeanwhile(new EngineFaults.EngineFault().toResponse(deadlock(state)));
    }

    @Test
    @DisplayName("also behind what a resource of the API says of it")
    void wrapped() {
        assertChangedMeanwhile(new EngineFaults.RestFault()
                .toResponse(new RestException(
                        Response.Status.INTERNAL_SERVER_ERROR, deadlock("40P01"), "Cannot submit task form")));
    }

    @Test
    @DisplayName("and if the engine does")
    void engine() {
        assertChangedMeanwhile(
                new EngineFaults.EngineFault().toResponse(new OptimisticLockingException("DELETE TaskEntity")));
    }

    private static ProcessEngineException deadlock(String state) {
        return new ProcessEngineException(
                "### Error flushing", new IllegalStateException(new SQLException("deadlock detected", state)));
    }

    private static void assertChangedMeanwhile(Response answer) {
        assertThat(answer.getStatus()).isEqualTo(409);
        assertThat(answer.getEntity()).isInstanceOfSatisfying(ExceptionDto.class, said -> {
            assertThat(said.getType()).isEqualTo("OptimisticLockingException");
            assertThat(said.getMessage()).isEqualTo(DeskTexts.say("changed-meanwhile"));
        });
    }
}
