/** Pages that customers reach by a link: confirmations, surveys, answers, opt-outs, the preference centre. */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {
            "audit",
            "calendar",
            "channel",
            "contactpolicy",
            "customer",
            "database",
            "feedback",
            "inbox",
            "language",
            "link",
            "loyalty",
            "privacy",
            "template"
        })
package io.rapport.publicpages;
