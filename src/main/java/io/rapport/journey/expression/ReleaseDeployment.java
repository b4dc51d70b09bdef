package io.rapport.journey.expression;

/**
 * How the engine's deployments are known that a release makes. Each holds with a model all that the model is bound to: its
 * forms, the journeys that it calls and theirs, so that an instance goes on by what was live when it started.
 */
public final class ReleaseDeployment {

    /** The deployment's source. */
    public static final String SOURCE = "release";

    private ReleaseDeployment() {}

    /**
     * @param release a number
     * @return the name of the deployment that it makes, if models, tables or forms change with it
     */
    public static String name(long release) {
        return "Release " + release;
    }
}
