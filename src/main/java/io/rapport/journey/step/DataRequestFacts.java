package io.rapport.journey.step;

import io.rapport.privacy.DataRequest;
import io.rapport.privacy.DataRequests;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** What expressions may ask about a customer's request about their data. All methods take its bare id. */
@Facts("dataRequestFacts")
public final class DataRequestFacts {

    private static final Duration BEFORE = Duration.ofDays(7);

    private final DataRequests requests;

    DataRequestFacts(DataRequests requests) {
        this.requests = requests;
    }

    /**
     * @param requestId bare id
     * @return what is requested: export, correction, restriction, objection or erasure
     */
    public String request(String requestId) {
        return require(requestId).request();
    }

    /**
     * @param requestId bare id
     * @return seven days before it must be answered, but never before half of the time allowed
     */
    public Date remindAt(String requestId) {
        DataRequest request = require(requestId);
        Instant half = request.receivedAt()
                .plus(Duration.between(request.receivedAt(), request.dueAt()).dividedBy(2));
        Instant late = request.dueAt().minus(BEFORE);
        return Date.from(late.isAfter(half) ? late : half);
    }

    private DataRequest require(String id) {
        return requests.find(id).orElseThrow(() -> new IllegalStateException("there is no such data request"));
    }
}
