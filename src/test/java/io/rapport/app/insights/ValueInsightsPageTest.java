package io.rapport.app.insights;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.value.FitOutcome;
import io.rapport.value.FitQuantity;
import io.rapport.value.ValueRunState;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The page about what customers are worth")
class ValueInsightsPageTest {

    private static List<String> said(Locale reader, FitQuantity quantity) {
        return new ValueInsightsPage(reader, ZoneOffset.UTC)
                .state(new ValueRunState(
                        Optional.of(FitOutcome.TOO_LITTLE),
                        Instant.EPOCH,
                        Optional.ofNullable(quantity),
                        false,
                        false,
                        0,
                        null));
    }

    @Test
    @DisplayName("says how much there is for a model and how much it takes, where it is too little")
    void missing() {
        FitQuantity quantity = new FitQuantity(1_027, 9, 45, 500, 26);
        assertThat(said(Locale.UK, quantity))
                .element(1)
                .isEqualTo("9 of 1,027 customers had bought again before the weeks that a model is checked on; 500 are"
                        + " needed. The orders go back 45 weeks; 26 are needed.");
        assertThat(said(Locale.SIMPLIFIED_CHINESE, quantity))
                .element(1)
                .asString()
                .contains("1,027 位客户中有 9 位", "需要 500 位", "45 周", "需要 26 周");
        assertThat(said(Locale.UK, null)).as("after a fit that did not note it").hasSize(2);
    }

    @Test
    @DisplayName("says what it means where the yardstick came nearer, and why customers are not scored by it")
    void nearerYardstick() {
        ValueInsightsPage page = new ValueInsightsPage(Locale.UK, ZoneOffset.UTC);
        assertThat(page.nearerYardstick(0.12, 0.2)).isNull();
        assertThat(page.nearerYardstick(0.2, 0.2)).isNull();
        assertThat(page.nearerYardstick(0.2, 0.12))
                .contains("BG/NBD came nearer, off by 12% instead of 20%", "scored by MBG/NBD");
        assertThat(new ValueInsightsPage(Locale.SIMPLIFIED_CHINESE, ZoneOffset.UTC).nearerYardstick(0.2, 0.12))
                .contains("12%", "20%", "MBG/NBD");
    }
}
