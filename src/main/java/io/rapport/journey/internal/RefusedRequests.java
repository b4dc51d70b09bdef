package io.rapport.journey.internal;

import io.rapport.privacy.DataRequest;
import io.rapport.privacy.DataRequests;
import io.rapport.template.Formats;
import java.time.ZoneId;
import java.util.AbstractList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What of a customer's requests about their data is refused, and why, in words for the message that says so. It is read when a
 * template asks for it.
 */
final class RefusedRequests extends AbstractList<Map<String, Object>> {

    private final DataRequests requests;
    private final String customerId;
    private final Locale locale;
    private final ZoneId zone;
    private List<Map<String, Object>> read;

    /** @param customerId bare id; {@code null}: the message goes to no customer */
    RefusedRequests(DataRequests requests, String customerId, Locale locale, ZoneId zone) {
        this.requests = requests;
        this.customerId = customerId;
        this.locale = locale;
        this.zone = zone;
    }

    @Override
    public Map<String, Object> get(int index) {
        return read().get(index);
    }

    @Override
    public int size() {
        return read().size();
    }

    private List<Map<String, Object>> read() {
        if (read == null) {
            read = customerId == null
                    ? List.of()
                    : requests.open(customerId).stream()
                            .filter(request -> request.refusal() != null)
                            .map(this::view)
                            .toList();
        }
        return read;
    }

    private Map<String, Object> view(DataRequest request) {
        Map<String, Object> view = new HashMap<>();
        view.put("what", JourneyTexts.ALL.say("data-request." + request.request(), locale));
        view.put("on", Formats.date(request.receivedAt(), locale, zone));
        view.put("reason", JourneyTexts.ALL.say("data-request.refusal." + request.refusal(), locale));
        view.put("text", request.refusalText());
        return view;
    }
}
