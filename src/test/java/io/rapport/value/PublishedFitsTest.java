package io.rapport.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rapport.value.ModelFitting.Fitted;
import io.rapport.value.ValueFit.Frequency;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("On the data of CDNOW the fits give what was published")
class PublishedFitsTest {

    private static Cdnow cdnow;
    private static PurchaseGroups groups;

    @BeforeAll
    static void read() {
        cdnow = Cdnow.read();
        groups = cdnow.groups();
    }

    /** Three digits. */
    private static Offset<Double> digits(double published) {
        return within(0.5 * Math.pow(10, Math.floor(Math.log10(published)) - 2));
    }

    private static void assertParameters(BetaGeometric model, double r, double alpha, double a, double b) {
        assertThat(model.r()).as("r").isCloseTo(r, digits(r));
        assertThat(model.alpha()).as("alpha").isCloseTo(alpha, digits(alpha));
        assertThat(model.a()).as("a").isCloseTo(a, digits(a));
        assertThat(model.b()).as("b").isCloseTo(b, digits(b));
    }

    @Test
    @DisplayName("the data: 2,357 customers, of whom 946 bought again, 2,457 times")
    void data() {
        assertThat(groups.allCustomers()).isEqualTo(2357);
        assertThat(groups.allRepeaters()).isEqualTo(946);
        assertThat(groups.allRepeats()).isEqualTo(2457);
    }

    @Test
    @DisplayName("BG/NBD: r 0.243, alpha 4.414, a 0.793, b 2.426, log-likelihood -9582.4 (Fader, Hardie and Lee 2005)")
    void bgNbd() {
        Fitted<BetaGeometric> fitted =
                ModelFitting.purchases(groups, Dropout.AFTER_REPEAT).orElseThrow();

        assertParameters(fitted.model(), 0.2426, 4.414, 0.793, 2.426);
        assertThat(fitted.logLikelihood()).isCloseTo(-9582.4, within(0.1));
        // of the published parameters, rounded as they are
        assertThat(new BetaGeometric(Dropout.AFTER_REPEAT, 0.243, 4.414, 0.793, 2.426).logLikelihood(groups))
                .isCloseTo(-9582.4, within(0.1));
    }

    @Test
    @DisplayName("MBG/NBD: r 0.525, alpha 6.18, a 0.891, b 1.61, log-likelihood -9582.1 (Batislam et al. 2007)")
    void mbgNbd() {
        Fitted<BetaGeometric> fitted =
                ModelFitting.purchases(groups, Dropout.AFTER_EACH).orElseThrow();

        assertParameters(fitted.model(), 0.5249, 6.1839, 0.8913, 1.6137);
        assertThat(fitted.logLikelihood()).isCloseTo(-9582.136, within(0.1));
    }

    @Test
    @DisplayName("Gamma-Gamma: p 6.25, q 3.74, gamma 15.44; who bought once is expected to spend 35.17")
    void gammaGamma() {
        Fitted<GammaGamma> fitted = ModelFitting.spending(cdnow.spending()).orElseThrow();

        assertThat(fitted.model().p()).isCloseTo(6.25, digits(6.25));
        assertThat(fitted.model().q()).isCloseTo(3.744, digits(3.744));
        assertThat(fitted.model().gamma()).isCloseTo(15.44, digits(15.44));
        assertThat(fitted.logLikelihood()).isCloseTo(-4055.918, within(0.1));
        assertThat(fitted.model().expectedMean(0, 0)).isCloseTo(35.17, within(0.01));
    }

    @Test
    @DisplayName("The 39 weeks behind: BG/NBD expects 1,653 purchases, MBG/NBD 1,577, of one-time buyers 318 and 261")
    void holdout() {
        BetaGeometric bg = ModelFitting.purchases(groups, Dropout.AFTER_REPEAT)
                .orElseThrow()
                .model();
        BetaGeometric mbg =
                ModelFitting.purchases(groups, Dropout.AFTER_EACH).orElseThrow().model();
        List<Frequency> byBg = Holdout.byFrequency(bg, groups, Cdnow.HOLDOUT_WEEKS);
        List<Frequency> byMbg = Holdout.byFrequency(mbg, groups, Cdnow.HOLDOUT_WEEKS);

        assertThat(byBg.stream().mapToLong(Frequency::actual).sum()).isEqualTo(1882);
        assertThat(byBg.get(0).actual()).isEqualTo(334);
        assertThat(byBg.stream().mapToDouble(Frequency::expected).sum()).isCloseTo(1653, within(1.0));
        assertThat(byMbg.stream().mapToDouble(Frequency::expected).sum()).isCloseTo(1577, within(1.0));
        assertThat(byBg.get(0).expected()).isCloseTo(318, within(1.0));
        assertThat(byMbg.get(0).expected()).isCloseTo(261, within(1.0));
        assertThat(Holdout.error(byBg)).isCloseTo(0.12, within(0.005));
        assertThat(Holdout.error(byMbg)).isCloseTo(0.16, within(0.01));
        assertThat(FitTrust.of(Holdout.error(byMbg)))
                .as("the data on which the models were published are what is called good")
                .isEqualTo(FitTrust.GOOD);
        // over all weeks of the calibration what is expected is what happened
        long repeats = groups.allRepeats();
        double expected = 0;
        for (double week : Holdout.expectedByWeek(bg, groups, 39)) {
            expected += week;
        }
        assertThat(expected).isCloseTo(repeats, within(repeats * 0.06));
    }
}
