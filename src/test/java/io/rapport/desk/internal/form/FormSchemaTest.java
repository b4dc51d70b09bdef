package io.rapport.desk.internal.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.language.Sentences;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server checks a submission as strictly as the form says, whatever the browser let through. */
class FormSchemaTest {

    private static final String FORM =
            """
            { "id": "call", "components": [
              { "type": "text", "text": "Be kind." },
              { "type": "select", "key": "outcome", "label": "Outcome", "validate": { "required": true },
                "values": [ { "value": "reached", "label": "Reached" }, { "value": "not-reached", "label": "No" } ] },
              { "type": "textarea", "key": "notes", "label": "Notes", "validate": { "required": true, "maxLength": 20 },
                "conditional": { "hide": "=outcome != \\"reached\\"" } },
              { "type": "textfield", "key": "title", "label": "Title", "validate": { "minLength": 3, "pattern": "^[A-Z]" } },
              { "type": "textfield", "key": "mail", "label": "Mail", "validate": { "validationType": "email" } },
              { "type": "group", "components": [
                { "type": "number", "key": "amount", "label": "Amount", "decimalDigits": 2,
                  "validate": { "min": 0, "max": "=limit" } } ] },
              { "type": "textfield", "key": "sum-paid", "label": "Paid", "properties": { "type": "amount" } },
              { "type": "number", "key": "price", "label": "Price", "serializeToString": true },
              { "type": "checkbox", "key": "agreed", "label": "Agreed" },
              { "type": "datetime", "key": "day", "subtype": "date", "dateLabel": "Day", "disallowPassedDates": true },
              { "type": "datetime", "key": "hour", "subtype": "time", "timeLabel": "Hour" },
              { "type": "datetime", "key": "moment", "subtype": "datetime", "dateLabel": "Moment" },
              { "type": "taglist", "key": "tags", "label": "Tags",
                "values": [ { "value": "a", "label": "A" }, { "value": "b", "label": "B" } ] },
              { "type": "select", "key": "computed", "label": "Computed", "valuesKey": "list" },
              { "type": "number", "key": "known", "label": "Known", "readonly": true },
              { "type": "expression", "key": "sum", "expression": "=1" }
            ] }""";

    private final Clock clock = Clock.fixed(Instant.parse("2026-03-10T12:00:00Z"), ZoneOffset.UTC);
    private final FormSchema form = form(FORM);

    @Test
    void saysWhatWasChosenInTheWordsOfTheForm() throws JsonProcessingException {
        assertThat(
                        form.chosen(
                                new ObjectMapper()
                                        .readTree(
                                                """
                                {"outcome": "not-reached", "notes": "x", "amount": 3, "agreed": true, "tags": ["b", "a"],
                                 "computed": "other", "day": "2026-03-11"}""")))
                .containsExactly(
                        new FormSchema.Chosen("Outcome", "No"),
                        new FormSchema.Chosen("Agreed", ""),
                        new FormSchema.Chosen("Tags", "B, A"),
                        new FormSchema.Chosen("Computed", "other"));
        assertThat(form.chosen(new ObjectMapper().readTree("{\"outcome\": null, \"agreed\": false, \"tags\": []}")))
                .isEmpty();
    }

    @Test
    void keepsEveryAnswerAndGivesTheShortOnesAloneToTheJourney() {
        FormAnswers answers = check(Map.of(
                "outcome", "reached",
                "notes", "Wants a blue one",
                "amount", 12.5,
                "agreed", true,
                "day", "2026-03-11",
                "hour", "14:30",
                "moment", "2026-12-25T14:30+00:00",
                "tags", List.of("a", "b")));

        assertThat(answers.all())
                .contains(entry("notes", "Wants a blue one"), entry("tags", List.of("a", "b")), entry("title", null));
        assertThat(answers.variables())
                .containsOnly(
                        entry("outcome", "reached"),
                        entry("amount", 12.5),
                        entry("sum-paid", null),
                        entry("price", null),
                        entry("agreed", true),
                        entry("day", "2026-03-11"),
                        entry("hour", "14:30"),
                        entry("moment", "2026-12-25T14:30+00:00"),
                        entry("computed", null));
    }

    @Test
    void refusesWhatTheFormDoesNotAskForByItsName() {
        assertThatThrownBy(() -> check(Map.of("outcome", "not-reached", "isAdmin", true)))
                .hasMessageContaining("'isAdmin' is no field of form call, which asks for outcome, notes, title");
    }

