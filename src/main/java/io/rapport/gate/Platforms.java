package io.rapport.gate;

import io.rapport.desk.StaffFile;
import io.rapport.inbox.EventTypes;
import io.rapport.journey.expression.Vocabulary;
import io.rapport.template.MessageType;
import io.rapport.template.MessageTypes;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What models can build upon here, for one content of event types, messages and queues.
 *
 * @param vocabulary the names that expressions may use besides variables
 * @param steps the vocabulary's steps by name
 * @param pools asks how many free codes each pool of coupons has
 * @param properties what a company allows beyond journeys
 */
record Platforms(
        Vocabulary vocabulary,
        Map<String, VocabularyStep> steps,
        Supplier<Map<String, Integer>> pools,
        GateProperties properties) {

    Platform of(EventTypes events, MessageTypes messages, StaffFile staff) {
        return new Platform(
                vocabulary,
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
                properties.foreignModels());
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
