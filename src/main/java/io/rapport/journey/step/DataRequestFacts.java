package io.rapport.journey.step;

import io.rapport.calendar.BusinessClock;
import io.rapport.privacy.DataRequest;
import io.rapport.privacy.DataRequests;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** What expressions may ask about a customer's request about their data. All methods take its bare id. */
@Facts("dataRequestFacts")
public final class DataRequestFacts {

    private static final Duration BEFORE = Duration.ofDays(7);

    /** So long a notice may take to be sent, and at the least. */
    private static final Duration NOTICE = Duration.ofDays(2);

    private static final Duration LEAST_FOR_NOTICE = Duration.ofHours(1);

    private final DataRequests requests;
    private final BusinessClock clock;

    DataRequestFacts(DataRequests requests, BusinessClock clock) {
        this.requests = requests;
        this.clock = clock;
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
     * @return whether it is neither answered nor refused nor withdrawn
     */
    public boolean isOpen(String requestId) {
        return require(requestId).settledAt() == null;
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

    /**
     * @param requestId bare id of a request for an erasure, of which the notice is to be sent now
     * @return until when the erasure waits for that: two days, but not longer than the law allows
     */
    public Date noticeUntil(String requestId) {
        Instant now = clock.instant();
        Instant due = require(requestId).dueAt();
        Instant until = now.plus(NOTICE).isBefore(due) ? now.plus(NOTICE) : due;
        Instant least = now.plus(LEAST_FOR_NOTICE);
        return Date.from(until.isAfter(least) ? until : least);
    }

    /**
     * @param requestId bare id of a request for an erasure, of which the notice is sent now
     * @return when the erasure is to be done: the customer can call it off until then, and it is not later than the law allows
     */
    public Date eraseAt(String requestId) {
        return Date.from(requests.eraseAt(require(requestId)));
    }

    private DataRequest require(String id) {
        return requests.find(id).orElseThrow(() -> new IllegalStateException("there is no such data request"));
    }
}
