package io.rapport.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.release.Releases;
import io.rapport.testing.RapportTest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@RapportTest
@DisplayName("So that the first deployment after a start is quick")
class GateWarmUpTest {

    @Autowired
    private GateWarmUp warmUp;

    @Autowired
    private Releases releases;

    @Test
    @DisplayName("a model, a table and a form are checked as a deployment is, and nothing is released")
    void nothingReleased() {
        long before = releases.latest(1).get(0).number();

        assertThat(warmUp.tryOut()).isEqualTo(3);

        assertThat(releases.latest(1).get(0).number()).isEqualTo(before);
    }
}
