package io.rapport.desk.internal;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is deployed is what is live, and releases change it. What would change it past them is refused, to administrators,
 * too.
 */
final class ReleasedDefinitions {

    /** The engine's own address by its name means the same. */
    private static final Pattern BY_NAME = Pattern.compile("^/engine/[^/]+(?=/)");

    private static final Pattern DEPLOYMENT = Pattern.compile("/deployment/[^/]+");
    private static final Pattern REDEPLOYMENT = Pattern.compile("/deployment/[^/]+/redeploy");
    private static final Pattern DEFINITION = Pattern.compile("/process-definition/.+");
    private static final Pattern SUSPENSION = Pattern.compile("/process-definition/(?:.+/)?suspended");
    private static final String DEPLOY = "/deployment/create";

    private ReleasedDefinitions() {}

    /**
     * @param method the HTTP method
     * @param uri a request's path as it was sent
     * @return why it is refused, and what to do instead, in the language of who asks; empty if it changes nothing of what is live
     */
    static Optional<String> refusal(String method, String uri) {
        String path = BY_NAME.matcher(EngineApiRules.apiPath(uri)).replaceFirst("");
        if (method.equals("POST")
                && path.equals(DEPLOY)
                && !uri.replaceAll("/+$", "").equals("/engine-rest" + DEPLOY)) {
            return say("deploy");
        }
        if (method.equals("DELETE") && DEPLOYMENT.matcher(path).matches()) {
            return say("deployment");
        }
        if (method.equals("POST") && REDEPLOYMENT.matcher(path).matches()) {
            return say("redeploy");
        }
        if (method.equals("DELETE") && DEFINITION.matcher(path).matches()) {
            return say("version");
        }
        if (method.equals("PUT") && SUSPENSION.matcher(path).matches()) {
            return say("suspended");
        }
        return Optional.empty();
    }

    private static Optional<String> say(String what) {
        return Optional.of(DeskTexts.say("released." + what));
    }
}
