package io.rapport.messaging.internal.dispatch;

import io.micrometer.core.instrument.MeterRegistry;
import io.rapport.calendar.BusinessClock;
import io.rapport.messaging.LinkSecrets;
import io.rapport.messaging.Links;
import io.rapport.messaging.internal.smtp.Delivery;
import io.rapport.messaging.internal.smtp.Delivery.Limits;
import io.rapport.messaging.internal.smtp.DeliveryProperties;
import io.rapport.messaging.internal.smtp.ReturnPath;
import io.rapport.messaging.internal.smtp.SmtpSettings.Timeouts;
import io.rapport.messaging.internal.template.MessageCatalogue;
import io.rapport.messaging.internal.template.MessageWatch;
import java.net.URI;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({MessagingProperties.class, LinkSecrets.class})
class MessagingConfiguration {

    @Bean
    MessageCatalogue messageCatalogue(MessagingProperties properties) {
        return MessageCatalogue.load(properties.templates());
    }

    /** For those who write messages: off unless an interval is set. */
    @Bean
    @ConditionalOnProperty("rapport.messaging.reload")
    MessageWatch messageWatch(
            MessageCatalogue catalogue,
            MessagingProperties properties,
            @Value("${rapport.messaging.reload}") Duration interval) {
        return MessageWatch.start(catalogue, properties.templates(), interval);
    }

    @Bean
    Links links(
            LinkSecrets secrets,
            @Value("${rapport.public-url:http://localhost:${server.port:8080}}") URI base,
            BusinessClock clock) {
        return new Links(secrets, base, clock);
    }

    /** @param mailSender what Spring Boot made of {@code spring.mail.*}; only its settings are used */
    @Bean
    Delivery delivery(
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
        return Delivery.of(
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
                clock::instant,
                registry);
    }

    @Bean
    Dispatcher dispatcher(
            OutboxClaims claims,
            OutboxSteps steps,
            HeldMessages held,
            Preparation preparation,
            MessageOutcomes outcomes,
            Reach reach,
            PlatformTransactionManager transactions,
            Delivery delivery,
            DispatchSignal signal,
            MessagingProperties properties,
            BusinessClock clock,
            MeterRegistry registry,
            @Value("${rapport.embedded:false}") boolean alone) {
        return new Dispatcher(
                claims,
                steps,
                held,
                preparation,
                outcomes,
                reach,
                new TransactionTemplate(transactions),
                delivery,
                signal,
                properties,
                clock,
                registry,
                alone);
    }
}
