package io.rapport.lifecycle;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The two decision tables about the relationship: what each may ask for, and what it answers. */
public enum RelationshipTable {

    /** How close a customer is. */
    TIER(
            "relationship-tier",
            "tier",
            List.of("distant", "brand", "face-to-face", "intimate"),
            List.of(
                    TableInput.number("valueClass", 5),
                    TableInput.counted("orders", 1_000_000),
                    TableInput.growing("daysSinceLastOrder", TableInput.NEVER),
                    TableInput.number("contactsInYear", 10_000),
                    TableInput.noneOrNumber("surveyScore", 5),
                    TableInput.number("openComplaints", 10_000))),

    /** How far along a customer is. */
    STAGE(
            "lifecycle-stage",
            "stage",
            List.of("prospect", "new", "active", "at-risk", "lapsed", "won-back"),
            List.of(
                    TableInput.counted("orders", 1_000_000),
                    TableInput.number("valueClass", 5),
                    TableInput.number("alive", 100),
                    TableInput.growing("daysSinceLastOrder", TableInput.NEVER),
                    TableInput.growing("rhythmPercent", 100 * TableInput.NEVER),
                    TableInput.sinceChange("ordersInStage", 1_000_000),
                    // it goes with the next order
                    TableInput.counted("lapseReported", 1)));

    /** What stands for no tier and no stage yet. */
    static final String NONE = "none";

    /** Why a row answers so: a code, which pages have words for. */
    static final String WHY = "why";

    private final String key;
    private final String output;
    private final List<String> answers;
    private final List<TableInput> inputs;

    RelationshipTable(String key, String output, List<String> answers, List<TableInput> numbers) {
        this.key = key;
        this.output = output;
        this.answers = answers;
        this.inputs = Stream.concat(numbers.stream(), Stream.of(TableInput.current(output, answers)))
                .toList();
    }

    /**
     * @param key id of a decision
     * @return the table; empty for any other decision
     */
    public static Optional<RelationshipTable> of(String key) {
        return Arrays.stream(values()).filter(table -> table.key.equals(key)).findFirst();
    }

    /** @return id of the decision */
    public String key() {
        return key;
    }

    /** @return name of the column that answers */
    public String output() {
        return output;
    }

    /** @return what it may answer, in the order in which people read it */
    public List<String> answers() {
        return answers;
    }

    /** @return what its columns may ask for; the last is what was answered before */
    public List<TableInput> inputs() {
        return inputs;
    }

    /** @return the input that says what was answered before */
    public TableInput current() {
        return inputs.get(inputs.size() - 1);
    }

    Optional<TableInput> input(String name) {
        return inputs.stream().filter(input -> input.name().equals(name)).findFirst();
    }
}
