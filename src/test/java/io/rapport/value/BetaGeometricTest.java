package io.rapport.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rapport.value.ModelFitting.Fitted;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.hipparchus.special.Beta;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Purchases and their end: BG/NBD and MBG/NBD")
class BetaGeometricTest {

    private static final BetaGeometric PUBLISHED = new BetaGeometric(Dropout.AFTER_REPEAT, 0.243, 4.414, 0.793, 2.426);

    @Test
    @DisplayName("the customer of the paper, who bought again twice, is expected to buy 1.226 times in 39 weeks")
    void ofThePaper() {
        assertThat(PUBLISHED.expected(2, 30.43, 38.86, 39)).isCloseTo(1.226, within(0.0005));
    }

    @Test
    @DisplayName("for BG/NBD who bought once is active for ever, for MBG/NBD less and less so")
    void oneTimeBuyers() {
        BetaGeometric mbg = new BetaGeometric(Dropout.AFTER_EACH, 0.5249, 6.1839, 0.8913, 1.6137);

        assertThat(PUBLISHED.alive(0, 0, 38)).isEqualTo(1);
        assertThat(mbg.alive(0, 0, 38)).isCloseTo(0.392, within(0.0005));
        assertThat(mbg.alive(0, 0, 520)).isLessThan(0.2);
    }

    @Test
    @DisplayName("somebody who bought three hundred times overflows nothing")
    void oftenBought() {
        double expected = PUBLISHED.expected(300, 38, 38.86, 39);
        assertThat(expected).isBetween(1.0, 300.0);
        assertThat(PUBLISHED.alive(300, 1, 38.86)).isBetween(0.0, 1e-100);
        PurchaseGroups groups = new PurchaseGroups();
        groups.add(5_000, 7, 3_650, 1, 0);
        assertThat(PUBLISHED.logLikelihood(groups)).isFinite();
    }

    @ParameterizedTest(name = "a = {0}")
    @ValueSource(doubles = {0.05, 0.3, 0.9, 0.999_999_999, 1, 1.000_000_001, 1.000_001, 1.2, 2.5, 8, 60})
    @DisplayName("expected purchases are those of an integral over all customers, also where the formula has its pole")
    void quadrature(double a) {
        for (Dropout dropout : Dropout.values()) {
            for (double b : new double[] {0.2, 0.7, 2.4, 9}) {
                for (double r : new double[] {0.05, 0.5, 3}) {
                    BetaGeometric model = new BetaGeometric(dropout, r, 2.5, a, b);
                    for (int repeats : new int[] {0, 1, 2, 17}) {
                        for (double time : new double[] {0.1, 13, 200, 2_000}) {
                            double later = b + repeats + (dropout == Dropout.AFTER_EACH ? 1 : 0);
                            assertThat(model.expectedOfActive(repeats, 20, time))
                                    .as("%s after %s weeks, x = %s", model, time, repeats)
                                    .isCloseTo(
                                            integral(r + repeats, 22.5, a, later, time),
                                            Percentage.withPercentage(1e-5));
                        }
                    }
                }
            }
        }
    }

    /**
     * Of (1 - (beta / (beta + p t))^shape) / p over p with the distribution beta(a, b): what somebody buys who is active,
     * before they stop. By the rule of tanh and sinh, which bears that the density is infinite at its ends.
     */
    private static double integral(double shape, double scale, double a, double b, double t) {
        double sum = 0;
        double h = 1 / 128.0;
        double logBeta = Beta.logBeta(a, b);
        for (double s = -6; s <= 6; s += h) {
            double power = Math.PI * Math.sinh(s);
            double logP = -Math.log1p(Math.exp(-power));
            double logRest = -Math.log1p(Math.exp(power));
            double p = Math.exp(logP);
            double inside = p == 0 ? shape * t / scale : -Math.expm1(-shape * Math.log1p(p * t / scale)) / p;
            double value = Math.exp(a * logP + b * logRest - logBeta) * inside * Math.PI * Math.cosh(s);
            sum += Double.isNaN(value) ? 0 : value * h;
        }
        return sum;
    }

    @ParameterizedTest
    @EnumSource(Dropout.class)
    @DisplayName("a long time ahead for somebody new costs no time: the series ends soon enough")
    void longTime(Dropout dropout) {
        BetaGeometric model = new BetaGeometric(dropout, 0.25, 0.05, 0.8, 2.4);
        long begin = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            assertThat(model.expected(520)).isBetween(0.1, 1_000.0);
        }
        assertThat(System.nanoTime() - begin).isLessThan(2_000_000_000L);
    }

    @Test
    @DisplayName("parameters are above 0")
    void parameters() {
        assertThatThrownBy(() -> new BetaGeometric(Dropout.AFTER_EACH, 0.5, 1, 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BetaGeometric(Dropout.AFTER_EACH, 0.5, Double.NaN, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource(Dropout.class)
    @DisplayName("from generated purchases a fit recovers what they were generated by")
    void recovery(Dropout dropout) {
        BetaGeometric truth = new BetaGeometric(dropout, 0.8, 8, 0.9, 2.5);
        PurchaseGroups groups = Generated.purchases(truth, 30_000, 104, new Random(7));

        Fitted<BetaGeometric> fitted = ModelFitting.purchases(groups, dropout).orElseThrow();

        assertThat(fitted.model().r()).isCloseTo(truth.r(), Percentage.withPercentage(10));
        assertThat(fitted.model().alpha()).isCloseTo(truth.alpha(), Percentage.withPercentage(10));
        assertThat(fitted.model().a() / (fitted.model().a() + fitted.model().b()))
                .as("the mean chance to stop")
                .isCloseTo(0.9 / 3.4, within(0.02));
        assertThat(fitted.logLikelihood()).isGreaterThanOrEqualTo(truth.logLikelihood(groups));
    }

    @Test
    @DisplayName("from generated amounts a fit recovers what they were generated by")
    void spendingRecovery() {
        Random random = new Random(11);
        GammaGamma truth = new GammaGamma(5, 4, 60);
        SpendingHistories spending = new SpendingHistories();
        for (int i = 0; i < 20_000; i++) {
            double rate = Generated.gamma(truth.q(), 1 / truth.gamma(), random);
            int purchases = 1 + random.nextInt(6);
            spending.add(purchases, Generated.gamma(truth.p() * purchases, 1 / rate, random) / purchases);
        }

        GammaGamma fitted = ModelFitting.spending(spending).orElseThrow().model();

        assertThat(fitted.expectedMean(0, 0)).isCloseTo(truth.expectedMean(0, 0), Percentage.withPercentage(2));
        assertThat(fitted.p()).isCloseTo(5, Percentage.withPercentage(6));
        assertThat(fitted.q()).isCloseTo(4, Percentage.withPercentage(6));
    }

    @Test
    @DisplayName("where nobody bought again nothing is fitted")
    void nothingToFit() {
        PurchaseGroups groups = new PurchaseGroups();
        groups.add(0, 0, 100, 500, 0);
        assertThat(ModelFitting.purchases(groups, Dropout.AFTER_EACH)).isEmpty();
        assertThat(ModelFitting.spending(new SpendingHistories())).isEmpty();
    }
}
