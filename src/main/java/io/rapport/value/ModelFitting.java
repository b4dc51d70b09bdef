package io.rapport.value;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.PointValuePair;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.hipparchus.optim.nonlinear.scalar.noderiv.SimplexOptimizer;

/**
 * Finds the parameters under which what customers did is most likely: Nelder and Mead's simplex on the logarithms of the
 * parameters, which keeps them above 0. It needs no derivative and is not led astray by the flat ridges that these
 * likelihoods have. Pure.
 */
final class ModelFitting {

    private static final double TOLERANCE = 1e-10;
    private static final int MOST_EVALUATIONS = 3_000;

    /** Beyond e to this a parameter says that the data do not determine it. */
    private static final double LARGEST_LOG = 10;

    private ModelFitting() {}

    /** A model with the logarithm of its likelihood. */
    record Fitted<M>(M model, double logLikelihood) {}

    /**
     * @param groups histories of all customers, also of those who bought once
     * @param dropout which of the two models
     * @return the model; empty if the data do not determine its parameters
     */
    static Optional<Fitted<BetaGeometric>> purchases(PurchaseGroups groups, Dropout dropout) {
        return groups.allRepeaters() == 0
                ? Optional.empty()
                : maximise(
                        4,
                        at -> new BetaGeometric(dropout, at[0], at[1], at[2], at[3]),
                        model -> model.logLikelihood(groups));
    }

    /**
     * @param spending of those who bought again
     * @return the model; empty if the data do not determine its parameters, or nobody's expectation would be finite
     */
    static Optional<Fitted<GammaGamma>> spending(SpendingHistories spending) {
        return spending.size() == 0
                ? Optional.empty()
                : maximise(3, at -> new GammaGamma(at[0], at[1], at[2]), model -> model.logLikelihood(spending))
                        .filter(fitted -> fitted.model().hasMean());
    }

    private static <M> Optional<Fitted<M>> maximise(
            int parameters, Function<double[], M> model, ToDoubleFunction<M> logLikelihood) {
        try {
            PointValuePair best = new SimplexOptimizer(TOLERANCE, TOLERANCE)
                    .optimize(
                            new MaxEval(MOST_EVALUATIONS),
                            new ObjectiveFunction(
                                    logs -> finite(logLikelihood.applyAsDouble(model.apply(parameters(logs))))),
                            GoalType.MAXIMIZE,
                            new InitialGuess(new double[parameters]),
                            new NelderMeadSimplex(parameters, 1.0));
            for (double log : best.getPoint()) {
                if (Math.abs(log) > LARGEST_LOG) {
                    return Optional.empty();
                }
            }
            return Optional.of(new Fitted<>(model.apply(parameters(best.getPoint())), best.getValue()));
        } catch (MathRuntimeException | IllegalArgumentException notFound) {
            return Optional.empty();
        }
    }

    private static double[] parameters(double[] logs) {
        double[] parameters = new double[logs.length];
        for (int i = 0; i < logs.length; i++) {
            parameters[i] = Math.exp(Math.max(-50, Math.min(50, logs[i])));
        }
        return parameters;
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? value : -Double.MAX_VALUE;
    }
}
