package io.rapport.segment;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a customer must fulfil to be in a segment. Each condition is true or false of a customer, on each day: what is not
 * known fulfils none. {@code days} are windows that end with today; {@code null} stands for all time.
 */
sealed interface SegmentCondition {

    record AllOf(List<SegmentCondition> parts) implements SegmentCondition {}

    record AnyOf(List<SegmentCondition> parts) implements SegmentCondition {}

    record Not(SegmentCondition part) implements SegmentCondition {}

    /** Fulfils the conditions of another segment, and is not taken out of it. */
    record InSegment(String name) implements SegmentCondition {}

    /** A number of the picture. */
    record NumberIs(NumberField field, Bounds bounds) implements SegmentCondition {}

    /** A word of the picture is one of several. */
    record WordIs(WordField field, Set<String> words) implements SegmentCondition {}

    /** Something of the profile is there, or not. */
    record FlagIs(FlagField field, boolean wanted) implements SegmentCondition {}

    /** How many orders stand that were placed within the window. */
    record OrderCount(Bounds bounds, Integer days) implements SegmentCondition {}

    /** How many orders with an article stand that were placed within the window. */
    record Bought(String sku, Bounds bounds, Integer days) implements SegmentCondition {}

    /** What the orders of the window come to, in the currency that the company uses. */
    record Spend(Bounds bounds, Integer days) implements SegmentCondition {}

    /** Registered within the window. */
    record Registered(int days) implements SegmentCondition {}

    /** The newest answer to a survey; {@code kind} is {@code null} for any survey. */
    record Score(String kind, Bounds bounds) implements SegmentCondition {}

    /** What is in force of the consents. */
    record ConsentIs(String channel, String topic, ConsentState state) implements SegmentCondition {}

    /** An attribute holds one of several texts, or yes or no. */
    record AttributeIs(String name, Set<String> texts) implements SegmentCondition {}

    /** An attribute holds a number within bounds. */
    record AttributeNumber(String name, Bounds bounds) implements SegmentCondition {}

    /**
     * A date of the customer lies so many days from today.
     *
     * @param of as {@code dates.yaml} names it: {@code birthday}, {@code attributes.contractEnd}
     * @param yearly whether each anniversary counts, or the date itself alone
     * @param first day of the window, from today; negative ones are past
     * @param last day of the window
     */
    record DateWithin(String of, boolean yearly, int first, int last) implements SegmentCondition {}

    enum ConsentState {
        GRANTED,
        WITHDRAWN,
        UNSAID;

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
