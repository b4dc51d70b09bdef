package io.rapport.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Customers are scored by the fitted models")
class ModelRuleTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 3, 3);
    private static final BetaGeometric BUYING = new BetaGeometric(Dropout.AFTER_EACH, 0.8, 8, 0.9, 2.5);
    private static final GammaGamma SPENDING = new GammaGamma(5, 4, 60);

    private final ModelRule rule = new ModelRule(BUYING, SPENDING, 100, 0.4, 0.1);

    private static Purchases purchases(int days, int ageDays, int quietDays, long minor) {
        LocalDate first = TODAY.minusDays(ageDays);
        LocalDate last = days == 1 ? first : TODAY.minusDays(quietDays);
        return new Purchases("one", first, last, days, minor * days, minor * (days - 1), days - 1);
    }

    @Test
    @DisplayName("as their formulas say, also of who shares purchases and age with somebody scored before")
    void formulas() {
        Random random = new Random(5);
        for (int i = 0; i < 3_000; i++) {
            int age = 1 + random.nextInt(900);
            Purchases one = purchases(1 + random.nextInt(4), age, random.nextInt(age), 1 + random.nextInt(20_000));

            ScoringRule.Expectation found = rule.of(one, TODAY);

            double alive = BUYING.alive(one.repeats(), one.recencyDays() / 7.0, age / 7.0);
            assertThat(found.alive()).isEqualTo(alive);
            assertThat(found.in90()).isEqualTo(alive * BUYING.expectedOfActive(one.repeats(), age / 7.0, 90 / 7.0));
            assertThat(found.in365()).isEqualTo(alive * BUYING.expectedOfActive(one.repeats(), age / 7.0, 365 / 7.0));
            assertThat((double) found.lifetimeMinor()).isCloseTo(lifetime(one, age / 7.0, alive), within(0.51));
        }
    }

    private static double lifetime(Purchases one, double age, double alive) {
        int paid = one.repeatPaidDays();
        double mean = SPENDING.expectedMean(paid, paid == 0 ? 0 : one.repeatMinor() / 100.0 / paid) * 100;
        double quarter = 365.25 / 28;
        double sum = 0;
        for (int i = 1; i <= 12; i++) {
            sum += (BUYING.expectedOfActive(one.repeats(), age, i * quarter)
                            - BUYING.expectedOfActive(one.repeats(), age, (i - 1) * quarter))
                    / Math.pow(1.1, (i - 0.5) / 4);
        }
        return alive * sum * 0.4 * mean;
    }

    @Test
    @DisplayName("a regular who has not bought for years is given up, and from one day to the next stays so")
    void longGone() {
        Quintiles all = Quintiles.NONE;
        Purchases gone = purchases(30, 2_000, 1_500, 4_000);

        CustomerScore today = CustomerScore.of(gone, rule.of(gone, TODAY), all);
        CustomerScore tomorrow = CustomerScore.of(gone, rule.of(gone, TODAY.plusDays(1)), all);

        assertThat(today.alive()).isZero();
        assertThat(today.lifetimeMinor()).isZero();
        assertThat(tomorrow).isEqualTo(today);
    }
}
