package io.rapport.template;

import java.util.List;

/**
 * What is known of a kind of message.
 *
 * @param name name of its folder in {@code messages/}
 * @param category such as {@code promotional}
 * @param topic what customers opt out of; null for internal messages
 * @param survey kind of the survey that the message asks to answer, such as {@code satisfaction}; null for none
 * @param languages BCP 47 tags that it is written in
 * @param aboutStoppedOrders whether it goes out although its order came back or was cancelled
 */
public record MessageType(
        String name,
        String category,
        String topic,
        String survey,
        List<String> languages,
        boolean aboutStoppedOrders) {}
