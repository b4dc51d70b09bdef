package io.rapport.outbox.internal;

import io.micrometer.core.instrument.MeterRegistry;
import io.rapport.calendar.BusinessClock;
import io.rapport.customer.ContactVersions;
import io.rapport.database.RetainedTable;
import io.rapport.database.RetentionProperties;
import io.rapport.link.LinkSecrets;
import io.rapport.link.Links;
import io.rapport.mail.DeliveryProperties;
import io.rapport.mail.MailDelivery;
import io.rapport.mail.MailDelivery.Limits;
import io.rapport.mail.ReturnPath;
import io.rapport.mail.SmtpSettings.Timeouts;
import io.rapport.template.MessageCatalogue;
import java.net.URI;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({MessagingProperties.class, LinkSecrets.class})
class MessagingConfiguration {

    @Bean
    Links links(
            LinkSecrets secrets,
            @Value("${rapport.public-url:http://localhost:${server.port:8080}}") URI base,
            BusinessClock clock) {
        return new Links(secrets, base, clock);
    }

    /** @param mailSender what Spring Boot made of {@code spring.mail.*}; only its settings are used */
    @Bean
    MailDelivery delivery(
            DeliveryProperties delivery,
            MessagingProperties properties,
            ObjectProvider<JavaMailSenderImpl> mailSender,
            SslBundles bundles,
            MessageCatalogue catalogue,
            ObjectProvider<ReturnPath> returnPath,
            BusinessClock clock,
            MeterRegistry registry) {
        String sender = catalogue.brand().senderAddress();
        Timeouts timeouts =
                new Timeouts(properties.connectTimeout(), properties.readTimeout(), properties.writeTimeout());
        return MailDelivery.of(
                delivery,
                mailSender.getIfAvailable(),
                new Limits(
                        timeouts,
                        properties.connectionMessages(),
                        properties.connectionAge(),
                        properties.connectionIdle()),
                bundles,
                sender.substring(sender.lastIndexOf('@') + 1),
                returnPath.getIfAvailable(),
                clock,
                registry);
    }

    @Bean
    Dispatcher dispatcher(
            OutboxClaims claims,
            OutboxTransitions transitions,
            UnresolvedMessageStore held,
            PrefetchReader prefetch,
            PolicyEvaluator evaluator,
            AttemptPreparation preparation,
            MessageOutcomes outcomes,
            ContactVersions versions,
            ChannelDirectory directory,
            PlatformTransactionManager transactions,
            MailDelivery delivery,
            DispatchSignal signal,
            MessagingProperties properties,
            BusinessClock clock,
            MeterRegistry registry,
            @Value("${rapport.embedded:false}") boolean alone) {
        return new Dispatcher(
                claims,
                transitions,
                held,
                prefetch,
                evaluator,
                preparation,
                outcomes,
                versions,
                directory,
                new TransactionTemplate(transactions),
                delivery,
                signal,
                properties,
                clock,
                registry,
                alone);
    }

    /** Part of readiness, as {@code outbox}. */
    @Bean
    DispatcherHealth outboxHealthIndicator(Dispatcher dispatcher) {
        return new DispatcherHealth(dispatcher);
    }

    /** Messages go some time after they are settled, and their delivery log with them. What is unresolved stays. */
    @Bean
    RetainedTable retainedMessages(JdbcClient jdbc, RetentionProperties properties) {
        return new RetainedTable(
                jdbc,
                "messages",
                properties.messages(),
                """
                delete from rapport.outbox_message where id = any(array(
                    select id from rapport.outbox_message
                    where state in ('sent', 'withheld', 'failed') and settled_at < :before
                    order by settled_at limit :most))""");
    }
}
