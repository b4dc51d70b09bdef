package io.rapport.journey.internal;

import io.rapport.privacy.DataRequest;
import io.rapport.privacy.DataRequests;
import io.rapport.template.Formats;
import java.time.ZoneId;
import java.util.AbstractMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The erasure that a customer asked for, for the message that announces it. It is read when a template asks for it. */
final class RequestedErasure extends AbstractMap<String, Object> {

    private final DataRequests requests;
    private final String customerId;
    private final Locale locale;
    private final ZoneId zone;
    private Map<String, Object> read;

    /** @param customerId bare id; {@code null}: the message goes to no customer */
    RequestedErasure(DataRequests requests, String customerId, Locale locale, ZoneId zone) {
        this.requests = requests;
        this.customerId = customerId;
        this.locale = locale;
        this.zone = zone;
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        if (read == null) {
            read = customerId == null
                    ? Map.of()
                    : requests.open(customerId).stream()
                            .filter(DataRequest::isErasure)
                            .findFirst()
                            .<Map<String, Object>>map(
                                    request -> Map.of("at", Formats.moment(requests.eraseAt(request), locale, zone)))
                            .orElse(Map.of());
        }
        return read.entrySet();
    }
}
