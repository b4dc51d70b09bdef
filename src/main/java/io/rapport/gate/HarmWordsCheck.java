package io.rapport.gate;

import io.rapport.feedback.HarmWords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Checks the table of words by which complaints about harm are recognized: it must name words in each language that
 * customers write in. A language is recognized by its script.
 */
final class HarmWordsCheck {

    static final String TABLE = "harm-words";

    /** What the table is asked for, and with. */
    private static final String OF = "of";

    private static final String HARM = "harm";

    private static final String FIX = "let rules with the condition \"harm\" name words, separated by commas";
    private static final Pattern HAN = Pattern.compile("\\p{IsHan}");
    private static final Pattern OTHER_SCRIPT = Pattern.compile("[\\p{L}&&[^\\p{IsHan}]]");

    private final ModelSet.Table table;
    private final Platform platform;
    private final CheckTime limit;
    private final Findings findings;

    HarmWordsCheck(ModelSet.Table table, Platform platform, CheckTime limit, Findings findings) {
        this.table = table;
        this.platform = platform;
        this.limit = limit;
        this.findings = findings;
    }

    /** Says that the table is none that can be asked. */
    void cannotBeAsked() {
        add("cannot be asked");
    }

    /** @param rules of the table */
    void check(RuleTable rules) {
        List<String> words;
        try {
            words = words(rules);
            neverAsked(rules);
        } catch (CheckTime.Over e) {
            throw e;
        } catch (RuntimeException e) {
            add("cannot be read: " + DmnCheck.cause(e));
            return;
        }
        for (String language : platform.languages()) {
            Pattern script = language.startsWith("zh") ? HAN : OTHER_SCRIPT;
            if (words.stream().noneMatch(some -> script.matcher(some).find())) {
                add("names no word in the language " + language);
            }
        }
    }

    private List<String> words(RuleTable rules) {
        Map<String, Object> facts = new HashMap<>();
        rules.names().forEach(name -> facts.put(name, name.equals(OF) ? HARM : ""));
        rules.prepare(
                facts.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, fact -> List.of(fact.getValue()))),
                limit);
        facts.put(OF, HARM);
        List<String> words = new ArrayList<>();
        for (int rule : rules.fitting(facts)) {
            Map<String, Object> answer = rules.answer(rule, facts);
            HarmWords.WordRule.of(text(answer, "words"), text(answer, "near"), text(answer, "unless"));
            words.add(text(answer, "words"));
        }
        return words;
    }

    /** Nobody would notice that words which stand there are not recognized. */
    private void neverAsked(RuleTable rules) {
        int column = rules.names().indexOf(OF);
        for (int row = 0; column >= 0 && row < rules.rules().size(); row++) {
            XmlElement rule = rules.rules().get(row);
            if (!rules.fits(rule, column, HARM)) {
                String asked = rules.condition(row, column);
                findings.add(Rule.TABLE_NEVER, table.file(), rule, TABLE, row + 1, asked, OF, quoted(HARM));
            }
        }
    }

    private static String quoted(String word) {
        return '"' + word + '"';
    }

    private static String text(Map<String, Object> answer, String output) {
        return (String) answer.get(output);
    }

    private void add(String problem) {
        findings.add(Rule.HARM_WORDS, table.file(), table.element(), TABLE, problem, FIX);
    }
}