    @Test
    void namesEveryFaultAtOnceWithItsMendAndNeverRepeatsWhatWasTyped() {
        assertThatThrownBy(() -> check(Map.of("outcome", "reached", "title", "secret", "mail", "secret", "amount", -1)))
                .isInstanceOf(InvalidAnswers.class)
                .hasMessageContaining("Notes (notes) must be filled in")
                .hasMessageContaining("Title (title) must have the form ^[A-Z]")
                .hasMessageContaining("Mail (mail) must be an e-mail address")
                .hasMessageContaining("Amount (amount) must be at least 0")
                .hasMessageNotContaining("secret");
    }

    @Test
    void asksForNothingThatIsHidden() {
        assertThat(check(Map.of("outcome", "not-reached")).all()).containsEntry("notes", null);
        assertThat(check(Map.of("outcome", "not-reached", "notes", " ")).all()).containsEntry("notes", null);
        assertThatThrownBy(() -> check(Map.of("outcome", "not-reached", "notes", "said before the outcome changed")))
                .as("forms send nothing then, and what somebody sends is not dropped without a word")
                .hasMessage("Notes (notes) is not asked for with the other answers: leave it out, or change them");
        assertThatThrownBy(() -> check(Map.of("outcome", "reached", "notes", "  ")))
                .hasMessage("Notes (notes) must be filled in");
    }

