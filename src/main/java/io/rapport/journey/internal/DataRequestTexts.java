package io.rapport.journey.internal;

import io.rapport.privacy.DataRequest;
import io.rapport.privacy.DataRequests;
import io.rapport.template.Formats;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;

/** What a customer requested about their data, in words for messages. */
@Component
final class DataRequestTexts {

    private final DataRequests requests;

    DataRequestTexts(DataRequests requests) {
        this.requests = requests;
    }

    /** @return what the customer has not confirmed yet: {@code what}, {@code on}, and whether it is an {@code erasure} */
    List<Map<String, Object>> unconfirmed(String customerId, Locale locale, ZoneId zone) {
        return requests.unidentified(customerId).stream()
                .<Map<String, Object>>map(request -> Map.of(
                        "what", JourneyTexts.ALL.say("data-request." + request.request(), locale),
                        "on", Formats.date(request.receivedAt(), locale, zone),
                        "erasure", request.isErasure()))
                .toList();
    }

    /** @return what is refused: {@code what}, {@code on}, the {@code reason}, and a {@code text} if staff wrote one */
    List<Map<String, Object>> refused(String customerId, Locale locale, ZoneId zone) {
        return requests.open(customerId).stream()
                .filter(request -> request.refusal() != null)
                .map(request -> refused(request, locale, zone))
                .toList();
    }

    private static Map<String, Object> refused(DataRequest request, Locale locale, ZoneId zone) {
        Map<String, Object> view = new HashMap<>();
        view.put("what", JourneyTexts.ALL.say("data-request." + request.request(), locale));
        view.put("on", Formats.date(request.receivedAt(), locale, zone));
        view.put("reason", JourneyTexts.ALL.say("data-request.refusal." + request.refusal(), locale));
        view.put("text", request.refusalText());
        return view;
    }

    /** @return the moment {@code at} which the customer is erased; empty if that was not requested */
    Map<String, Object> erasure(String customerId, Locale locale, ZoneId zone) {
        return requests.open(customerId).stream()
                .filter(DataRequest::isErasure)
                .findFirst()
                .<Map<String, Object>>map(
                        request -> Map.of("at", Formats.moment(requests.eraseAt(request), locale, zone)))
                .orElse(Map.of());
    }
}
