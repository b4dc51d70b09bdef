package io.rapport.journey.internal;

import io.rapport.privacy.DataRequest;
import io.rapport.privacy.DataRequests;
import io.rapport.template.Formats;
import java.time.ZoneId;
import java.util.AbstractList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a customer requested about their data and has not confirmed yet, in words for a message. It is read when a template
 * asks for it: of all messages one does.
 */
final class OpenRequests extends AbstractList<Map<String, Object>> {

    private final DataRequests requests;
    private final String customerId;
    private final Locale locale;
    private final ZoneId zone;
    private List<Map<String, Object>> read;

    /** @param customerId bare id; {@code null}: the message goes to no customer */
    OpenRequests(DataRequests requests, String customerId, Locale locale, ZoneId zone) {
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
                    : requests.unidentified(customerId).stream().map(this::view).toList();
        }
        return read;
    }

    private Map<String, Object> view(DataRequest request) {
        return Map.of(
                "what", JourneyTexts.ALL.say("data-request." + request.request(), locale),
                "on", Formats.date(request.receivedAt(), locale, zone),
                "erasure", request.request().equals("erasure"));
    }
}
