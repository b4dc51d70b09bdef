package io.rapport.gate;

import io.rapport.contactpolicy.PolicyVocabulary;
import io.rapport.desk.StaffFile;
import io.rapport.inbox.EventTypes;
import io.rapport.journey.expression.Vocabulary;
import io.rapport.template.MessageType;
import io.rapport.template.MessageTypes;
import java.time.LocalDate;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What models can build upon here, for one content of event types, messages and queues.
 *
 * @param vocabulary the names that expressions may use besides variables
 * @param contactPolicy what the tables of the contact policy may ask for
 * @param steps the vocabulary's steps by name
 * @param pools asks how many free codes each pool of coupons has
 * @param today asks for the shop's day
 * @param properties what a company allows beyond journeys
 */
record Platforms(
        Vocabulary vocabulary,
        PolicyVocabulary contactPolicy,
        Map<String, VocabularyStep> steps,
        Supplier<Map<String, Integer>> pools,
        Supplier<LocalDate> today,
        GateProperties properties) {

    Platform of(EventTypes events, MessageTypes messages, StaffFile staff) {
        return new Platform(
                vocabulary,
                contactPolicy,
                steps,
                events.names().stream()
                        .collect(Collectors.toMap(type -> type, type -> Platform.EventFields.of(events, type))),
                messages.names().stream()
                        .map(messages::type)
                        .collect(Collectors.toMap(MessageType::name, Platforms::message)),
                messages.offeredLanguages(),
                staff.queues().keySet(),
                pools.get(),
                properties.externalTopics(),
                properties.foreignModels(),
                today.get());
    }

    /** What versions under way build upon: what is given, with what has left and stays for them. */
    Platform ofUnderWay(EventTypes events, MessageTypes messages, StaffFile staff, StaffFile staffBefore) {
        return of(events, messages, staff)
                .with(
                        messages.retired().stream()
                                .map(messages::type)
                                .collect(Collectors.toMap(MessageType::name, Platforms::message)),
                        staffBefore.queues().keySet());
    }

    private static Platform.Message message(MessageType type) {
        return new Platform.Message(type.category().equals("internal"), type.languages(), type.aboutStoppedOrders());
    }
}
