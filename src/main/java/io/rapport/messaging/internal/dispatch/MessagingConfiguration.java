package io.rapport.messaging.internal.dispatch;

import io.micrometer.core.instrument.MeterRegistry;
import io.rapport.calendar.BusinessClock;
import io.rapport.messaging.Links;
import io.rapport.messaging.internal.smtp.SmtpSettings;
import io.rapport.messaging.internal.smtp.SmtpSettings.Timeouts;
import io.rapport.messaging.internal.template.MessageCatalogue;
import java.net.URI;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MessagingProperties.class)
class MessagingConfiguration {

    @Bean
    MessageCatalogue messageCatalogue(MessagingProperties properties) {
        return MessageCatalogue.load(properties.templates());
    }

    @Bean
    Links links(
            @Value("${rapport.link-secret:}") String secret,
            @Value("${rapport.public-url:http://localhost:${server.port:8080}}") URI base,
            BusinessClock clock) {
        return new Links(secret, base, clock);
    }

    /** @param mailSender what Spring Boot made of {@code spring.mail.*}; only its settings are used */
    @Bean
    Dispatcher dispatcher(
            OutboxTable table,
            Preparation preparation,
            MessageOutcomes outcomes,
            PlatformTransactionManager transactions,
            ObjectProvider<JavaMailSenderImpl> mailSender,
            MessageCatalogue catalogue,
            DispatchSignal signal,
            MessagingProperties properties,
            BusinessClock clock,
            MeterRegistry registry,
            @Value("${rapport.embedded:false}") boolean alone) {
        String sender = catalogue.brand().senderAddress();
        Optional<SmtpSettings> settings = Optional.ofNullable(mailSender.getIfAvailable())
                .map(server -> settings(server, properties, sender.substring(sender.lastIndexOf('@') + 1)));
        return new Dispatcher(
                table,
                preparation,
                outcomes,
                new TransactionTemplate(transactions),
                settings,
                signal,
                properties,
                clock,
                registry,
                alone);
    }

    private static SmtpSettings settings(JavaMailSenderImpl server, MessagingProperties properties, String localName) {
        return SmtpSettings.of(
                server.getProtocol() == null ? JavaMailSenderImpl.DEFAULT_PROTOCOL : server.getProtocol(),
                server.getHost(),
                server.getPort(),
                server.getUsername(),
                server.getPassword(),
                server.getJavaMailProperties(),
                new Timeouts(properties.connectTimeout(), properties.readTimeout(), properties.writeTimeout()),
                localName,
                properties.connectionMessages(),
                properties.connectionAge(),
                properties.connectionIdle());
    }
}
