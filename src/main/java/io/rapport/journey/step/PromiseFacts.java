package io.rapport.journey.step;

import io.rapport.calendar.WorkingTime;
import io.rapport.desk.Promise;
import io.rapport.desk.Promises;
import java.util.Date;

/** What expressions may ask about a promise of staff to a customer. */
@Facts("promiseFacts")
public final class PromiseFacts {

    private final Promises promises;
    private final WorkingTime workingTime;

    PromiseFacts(Promises promises, WorkingTime workingTime) {
        this.promises = promises;
        this.workingTime = workingTime;
    }

    /**
     * @param promiseId of the promise
     * @return when the last day on which it is kept in time is over
     */
    public Date brokenAt(String promiseId) {
        return promises.find(promiseId)
                .map(Promise::dueOn)
                .map(day -> Date.from(
                        day.plusDays(1).atStartOfDay(workingTime.zone()).toInstant()))
                .orElseThrow(() -> new IllegalStateException("there is no promise " + promiseId));
    }
}
