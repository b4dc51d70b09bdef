/** The queue of messages: requested in the transaction of a journey, claimed, evaluated, handed over, their outcome recorded. */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {
            "calendar",
            "channel",
            "contactpolicy",
            "customer",
            "database",
            "inbox",
            "link",
            "loyalty",
            "mail",
            "release",
            "template"
        })
package io.rapport.outbox;
