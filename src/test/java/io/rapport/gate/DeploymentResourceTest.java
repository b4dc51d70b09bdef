package io.rapport.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.glassfish.jersey.internal.inject.Providers;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.GenericApplicationContext;

@DisplayName("The way to deploy over REST")
class DeploymentResourceTest {

    private final GenericApplicationContext beans = new GenericApplicationContext();

    @BeforeEach
    void noBeans() {
        beans.refresh();
    }

    @Test
    @DisplayName("is served without a warning of Jersey's, which a resource gets that is registered by itself")
    void quiet() {
        assertThat(warnings(engineRest -> engineRest.register(new ByItself())))
                .anyMatch(said -> said.contains(ByItself.class.getName()));
        assertThat(warnings(engineRest -> new GateConfiguration()
                        .deploymentAnswers(beans.getBeanProvider(ReleaseDeployments.class))
                        .customize(engineRest)))
                .isEmpty();
    }

    /** As the engine's resources are annotated. */
    @jakarta.ws.rs.Path("/anything")
    public static final class ByItself {

        /** @return nothing of interest */
        @jakarta.ws.rs.GET
        public String get() {
            return "";
        }
    }

    private List<String> warnings(Consumer<ResourceConfig> resources) {
        List<String> said = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord message) {
                said.add(message.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(Providers.class.getName());
        logger.addHandler(handler);
        try {
            ResourceConfig engineRest = new ResourceConfig();
            // else Jersey looks for a file with beans
            engineRest.property("contextConfig", beans);
            resources.accept(engineRest);
            new ApplicationHandler(engineRest);
        } finally {
            logger.removeHandler(handler);
        }
        return said;
    }
}
