/**
 * The gate that every deployment passes, whether it comes over REST, at start or from Java: one table of rules, what the
 * files of a deployment say, and what they must fit, which includes what is deployed already.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {
            "calendar",
            "channel",
            "contactpolicy",
            "desk",
            "feedback",
            "inbox",
            "journey",
            "journey :: expression",
            "journey :: step",
            "journey :: table",
            "language",
            "lifecycle",
            "loyalty",
            "release",
            "segment",
            "template"
        })
package io.rapport.gate;
