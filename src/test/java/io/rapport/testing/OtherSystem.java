package io.rapport.testing;

import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;

import com.github.tomakehurst.wiremock.WireMockServer;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** Another system of the company, which takes messages as signed webhooks: one a test run, started at first use. */
public final class OtherSystem {

    /** Base64 of the secret that it shares with the application. */
    public static final String SECRET = "c2VjcmV0LW9mLXRoZS1hcHAtZm9yLXRlc3Rz";

    private OtherSystem() {}

    private static final class Server {

        private static final WireMockServer RUNNING = start();

        private static WireMockServer start() {
            WireMockServer server =
                    new WireMockServer(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"));
            server.start();
            return server;
        }
    }

    /** @return the system, for a test to tell how it answers at {@code /in}, and to ask what it was sent */
    public static WireMockServer server() {
        return Server.RUNNING;
    }

    static final class Initializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            TestPropertyValues.of(
                            "rapport.messaging.webhooks[0].name=app",
                            "rapport.messaging.webhooks[0].url=" + server().baseUrl() + "/in",
                            "rapport.messaging.webhooks[0].secrets=whsec_" + SECRET,
                            "rapport.messaging.egress.allow=127.0.0.1",
                            "rapport.messaging.egress.plain-http=true")
                    .applyTo(context);
        }
    }
}
