package io.rapport.gate;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is found, each thing once. */
final class Findings {

    private final Set<Finding> all = new LinkedHashSet<>();

    /**
     * Adds a finding about an element of a file.
     *
     * @param place the element; the finding names the nearest one around it that has an id
     * @param values for the places {@code {0}}, {@code {1}} … of the rule's texts
     */
    void add(Rule rule, String file, XmlElement place, Object... values) {
        XmlElement named = place;
        while (named != null && (named.attribute("id") == null || !named.isShown())) {
            named = named.parent();
        }
        boolean whole = named == null || named.parent() == null;
        all.add(new Finding(
                rule,
                file,
                whole ? null : RuleText.shortened(named.attribute("id")),
                whole || named.attribute("name") == null ? null : RuleText.shortened(named.attribute("name")),
                place.line(),
                place.column(),
                RuleText.fill(rule.message(), values),
                RuleText.fill(rule.fix(), values)));
    }

    /** Adds a finding about a file as a whole. */
    void add(Rule rule, String file, Object... values) {
        all.add(new Finding(
                rule,
                file,
                null,
                null,
                0,
                0,
                RuleText.fill(rule.message(), values),
                RuleText.fill(rule.fix(), values)));
    }

    void add(Finding finding) {
        all.add(finding);
    }

    List<Finding> list() {
        return new ArrayList<>(all);
    }
}