    @Test
    void asksForNothingInAHiddenGroup() {
        FormSchema nested = form(
                """
                { "id": "call", "components": [
                  { "type": "checkbox", "key": "gift", "label": "Gift" },
                  { "type": "group", "conditional": { "hide": "=gift != true" }, "components": [
                    { "type": "textfield", "key": "card", "label": "Card", "validate": { "required": true } },
                    { "type": "checkbox", "key": "wrapped", "label": "Wrapped" } ] } ] }""");
        assertThat(check(nested, Map.of("gift", false, "wrapped", false), Locale.ENGLISH)
                        .all())
                .containsEntry("card", null)
                .containsEntry("wrapped", false);
        assertThatThrownBy(() -> check(nested, Map.of("gift", false, "wrapped", true), Locale.ENGLISH))
                .hasMessageContaining("Wrapped (wrapped) is not asked for");
        assertThatThrownBy(() -> check(nested, Map.of("gift", true), Locale.ENGLISH))
                .hasMessage("Card (card) must be filled in");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e9",
                "12,50",
                "1.000,00",
                "1 000",
                "-5",
                "+5",
                "5.",
                ".5",
                "0x10",
                "€5",
                "５",
                "NaN",
                "5\n",
                "\r\n5"
            })
    void readsAnAmountAsItStandsOrRefusesIt(String typed) {
        assertThatThrownBy(() -> check(Map.of("outcome", "not-reached", "sum-paid", typed)))
                .hasMessageContaining("Paid (sum-paid) must be an amount in digits, such as 12 or 12.50")
                .hasMessageNotContaining(typed + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000000000", "1000000000.50", "99999999999999999999"})
    void callsAnAmountThatIsTooLargeJustThat(String typed) {
        assertThatThrownBy(() -> check(Map.of("outcome", "not-reached", "sum-paid", typed)))
                .hasMessage("Paid (sum-paid) is too large: the largest amount is 999999999");
    }

    @Test
    void keepsAnAmountExactAndGivesTheJourneyItsNumber() {
        FormAnswers answers = check(Map.of("outcome", "not-reached", "sum-paid", " 12.345 "));

        assertThat(answers.all()).containsEntry("sum-paid", new BigDecimal("12.345"));
        assertThat(answers.variables()).containsEntry("sum-paid", 12.345);
        assertThat(check(Map.of("outcome", "not-reached", "sum-paid", 50.01)).all())
                .containsEntry("sum-paid", new BigDecimal("50.01"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e9", "12,5", "0x1", "5 "})
    void readsNumbersThatComeAsTextWithoutGuessing(String typed) {
        Map<String, Object> answers = Map.of("outcome", "not-reached", "price", typed);
        if (typed.equals("5 ")) {
            assertThat(check(answers).all()).containsEntry("price", "5");
        } else {
            assertThatThrownBy(() -> check(answers)).hasMessageContaining("Price (price) must be a number");
        }
    }

    @Test
    void ignoresWhatComesBackForReadOnlyAndComputedFields() {
        FormAnswers answers = check(Map.of("outcome", "not-reached", "known", 99, "sum", 1));

        assertThat(answers.all()).doesNotContainKeys("known", "sum");
    }

    @Test
    void takesWhatShowsNothingForNothing() {
        assertThatThrownBy(() -> check(Map.of("outcome", "reached", "notes", "\u200b\u3000\u2800")))
                .hasMessageContaining("(notes)");
    }

    @Test
    void namesOptionsAsTheReaderSeesThem() {
        assertThatThrownBy(() -> check(Map.of("outcome", "perhaps"), Locale.CHINA))
                .hasMessage("“Outcome”必须是以下之一：“Reached”、“No”");
    }

    @Test
    void takesOutWhatTurnsTheDirectionOfReading() {
        assertThat(check(Map.of("outcome", "reached", "notes", "It is \u202egood\u2066.\u0007"))
                        .all())
                .containsEntry("notes", "It is good.");
    }

    @Test
    void takesALimitFromTheJourney() {
        assertThat(check(Map.of("outcome", "not-reached", "amount", 50)).variables())
                .containsEntry("amount", 50);
        assertThatThrownBy(() -> check(Map.of("outcome", "not-reached", "amount", 50.01)))
                .hasMessage("Amount (amount) must be at most 50");
    }

    @ParameterizedTest
    @CsvSource({
        "outcome, perhaps, 'must be one of Reached (reached), No (not-reached)'",
        "notes, a text of more than twenty characters, 'must have at most 20 characters, it has 37'",
        "title, Ab, 'must have at least 3 characters, it has 2'",
        "title, 'A\u200b\u3000\u200b', 'must have at least 3 characters, it has 1'",
        "amount, 12, must be a number",
        "price, cheap, must be a number",
        "agreed, yes, must be true or false",
        "day, 24.12.2026, must be a date such as 2026-12-24",
        "day, 2026-03-01, must not lie in the past",
        "hour, soon, must be a time such as 14:30",
        "moment, 2026-12-25, must be a date and time such as 2026-12-25T14:30+00:00",
        "tags, a, must be a list",
        "computed, a sentence of somebody, must be one of the options offered",
    })
    void tellsWhatAFieldMustBe(String field, String given, String fix) {
        Map<String, Object> submitted = new HashMap<>(Map.of("outcome", "reached"));
        submitted.put(field, given);

        assertThatThrownBy(() -> check(submitted)).hasMessageContaining("(" + field + ") " + fix);
    }

    @Test
    void refusesNumbersWhereTextBelongsAndTooManyDigits() {
        assertThatThrownBy(() -> check(Map.of("outcome", "not-reached", "title", 5)))
                .hasMessageContaining("Title (title) must be text");
        assertThatThrownBy(() -> check(Map.of("outcome", "not-reached", "amount", 1.005)))
                .hasMessageContaining("Amount (amount) must have at most 2 decimal places");
        assertThatThrownBy(() -> check(Map.of("outcome", "not-reached", "amount", Double.POSITIVE_INFINITY)))
                .hasMessageContaining("Amount (amount) must be a number");
        assertThatThrownBy(() -> check(Map.of("outcome", "not-reached", "tags", List.of("a", "z"))))
                .hasMessageContaining("Tags (tags) must be one of A (a), B (b)");
        assertThatThrownBy(() -> check(Map.of("outcome", "not-reached", "tags", List.of("a", "a"))))
                .hasMessageContaining("Tags (tags) must not name a value twice");
    }

    @Test
    void bindsEvenATextWithoutALimitOfItsOwn() {
        assertThatThrownBy(() -> check(Map.of("outcome", "not-reached", "title", "A".repeat(10_001))))
                .hasMessageContaining("Title (title) must have at most 10,000 characters");
    }

    @Test
    void takesNoFormWhoseAnswersItCannotCheck() {
        assertThatThrownBy(() -> form("{ \"id\": \"f\", \"components\": [ { \"type\": \"dynamiclist\" } ] }"))
                .hasMessageContaining("form f has a component of type 'dynamiclist'");
    }

    /** A stand-in for the engine's FEEL: this form's condition and limit. */
    private FormAnswers check(Map<String, Object> submitted) {
        return check(submitted, Locale.ENGLISH);
    }

    private FormAnswers check(Map<String, Object> submitted, Locale reader) {
        return check(form, submitted, reader);
    }

    private FormAnswers check(FormSchema schema, Map<String, Object> submitted, Locale reader) {
        FormSchema.Feel feel = (expression, answers) -> switch (expression) {
            case "outcome != \"reached\"" -> !"reached".equals(answers.get("outcome"));
            case "gift != true" -> !Boolean.TRUE.equals(answers.get("gift"));
            case "limit" -> 50;
            default -> null;
        };
        return schema.check(
                submitted, feel, clock, (key, values) -> new Sentences("desk/texts").say(key, reader, values));
    }

    private static FormSchema form(String json) {
        try {
            return FormSchema.read(new ObjectMapper().readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
