package io.rapport.app.start;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Says which port is taken, and which setting to change. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class PortFailureAnalyzer extends AbstractFailureAnalyzer<PortInUseException> {

    private final Environment environment;

    PortFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected FailureAnalysis analyze(Throwable failure, PortInUseException taken) {
        String port = String.valueOf(taken.getPort());
        boolean management = port.equals(environment.getProperty("management.server.port"));
        String setting = management ? "management.server.port" : "server.port";
        return new FailureAnalysis(
                "Port " + port + " (" + setting
                        + ") is taken by another program on this machine, maybe by a Rapport that" + " runs already.",
                "Stop that program, or start with another port: --" + setting + "=" + (taken.getPort() + 1)
                        + " (environment variable " + (management ? "MANAGEMENT_SERVER_PORT" : "SERVER_PORT") + ").",
                failure);
    }
}
