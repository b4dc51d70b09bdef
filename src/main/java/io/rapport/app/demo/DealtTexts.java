package io.rapport.app.demo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Rows of texts that the demo's people say or write, given out in an order without one: none comes again before all others of
 * its kind have come.
 */
final class DealtTexts {

    private final Map<String, List<Map<String, String>>> decks = new HashMap<>();
    private final Map<String, Integer> dealt = new HashMap<>();

    /**
     * @param rows what there is
     * @param columns which of these are alike
     */
    DealtTexts(List<Map<String, String>> rows, String... columns) {
        for (Map<String, String> row : rows) {
            List<String> values = new ArrayList<>();
            for (String column : columns) {
                values.add(row.get(column));
            }
            decks.computeIfAbsent(String.join(" ", values), any -> new ArrayList<>())
                    .add(row);
        }
        decks.values().forEach(deck -> Collections.shuffle(deck, new Random(deck.size())));
    }

    /**
     * @param values of the columns
     * @return the next row of these
     */
    Map<String, String> next(String... values) {
        String kind = String.join(" ", values);
        List<Map<String, String>> deck = decks.get(kind);
        return deck.get((dealt.merge(kind, 1, Integer::sum) - 1) % deck.size());
    }
}
