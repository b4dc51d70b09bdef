package io.rapport.app.operations;

import io.rapport.gate.Rule;
import io.rapport.language.Sentences;
import io.rapport.language.StoredSentences;
import io.rapport.release.ReleaseFinding;
import io.rapport.release.ReleaseRefused;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is found in releases and in their files, why events failed, and why tasks could not be routed, in a reader's language. It is
 * stored in English; what has no words in that language yet is shown so.
 */
public final class FindingTexts {

    private static final Sentences TEXTS = new Sentences("operations/findings");
    private static final Sentences RULES = new Sentences("operations/rules");
    private static final StoredSentences SENTENCES = new StoredSentences(TEXTS.all(Locale.ENGLISH), TEXTS);
    private static final Map<String, Words> OF_RULES =
            Arrays.stream(Rule.values()).collect(Collectors.toMap(Rule::id, Words::of));

    private static final Pattern PART = Pattern.compile("\\{([a-z]+)}");
    private static final Pattern STOPS = Pattern.compile("[.。\\s]+$");
    private static final Pattern LINE = Pattern.compile("line (\\d+)");

    private final Locale reader;
    private final FaultTexts faults;

    /** @param reader the reader's language */
    public FindingTexts(Locale reader) {
        this.reader = reader;
        this.faults = FaultTexts.in(reader);
    }

    /** What one rule says: two rules may say the same in English and not in another language. */
    private record Words(StoredSentences problem, StoredSentences fix) {

        static Words of(Rule rule) {
            return new Words(
                    new StoredSentences(Map.of(rule.id() + ".problem", rule.message()), RULES),
                    new StoredSentences(Map.of(rule.id() + ".fix", rule.fix()), RULES));
        }
    }

    /**
     * @param sentence in English, without a place
     * @return the sentence in the reader's language
     */
    public String in(String sentence) {
        return sentence(sentence).orElse(sentence);
    }

    /** @return whether nothing of it has words in the reader's language */
    public boolean isEnglish(ReleaseFinding finding) {
        return of(finding).equals(finding.text());
    }

    /** @return where, what and how to fix it */
    public String of(ReleaseFinding finding) {
        Optional<String> problem = words(finding.rule(), finding.problem(), true);
        Optional<String> fix = words(finding.rule(), finding.fix(), false);
        if (problem.isEmpty() && fix.isEmpty()) {
            return finding.text();
        }
        return filled(
                "finding",
                Map.of(
                        "where",
                        finding.place().isEmpty()
                                ? finding.file()
                                : finding.file() + say("separator") + place(finding.place()),
                        "problem",
                        unstopped(problem.orElse(finding.problem())),
                        "fix",
                        unstopped(fix.orElse(finding.fix())),
                        "rule",
                        finding.rule()));
    }

    /** What a parser says may end with a full stop, and the finding sets its own. */
    private static String unstopped(String said) {
        return STOPS.matcher(said).replaceFirst("");
    }

    private Optional<String> words(String rule, String sentence, boolean problem) {
        Words words = OF_RULES.get(rule);
        Optional<String> said = words == null
                ? Optional.empty()
                : (problem ? words.problem() : words.fix()).in(sentence, reader, this::part);
        return said.or(() -> sentence(sentence));
    }

    /** What stands at a place of a sentence; of a running version, it is what another rule says. */
    private String part(String value) {
        String said = faults.part(value);
        return said.equals(value)
                ? OF_RULES.values().stream()
                        .flatMap(words -> words.problem().in(value, reader, faults::part).stream())
                        .findFirst()
                        .orElse(value)
                : said;
    }

    private Optional<String> sentence(String sentence) {
        return SENTENCES.in(sentence, reader, this::part).or(() -> faults.of(sentence));
    }

    /**
     * @param place where in a file, such as {@code line 7, segments.repeat-buyers}
     * @return the same in the reader's language
     */
    public String place(String place) {
        Matcher line = LINE.matcher(place);
        return line.replaceAll(found -> Matcher.quoteReplacement(filled("line", Map.of("number", found.group(1)))))
                .replace(", ", say("separator"));
    }

    /** @return what keeps a release out, line by line */
    public String of(ReleaseRefused refused) {
        long errors = refused.findings().stream().filter(ReleaseFinding::error).count();
        String whole = (errors == 1 ? say("refused.one") : say("refused.many").replace("{0}", String.valueOf(errors)));
        List<String> lines = new ArrayList<>();
        lines.add(refused.complete() ? whole : whole + say("refused.then"));
        refused.findings().stream().filter(ReleaseFinding::error).map(this::of).forEach(lines::add);
        refused.findings().stream()
                .filter(finding -> !finding.error())
                .map(finding -> filled("warning", Map.of("finding", of(finding))))
                .forEach(lines::add);
        return String.join("\n", lines);
    }

    private String say(String key) {
        return TEXTS.find(key, reader).orElseThrow();
    }

    private String filled(String key, Map<String, String> values) {
        return PART.matcher(say(key))
                .replaceAll(part -> Matcher.quoteReplacement(values.getOrDefault(part.group(1), part.group())));
    }
}
