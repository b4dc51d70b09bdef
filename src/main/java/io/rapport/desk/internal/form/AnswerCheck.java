package io.rapport.desk.internal.form;

import com.fasterxml.jackson.databind.JsonNode;
import io.rapport.language.VisibleText;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Checks single answers by the rules of their fields, as form-js 1.8 understands them. */
public final class AnswerCheck {

    /** A text without a limit of its own gets this one: a page or two, not a file. */
    static final int MAX_TEXT = 10_000;

    private static final Pattern EMAIL = Pattern.compile("[^\\s@]+@[^\\s@]+\\.[^\\s@]+");
    private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,9}([.][0-9]{1,4})?");
    private static final Pattern LINE_BREAK = Pattern.compile("\\R");
    private static final Pattern TOO_LARGE = Pattern.compile("[0-9]{10,}([.][0-9]+)?");
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,15}([.][0-9]{1,10})?");
    private static final Pattern PHONE = Pattern.compile("\\+?[0-9][0-9 ()./-]{3,30}");
    // the forms in which the date picker answers: minutes, with or without an offset
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm[:ss[.SSS]][XXX]");
    private static final DateTimeFormatter DATETIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm[:ss[.SSS]][XXX]");

    private final FormSchema.Feel feel;
    private final Clock clock;
    private final Map<String, Object> submitted;
    private final FormSchema.Words words;

    AnswerCheck(FormSchema.Feel feel, Clock clock, Map<String, Object> submitted, FormSchema.Words words) {
        this.feel = feel;
        this.clock = clock;
        this.submitted = submitted;
        this.words = words;
    }

    /**
     * @return the answer in its type, null if the field was left empty, or is hidden: forms send nothing then, so that an
     *     answer to what was not asked is refused rather than dropped
     */
    Object answer(FormField field, Object given) {
        boolean hidden = isHidden(field);
        Object value = given instanceof String text && VisibleText.isBlank(text) ? null : given;
        if (value instanceof Collection<?> list && list.isEmpty()) {
            value = null;
        }
        if (hidden) {
            require(value == null || Boolean.FALSE.equals(value), field, "hidden");
            value = null;
        }
        if (field.kind() == FormField.Kind.CHECKBOX && value == null) {
            value = false;
        }
        boolean missing = value == null || field.kind() == FormField.Kind.CHECKBOX && Boolean.FALSE.equals(value);
        if (missing && field.rule("required").asBoolean() && !hidden) {
            throw unfit(field, field.kind() == FormField.Kind.CHECKBOX ? "ticked" : "required");
        }
        if (value == null) {
            return null;
        }
        return switch (field.kind()) {
            case TEXT -> text(field, value);
            case NUMBER -> number(field, value);
            case AMOUNT -> amount(field, value);
            case CHECKBOX -> checkbox(field, value);
            case CHOICE -> choice(field, value);
            case CHOICES -> choices(field, value);
            case DATE -> date(field, value);
            case TIME -> moment(field, value, TIME, "time");
            case DATETIME -> moment(field, value, DATETIME, "datetime");
        };
    }

    private boolean isHidden(FormField field) {
        return field.hides().stream().anyMatch(hide -> Boolean.TRUE.equals(feel.evaluate(hide, submitted)));
    }

    private String text(FormField field, Object value) {
        if (!(value instanceof String typed)) {
            throw unfit(field, "text");
        }
        String text = VisibleText.clean(typed);
        BigDecimal min = limit(field, "minLength");
        BigDecimal max = limit(field, "maxLength");
        int most = max == null ? MAX_TEXT : max.intValue();
        if (min != null && VisibleText.length(text) < min.intValue()) {
            throw unfit(field, "short", min.intValue(), VisibleText.length(text));
        }
        if (text.length() > most) {
            throw unfit(field, "long", most, text.length());
        }
        String pattern = field.rule("pattern").asText("");
        if (!pattern.isEmpty() && !AnswerPattern.fits(pattern, text)) {
            throw unfit(field, "pattern", pattern);
        }
        switch (field.rule("validationType").asText("")) {
            case "email" -> require(EMAIL.matcher(text).matches(), field, "email");
            case "phone" -> require(PHONE.matcher(text).matches(), field, "phone");
            default -> {}
        }
        return text;
    }

    private Object number(FormField field, Object value) {
        boolean asString = field.schema().path("serializeToString").asBoolean();
        BigDecimal number;
        try {
            boolean readable = value instanceof Number
                    || asString
                            && value instanceof String text
                            && DECIMAL.matcher(text.strip()).matches();
            number = readable ? new BigDecimal(value.toString().strip()) : null;
        } catch (NumberFormatException notANumber) {
            number = null;
        }
        if (number == null) {
            throw unfit(field, "number");
        }
        BigDecimal min = limit(field, "min");
        BigDecimal max = limit(field, "max");
        require(min == null || number.compareTo(min) >= 0, field, "min", plain(min));
        require(max == null || number.compareTo(max) <= 0, field, "max", plain(max));
        JsonNode digits = field.schema().path("decimalDigits");
        if (digits.isInt() && number.stripTrailingZeros().scale() > digits.asInt()) {
            throw unfit(field, digits.asInt() == 0 ? "whole" : "decimals", digits.asInt());
        }
        if (asString) {
            return value.toString().strip();
        }
        return value instanceof Integer || value instanceof Long ? value : (Object) number.doubleValue();
    }

    /** What stands in the field is taken as it stands, or refused: an amount is never rounded, cut or guessed. */
    private BigDecimal amount(FormField field, Object value) {
        String text = value instanceof Number number
                ? new BigDecimal(number.toString()).toPlainString()
                : value instanceof String typed ? typed.strip() : "";
        if (TOO_LARGE.matcher(text).matches()) {
            throw unfit(field, "amount-large", "999999999");
        }
        if (!AMOUNT.matcher(text).matches()
                || LINE_BREAK.matcher(value.toString()).find()) {
            throw unfit(field, "amount");
        }
        return new BigDecimal(text);
    }

    private Boolean checkbox(FormField field, Object value) {
        if (!(value instanceof Boolean ticked)) {
            throw unfit(field, "truth");
        }
        return ticked;
    }

    private Object choice(FormField field, Object value) {
        boolean simple = value instanceof String || value instanceof Number || value instanceof Boolean;
        require(simple, field, "one-value");
        if (field.options() != null && !field.options().contains(value.toString())) {
            throw unfit(
                    field,
                    "option",
                    field.options().stream()
                            .map(option -> words.named(field.option(option), option))
                            .collect(Collectors.joining(words.say("answer.between"))));
        }
        // options that were computed in the browser are not known here, but they are never a text
        require(ShortIdentifier.isToken(value.toString()), field, "options");
        return value;
    }

    private List<?> choices(FormField field, Object value) {
        if (!(value instanceof Collection<?> chosen)) {
            throw unfit(field, "list");
        }
        chosen.forEach(one -> choice(field, one));
        require(Set.copyOf(chosen).size() == chosen.size(), field, "twice");
        return List.copyOf(chosen);
    }

    private String date(FormField field, Object value) {
        LocalDate date;
        try {
            date = value instanceof String text ? LocalDate.parse(text) : null;
        } catch (DateTimeException notADate) {
            date = null;
        }
        if (date == null) {
            throw unfit(field, "date");
        }
        // the viewer's today may be behind ours by a zone
        LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
        if (field.schema().path("disallowPassedDates").asBoolean() && date.isBefore(today.minusDays(1))) {
            throw unfit(field, "past");
        }
        return date.toString();
    }

    private String moment(FormField field, Object value, DateTimeFormatter format, String fault) {
        try {
            if (value instanceof String text) {
                format.parse(text);
                return text;
            }
        } catch (DateTimeException notAMoment) {
            // reported below
        }
        throw unfit(field, fault);
    }

    /** A limit is a number, or an expression that yields one. */
    private BigDecimal limit(FormField field, String rule) {
        JsonNode limit = field.rule(rule);
        if (limit.isNumber()) {
            return limit.decimalValue();
        }
        String text = limit.asText("");
        Object computed = text.startsWith("=") ? feel.evaluate(text.substring(1), submitted) : text;
        try {
            return computed == null || computed.toString().isBlank() ? null : new BigDecimal(computed.toString());
        } catch (NumberFormatException noLimit) {
            return null;
        }
    }

    private static String plain(BigDecimal number) {
        return number == null ? "" : number.toPlainString();
    }

    private void require(boolean condition, FormField field, String fault, Object... values) {
        if (!condition) {
            throw unfit(field, fault, values);
        }
    }

    private InvalidAnswers unfit(FormField field, String fault, Object... values) {
        Object[] all = new Object[values.length + 1];
        all[0] = words.named(field);
        System.arraycopy(values, 0, all, 1, values.length);
        return new InvalidAnswers(words.say("answer." + fault, all));
    }
}
