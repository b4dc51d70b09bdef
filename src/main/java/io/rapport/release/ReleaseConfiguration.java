package io.rapport.release;

import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ReleaseConfiguration {

    /** Part of readiness, as {@code release}: a node that does not hold what is live takes no work. */
    @Bean
    HealthIndicator releaseHealthIndicator(NodeRelease node) {
        return () -> node.fault()
                .map(fault -> Health.down().withDetail("fault", fault))
                .orElseGet(() -> Health.up().withDetail("release", node.number()))
                .build();
    }

    /** For those who design: off unless an interval is set. */
    @Bean
    @ConditionalOnProperty("rapport.models-reload")
    SmartLifecycle directoryWatch(
            ShippedFiles shipped,
            Releases releases,
            ReleaseStart files,
            @Value("${rapport.models-reload}") Duration interval) {
        return new SmartLifecycle() {

            private volatile DirectoryWatch watch;

            @Override
            public int getPhase() {
                // once the start has released what lies there
                return 1;
            }

            @Override
            public void start() {
                shipped.directory().ifPresent(directory -> {
                    DirectoryWatch made = new DirectoryWatch(directory, shipped, releases, files);
                    made.every(interval);
                    watch = made;
                });
            }

            @Override
            public void stop() {
                if (watch != null) {
                    watch.close();
                    watch = null;
                }
            }

            @Override
            public boolean isRunning() {
                return watch != null;
            }
        };
    }
}
