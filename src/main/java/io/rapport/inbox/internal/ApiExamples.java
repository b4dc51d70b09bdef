package io.rapport.inbox.internal;

/** The examples of the OpenAPI document ({@link ApiDescription}). */
final class ApiExamples {

    /** One event. */
    static final String REGISTERED =
            """
            {
              "specversion": "1.0", "id": "evt-0001", "source": "https://shop.example.com",
              "type": "customer.registered", "subject": "customer:42", "time": "2026-03-11T09:30:00Z",
              "data": {"firstName": "Hannah", "lastName": "Whitcombe", "email": "hannah.whitcombe@example.com",
                       "locale": "en-GB", "timeZone": "Europe/London"}
            }""";

    /** An event without fields. */
    static final String CONFIRMED =
            """
            {
              "specversion": "1.0", "id": "evt-0002", "source": "https://shop.example.com",
              "type": "customer.confirmed", "subject": "customer:42", "data": {}
            }""";

    /** The answer to an event that lacks a field. */
    static final String INVALID =
            """
            {
              "type": "urn:rapport:problem:invalid-event", "title": "The event is not valid", "status": 400,
              "detail": "The event was not taken; fix what errors names and send it again.",
              "instance": "/api/events",
              "errors": [{"pointer": "/data/total", "detail": "is missing; order.placed needs it"}]
            }""";

    /** The answer to a batch with a bad event. */
    static final String SOME_REFUSED =
            """
            {
              "accepted": 1, "refused": 1,
              "events": [
                {"index": 0, "source": "https://shop.example.com", "id": "evt-0001", "status": 202},
                {"index": 1, "source": "https://shop.example.com", "id": "evt-0002", "status": 400, "problem": {
                  "type": "urn:rapport:problem:invalid-event", "title": "The event is not valid", "status": 400,
                  "detail": "The event was not taken; fix what errors names and send it again.",
                  "errors": [{"pointer": "/subject", "detail": "is missing; a CloudEvent needs it"}]}}
              ]
            }""";

    private ApiExamples() {}
}
