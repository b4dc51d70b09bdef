package io.rapport.customer.internal;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the processing of a customer's data is restricted of whom others were merged: if it is of one of them, until it is
 * lifted. Pure decisions.
 */
final class RestrictionMerge {

    private RestrictionMerge() {}

    /**
     * What was said last under an id.
     *
     * @param restricted or lifted
     * @param since when that was
     * @param reason may be null
     * @param eventSeq number of the event that said it, or of the merge that it follows from
     */
    record Word(boolean restricted, Instant since, String reason, long eventSeq) {}

    /** A merge that stands, by its number. */
    record Merged(String customerId, String survivor, long seq) {}

    /**
     * @param customer of whom it is asked
     * @param words by id
     * @param follows numbers of merges and undos: a word of such a number is none of the customer's own, who had not said that
     *     it be restricted
     * @param merges that lead to the customer, also through each other
     * @return what holds; empty if nobody said anything
     */
    static Optional<Word> holds(String customer, Map<String, Word> words, Set<Long> follows, List<Merged> merges) {
        Word own = words.get(customer);
        Optional<Word> said = Optional.ofNullable(own).filter(word -> !follows.contains(word.eventSeq()));
        Optional<Word> stricter = merges.stream()
                .filter(merge -> merge.survivor().equals(customer))
                .filter(merge -> said.isEmpty() || said.get().eventSeq() < merge.seq())
                .flatMap(merge -> holds(merge.customerId(), words, follows, merges).stream())
                .filter(Word::restricted)
                .min(Comparator.comparing(Word::since));
        return said.filter(Word::restricted).or(() -> stricter).or(() -> said);
    }
}
