package io.rapport.feedback;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One round of the customer panel: one question asked of some customers until a day, whose result is reported to them.
 *
 * @param id its number
 * @param segment whose members are invited
 * @param most how many at the most
 * @param openedBy login of who opened it
 * @param openedAt when
 * @param endsAt from then on no answer is taken: when its last day is over everywhere
 * @param state how far it has come
 * @param texts what it says, by language; English is always there
 */
public record PanelRound(
        long id,
        String segment,
        int most,
        String openedBy,
        Instant openedAt,
        Instant endsAt,
        State state,
        Map<String, Text> texts) {

    /** The language that each round has. */
    public static final String ENGLISH = "en";

    /** Nobody remembers a question for longer. */
    public static final int LONGEST_DAYS = 60;

    /** Where each day ends last. */
    private static final ZoneOffset LAST_ZONE = ZoneOffset.ofHours(-12);

    /** How far a round has come. */
    public enum State {
        /** Customers are invited, set by set. */
        INVITING,
        /** All are invited, and may answer. */
        OPEN,
        /** Staff are to write the result. */
        ENDED,
        /** The result is reported to those who answered, set by set. */
        REPORTING,
        /** The result was reported to all who answered. */
        REPORTED,
        /** It ended, and nobody had answered. */
        UNANSWERED
    }

    /**
     * A round in one language.
     *
     * @param title what it is about, in a few words
     * @param question what is asked
     * @param choices what can be chosen; empty where words alone are wanted
     * @param result what came of it; {@code null} until staff have written it
     */
    public record Text(String title, String question, List<String> choices, String result) {}

    /**
     * @param lastDay the last day on which a round can be answered
     * @return when that day is over everywhere: each customer has all of it, wherever they live
     */
    public static Instant endOf(LocalDate lastDay) {
        return lastDay.plusDays(1).atStartOfDay(LAST_ZONE).toInstant();
    }

    /** @return the last day on which it can be answered, the same for every reader */
    public LocalDate lastDay() {
        return LocalDate.ofInstant(endsAt.minusSeconds(1), LAST_ZONE);
    }

    /**
     * @param reader whose language is wanted
     * @return the texts in it, in English where there are none
     */
    public Text text(Locale reader) {
        return texts.getOrDefault(reader.getLanguage(), texts.get(ENGLISH));
    }

    /**
     * @param now the moment
     * @return whether answers are taken
     */
    public boolean isOpen(Instant now) {
        return (state == State.INVITING || state == State.OPEN) && now.isBefore(endsAt);
    }
}
