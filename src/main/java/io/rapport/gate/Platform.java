package io.rapport.gate;

import io.rapport.channel.MessageEvents;
import io.rapport.contactpolicy.PolicyVocabulary;
import io.rapport.inbox.EventField;
import io.rapport.inbox.EventTypes;
import io.rapport.journey.expression.Vocabulary;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What models can build upon here.
 *
 * @param vocabulary the names that expressions may use besides variables
 * @param contactPolicy what the tables of the contact policy may ask for
 * @param steps the vocabulary's steps by name
 * @param events the event types by name
 * @param messages the messages by name
 * @param languages the languages that are offered to customers
 * @param queues ids of the queues
 * @param pools of coupons, by name how many free codes each has
 * @param topics of external tasks that a worker serves
 * @param foreignModels whether a company's own processes are taken, which are no journeys
 * @param today the shop's day
 */
record Platform(
        Vocabulary vocabulary,
        PolicyVocabulary contactPolicy,
        Map<String, VocabularyStep> steps,
        Map<String, EventFields> events,
        Map<String, Message> messages,
        List<String> languages,
        Set<String> queues,
        Map<String, Integer> pools,
        Set<String> topics,
        boolean foreignModels,
        LocalDate today) {

    /** Whatever starts a journey names whom it is about. */
    static final String CUSTOMER = "customer";

    /**
     * @param references kinds of things that the event names
     * @param variables fields that a journey knows
     * @param reachesOthers whether it also reaches journeys about things that it does not name itself: what became of a
     *     message its sender, the answer to a survey what the survey is about, the
     *     answer to a complaint the journey whose offer it answers
     * @param forItsSender whether it reaches the instance that sent a message and nothing else, so that it starts none
     * @param namedByFields kinds of things that a single field of the event names
     * @param notForForms fields that it must have and that no field of a form can hold
     */
    record EventFields(
            Set<String> references,
            Set<String> variables,
            boolean reachesOthers,
            boolean forItsSender,
            Set<String> namedByFields,
            Set<String> notForForms) {

        /** @return whether a form can say which thing of a kind it is about */
        boolean namedByAField(String kind) {
            return kind.equals(CUSTOMER) || namedByFields.contains(kind);
        }

        static EventFields of(EventTypes types, String type) {
            Set<String> references = types.references(type);
            return new EventFields(
                    references,
                    types.variables(type),
                    MessageEvents.TYPES.contains(type)
                            || references.contains("survey")
                            || type.equals("complaint.answered"),
                    MessageEvents.TYPES.contains(type) && !MessageEvents.STARTING.contains(type),
                    references.stream()
                            .filter(kind -> types.naming(type, kind).isPresent())
                            .collect(Collectors.toSet()),
                    types.fields(type).stream()
                            .filter(field -> field.required() && field.kind() == EventField.Kind.OTHER)
                            .map(EventField::name)
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    /**
     * @param internal whether it goes to staff
     * @param languages that it is written in
     * @param aboutStoppedOrders whether it goes out although its order came back or was cancelled
     */
    record Message(boolean internal, List<String> languages, boolean aboutStoppedOrders) {}

    /** @return the same, with more messages and queues */
    Platform with(Map<String, Message> moreMessages, Set<String> moreQueues) {
        Map<String, Message> allMessages = new HashMap<>(messages);
        moreMessages.forEach(allMessages::putIfAbsent);
        Set<String> allQueues = new HashSet<>(queues);
        allQueues.addAll(moreQueues);
        return new Platform(
                vocabulary,
                contactPolicy,
                steps,
                events,
                allMessages,
                languages,
                allQueues,
                pools,
                topics,
                foreignModels,
                today);
    }

    /** @return the kinds of things that a journey can be about */
    Set<String> kinds() {
        Set<String> kinds = new TreeSet<>(Set.of(CUSTOMER));
        events.values().forEach(event -> kinds.addAll(event.references()));
        return kinds;
    }
}
