package io.rapport.template;

import io.rapport.contactpolicy.Category;
import io.rapport.contactpolicy.PolicyVocabulary;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What `message.yaml` says of one message.
 *
 * @param name     the folder's name, such as {@code order-thanks}
 * @param category why it is sent
 * @param topic    what customers opt out of; null for internal messages only
 * @param channels in order of preference: {@code email}, {@code sms}, {@code webhook}, {@code task}
 * @param expiry   how long after queueing it is still worth sending
 * @param unknown  what is done when nobody knows whether it arrived
 * @param survey   the kind of survey that the message opens, or null
 * @param links    keys below {@code links} that its templates use, such as {@code complaintAnswer}
 * @param locales  the languages it is written in
 * @param priority 0 to 100: where two messages want the last place of a window, the higher waits less
 * @param aboutStoppedOrders whether it goes out although the order that it is about came back or was cancelled, as what
 *     confirms just that
 * @param atNight  why it goes at night, too, within an hour of what it answers; null for what waits for the
 *     customer's morning
 * @param toLapsed whether it goes to who has lapsed, although it is care or advertising, as what asks them back
 * @param onHolidays whether it goes on public holidays, although it is advertising, as a gift for the day
 */
public record MessageDefinition(
        String name,
        Category category,
        String topic,
        List<String> channels,
        Duration expiry,
        UnknownOutcomeRule unknown,
        String survey,
        List<String> links,
        Set<Locale> locales,
        int priority,
        boolean aboutStoppedOrders,
        String atNight,
        boolean toLapsed,
        boolean onHolidays) {

    /** What a message may list as its channels. */
    public static final List<String> CHANNELS = PolicyVocabulary.CHANNELS;
}
