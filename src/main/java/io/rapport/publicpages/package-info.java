/** Pages that customers reach by a link: confirmations, surveys, answers, opt-outs, the preference centre. */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {
            "calendar",
            "channel",
            "contactpolicy",
            "customer",
            "database",
            "feedback",
            "inbox",
            "language",
            "link",
            "template"
        })
package io.rapport.publicpages;
