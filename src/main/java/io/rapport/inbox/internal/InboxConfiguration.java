package io.rapport.inbox.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.rapport.calendar.BusinessClock;
import io.rapport.database.DatabaseFigures;
import io.rapport.database.RetainedTable;
import io.rapport.database.RetentionProperties;
import io.rapport.inbox.EventTypes;
import io.rapport.inbox.Sender;
import io.rapport.release.ReleaseKind;
import io.rapport.release.StartingFiles;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({InboxProperties.class, IdentityProperties.class})
class InboxConfiguration {

    @Bean
    BusinessClock businessClock() {
        return new BusinessClock();
    }

    @Bean
    EventCatalogue eventCatalogue(StartingFiles starting, BusinessClock clock) {
        // birthdays lie in the past, whatever moment the demo plays
        return starting.read(
                EventKind.NAME,
                EventKind::isEventFile,
                files -> EventKind.read(files, !starting.isFirst(), clock::realInstant));
    }

    @Bean
    @Order(10)
    ReleaseKind<EventTypes> eventKind(EventCatalogue catalogue, BusinessClock clock) {
        return new EventKind(catalogue, clock::realInstant);
    }

    /** Right behind the guard that knows the senders. */
    @Bean
    FilterRegistrationBean<EventFastPath> eventFastPath(EventIntake intake, ObjectMapper json) {
        FilterRegistrationBean<EventFastPath> registration =
                new FilterRegistrationBean<>(new EventFastPath(intake, json));
        registration.addUrlPatterns(Sender.PATH);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 20);
        return registration;
    }

    @Bean
    MeterBinder inboxMetrics(
            DatabaseFigures figures,
            InboxQueue queue,
            DeadLetters deadLetters,
            DeliveryStore deliveries,
            BusinessClock clock) {
        return registry -> {
            for (String state : new String[] {"waiting", "scheduled", "unmatched", "delivering", "dead"}) {
                Gauge.builder(
                                "rapport.inbox.size",
                                figures.of(() -> state.equals("waiting") ? queue.countWaiting() : queue.count(state)))
                        .description("events of the inbox in this state")
                        .tag("state", state)
                        .register(registry);
            }
            Gauge.builder("rapport.inbox.deliveries", figures.of(deliveries::open))
                    .description("events that one journey is still to take, those behind a failing one included")
                    .tag("state", "open")
                    .register(registry);
            Gauge.builder("rapport.inbox.deliveries", figures.of(deliveries::failing))
                    .description("of these, those that failed and are tried again")
                    .tag("state", "failing")
                    .register(registry);
            Gauge.builder("rapport.inbox.deliveries", figures.of(deliveries::dead))
                    .description("events that were given up for one journey")
                    .tag("state", "dead")
                    .register(registry);
            Gauge.builder("rapport.inbox.retrying", figures.of(deadLetters::retrying))
                    .description("waiting events that failed and are tried again")
                    .register(registry);
            Gauge.builder(
                            "rapport.inbox.oldest",
                            figures.of(() ->
                                    deadLetters.oldest(clock.instant()).all().toSeconds()))
                    .description("how long the oldest waiting event has been in the queue")
                    .baseUnit("seconds")
                    .register(registry);
            Gauge.builder(
                            "rapport.inbox.live.oldest",
                            figures.of(() ->
                                    deadLetters.oldest(clock.instant()).live().toSeconds()))
                    .description("how long the oldest waiting event has been in the queue that is not bulk")
                    .baseUnit("seconds")
                    .register(registry);
        };
    }

    /** What deleted events were known by goes when nobody sends them again any more. */
    @Bean
    RetainedTable retainedEventIdentities(JdbcClient jdbc, RetentionProperties properties) {
        return new RetainedTable(
                jdbc,
                "event-identities",
                properties.eventIdentities(),
                """
                delete from rapport.inbox_identity where identity = any(array(
                    select identity from rapport.inbox_identity where noted_at < :before
                    order by noted_at limit :most))""");
    }
}
