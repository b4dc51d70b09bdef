package io.rapport.value;

/**
 * How much there was to fit models on, and how much it takes.
 *
 * @param customers who had bought before the weeks that models are checked on
 * @param repeaters those of them who had bought again
 * @param weeks how far the orders go back
 * @param leastRepeaters so many customers who bought again a model needs
 * @param leastWeeks so many weeks it needs
 */
public record FitQuantity(long customers, long repeaters, long weeks, int leastRepeaters, int leastWeeks) {

    /** @return whether models can be fitted on it and checked */
    boolean isEnough() {
        return weeks >= leastWeeks && repeaters >= leastRepeaters;
    }
}
