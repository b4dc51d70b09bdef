package io.rapport.template;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Who speaks in the messages, as `brand.yaml` says it.
 *
 * @param locales       the languages offered; the first is the one for everybody else
 * @param senderAddress the address that mail comes from
 * @param site          the address of the shop, without a slash at its end
 * @param colours       colours by the part they play
 * @param text          by locale: names, addresses and type, the same keys in each
 */
public record Brand(
        @JsonProperty(required = true) List<Locale> locales,
        @JsonProperty(required = true) String senderAddress,
        @JsonProperty(required = true) String site,
        @JsonProperty(required = true) Map<String, Object> colours,
        @JsonProperty(required = true) Map<Locale, Map<String, Object>> text) {

    /** The language for everybody whose own is not offered. */
    public Locale fallback() {
        return locales.get(0);
    }

    /** The name that mail comes from, in an offered locale. */
    public String senderName(Locale offered) {
        return String.valueOf(text.get(offered).get("senderName"));
    }

    /**
     * The offered locale nearest to the wanted one: the same, else one of the same language, else the fallback.
     *
     * @param wanted may be null for unknown
     */
    public Locale nearest(Locale wanted) {
        if (wanted == null || locales.contains(wanted)) {
            return wanted == null ? fallback() : wanted;
        }
        return locales.stream()
                .filter(offered -> offered.getLanguage().equals(wanted.getLanguage()))
                .findFirst()
                .orElse(fallback());
    }

    /** How many answers each survey has: 1 is the worst. */
    public static final int ANSWERS = 5;

    /**
     * What a survey asks, wherever it asks: in mails, on its page and on the customer card.
     *
     * @param question a sentence
     * @param answers what 1 to {@link #ANSWERS} mean, the worst first
     */
    public record SurveyTexts(String question, List<String> answers) {

        /** @return what 1 means */
        public String low() {
            return answers.get(0);
        }

        /** @return what the highest score means */
        public String high() {
            return answers.get(answers.size() - 1);
        }
    }

    /**
     * A survey as `brand.yaml` words it.
     *
     * @param kind such as {@code satisfaction}
     * @param offered locale
     * @return empty when there is none of that kind, or it is not a question with its answers
     */
    public Optional<SurveyTexts> survey(String kind, Locale offered) {
        return text.get(offered).get("surveys") instanceof Map<?, ?> surveys
                        && surveys.get(kind) instanceof Map<?, ?> survey
                        && survey.get("question") instanceof String question
                        && survey.get("answers") instanceof List<?> answers
                        && answers.size() == ANSWERS
                ? Optional.of(new SurveyTexts(
                        question, answers.stream().map(String::valueOf).toList()))
                : Optional.empty();
    }

    /** What templates see as {@code brand}, in an offered locale. */
    Map<String, Object> view(Locale offered) {
        Map<String, Object> view = new LinkedHashMap<>(text.get(offered));
        view.put("surveys", surveys(offered));
        view.put("colours", colours);
        view.put("site", site);
        view.put("senderAddress", senderAddress);
        return view;
    }

    private Map<String, Object> surveys(Locale offered) {
        Map<String, Object> views = new LinkedHashMap<>();
        if (text.get(offered).get("surveys") instanceof Map<?, ?> surveys) {
            surveys.keySet().forEach(kind -> survey(String.valueOf(kind), offered)
                    .ifPresent(survey -> views.put(
                            String.valueOf(kind),
                            Map.of("question", survey.question(), "low", survey.low(), "high", survey.high()))));
        }
        return views;
    }

    /** What keeps this from being used, in words; empty when all is there. */
    List<String> gaps() {
        List<String> gaps = new ArrayList<>();
        if (locales.isEmpty()) {
            return List.of("no locale is offered");
        }
        Map<String, Object> model = text.get(fallback());
        for (Locale locale : locales) {
            Map<String, Object> own = text.get(locale);
            if (own == null) {
                gaps.add("text." + locale.toLanguageTag() + " is missing");
            } else if (model != null) {
                missing(model, own, "text." + locale.toLanguageTag(), gaps);
            }
        }
        if (model != null && !(model.get("senderName") instanceof String)) {
            gaps.add("text." + fallback().toLanguageTag() + ".senderName is missing");
        }
        return gaps;
    }

    private static void missing(Map<?, ?> model, Map<?, ?> own, String path, List<String> gaps) {
        model.forEach((key, value) -> {
            if (!own.containsKey(key)) {
                gaps.add(path + "." + key + " is missing");
            } else if (value instanceof Map<?, ?> deeper) {
                if (own.get(key) instanceof Map<?, ?> ownDeeper) {
                    missing(deeper, ownDeeper, path + "." + key, gaps);
                } else {
                    gaps.add(path + "." + key + " must have keys below it");
                }
            }
        });
    }
}
