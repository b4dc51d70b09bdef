/** Runs the journeys: engine configuration, correlation of events, the journeys' register, the designers' steps. */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {
            "calendar",
            "channel",
            "contactpolicy",
            "customer",
            "database",
            "desk",
            "feedback",
            "inbox",
            "language",
            "lifecycle",
            "loyalty",
            "outbox",
            "privacy",
            "release",
            "segment",
            "template",
            "value"
        })
package io.rapport.journey;
