package io.rapport.publicpages;

import io.rapport.customer.Consents;
import io.rapport.publicpages.PreferenceActions.Chosen;
import io.rapport.publicpages.Topics.Topic;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The form of the preference page as it comes back. It says what it showed beside what was chosen, so that only what was
 * touched changes: an old window does not undo what another one did.
 *
 * @param fields by name, as they were sent; empty for a form that was not sent yet
 */
record PreferenceForm(Map<String, String> fields) {

    /** Begins the name of a field that says what the form showed. */
    static final String WAS = "was.";

    /** Begins the name of a field that says what was chosen. */
    static final String IS = "is.";

    private static final String TICKED = "on";

    /**
     * What a form asks to change.
     *
     * @param before what held, of each choice that is to change, as far as taking it back restores it
     * @param after what is to hold
     */
    record Changes(Map<PreferenceChoice, String> before, Map<PreferenceChoice, String> after) {

        private Changes() {
            this(new LinkedHashMap<>(), new LinkedHashMap<>());
        }

        boolean isEmpty() {
            return after.isEmpty();
        }
    }

    /**
     * Whether a form has a field, or a value of one, that ours has not: whoever sent it means something that is not done.
     *
     * @param topics all that there are
     */
    boolean isForeign(List<Topic> topics) {
        Set<String> acts = Set.of("", "save", "off", "pause", "resume");
        if (!acts.contains(fields.getOrDefault("act", ""))) {
            return true;
        }
        Map<String, PreferenceChoice> choices = new HashMap<>();
        for (PreferenceChoice choice : List.of(PreferenceChoice.PACE, PreferenceChoice.HOUR, PreferenceChoice.PAUSE)) {
            choices.put(choice.name(), choice);
        }
        for (ContactChannel channel : Topics.channels(topics)) {
            PreferenceChoice all = PreferenceChoice.consent(channel, Consents.ALL);
            choices.put(all.name(), all);
            for (Topic topic : topics) {
                PreferenceChoice choice = PreferenceChoice.consent(channel, topic.key());
                choices.put(choice.name(), choice);
            }
        }
        return fields.entrySet().stream().anyMatch(field -> isForeign(field.getKey(), field.getValue(), choices));
    }

    private static boolean isForeign(String field, String value, Map<String, PreferenceChoice> choices) {
        if (field.equals("act") || field.equals(FormStamp.FIELD)) {
            return false;
        }
        boolean was = field.startsWith(WAS);
        PreferenceChoice choice =
                was || field.startsWith(IS) ? choices.get(field.substring((was ? WAS : IS).length())) : null;
        if (choice == null) {
            return true;
        }
        return !was && choice.isConsent() ? !value.equals(TICKED) : !choice.takes(value);
    }

    /** @return what the form showed; what holds now where it does not say */
    String was(PreferenceChoice choice, Chosen chosen) {
        return shown(choice, chosen.value(choice));
    }

    /** @return what was chosen in a list; what holds now where the form does not say */
    String is(PreferenceChoice choice, Chosen chosen) {
        String is = fields.get(IS + choice.name());
        return choice.takes(is) ? is : chosen.value(choice);
    }

    /** @return whether a topic's box is ticked: as it came back, or as what holds now has it */
    boolean isTicked(PreferenceChoice choice, Topic topic, Chosen chosen) {
        return fields.containsKey(WAS + choice.name()) ? isTicked(choice) : topic.isOn(was(choice, chosen));
    }

    /**
     * Reads what is to change.
     *
     * @param topics all that there are
     * @param reached which ways to the customer are open; others had no box
     * @param pauseEnd when a pause that begins now is over
     */
    Changes changes(List<Topic> topics, Predicate<ContactChannel> reached, Instant pauseEnd) {
        Changes changes = new Changes();
        String act = fields.getOrDefault("act", "");
        if (act.equals("off")) {
            turnOff(topics, changes);
            return changes;
        }
        boxes(topics, reached, changes);
        for (PreferenceChoice choice : List.of(PreferenceChoice.PACE, PreferenceChoice.HOUR)) {
            String is = fields.get(IS + choice.name());
            if (choice.takes(is)) {
                put(choice, is, changes);
            }
        }
        if (act.equals("pause")) {
            put(PreferenceChoice.PAUSE, pauseEnd.toString(), changes);
        } else if (act.equals("resume")) {
            put(PreferenceChoice.PAUSE, PreferenceChoice.NONE, changes);
        }
        return changes;
    }

    private void turnOff(List<Topic> topics, Changes changes) {
        for (ContactChannel channel : Topics.channels(topics)) {
            PreferenceChoice all = PreferenceChoice.consent(channel, Consents.ALL);
            changes.after().put(all, PreferenceChoice.WITHDRAWN);
            if (!PreferenceChoice.WITHDRAWN.equals(fields.get(WAS + all.name()))) {
                // taking it back brings all topics back as they were
                changes.before().put(all, PreferenceChoice.UNKNOWN);
                continue;
            }
            for (Topic topic : topics) {
                PreferenceChoice choice = PreferenceChoice.consent(channel, topic.key());
                String was = shown(choice, PreferenceChoice.WITHDRAWN);
                if (topic.channels().contains(channel) && !was.equals(PreferenceChoice.WITHDRAWN)) {
                    changes.before().put(choice, was);
                }
            }
        }
    }

    private void boxes(List<Topic> topics, Predicate<ContactChannel> reached, Changes changes) {
        for (Topic topic : topics) {
            for (ContactChannel channel : topic.channels()) {
                PreferenceChoice choice = PreferenceChoice.consent(channel, topic.key());
                String was = fields.get(WAS + choice.name());
                boolean on = isTicked(choice);
                if (reached.test(channel) && choice.takes(was) && on != topic.isOn(was)) {
                    changes.before().put(choice, was);
                    changes.after().put(choice, on ? PreferenceChoice.GRANTED : PreferenceChoice.WITHDRAWN);
                }
            }
        }
    }

    private void put(PreferenceChoice choice, String value, Changes changes) {
        String was = shown(choice, value);
        if (!was.equals(value)) {
            changes.before().put(choice, was);
            changes.after().put(choice, value);
        }
    }

    /** @return what the form showed; otherwise what is given */
    private String shown(PreferenceChoice choice, String otherwise) {
        String was = fields.get(WAS + choice.name());
        return choice.takes(was) ? was : otherwise;
    }

    private boolean isTicked(PreferenceChoice choice) {
        return TICKED.equals(fields.get(IS + choice.name()));
    }
}
