package io.rapport.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.customer.CustomerChanges;
import io.rapport.testing.RegisterFixture;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A shop with too little for a model")
class FitQuantityTest {

    @RegisterExtension
    static final RegisterFixture registers = new RegisterFixture();

    private final ValueRun run = registers.get(ValueRun.class);
    private final CustomerChanges changes = registers.get(CustomerChanges.class);

    private void fit() {
        changes.evaluateAll();
        run.request("demo");
        while (run.advance() || changes.evaluateNext() > 0) {
            // scoring, fits of the night and of who asked
        }
    }

    @Test
    @DisplayName(
            "knows how many customers and weeks there were and how many it takes, the newest weeks left out of an old one")
    void quantity() {
        assertThat(run.state().quantity()).isEmpty();
        String again = registers.customer();
        registers.order(again, 20);
        registers.order(registers.customer(), 30);
        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofDays(22)));
        registers.order(again, 20);

        fit();
        assertThat(run.state().outcome()).contains(FitOutcome.TOO_LITTLE);
        assertThat(run.state().quantity()).contains(new FitQuantity(2, 1, 3, 500, 26));

        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofDays(7 * 40 + 1)));
        registers.order(registers.customer(), 30);
        fit();
        assertThat(run.state().quantity())
                .as("who came in the weeks that models are checked on does not count")
                .contains(new FitQuantity(2, 1, 40, 500, 26));
    }
}
