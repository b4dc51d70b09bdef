package io.rapport.mail;

import io.rapport.link.LinkSecrets;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DeliveryProperties.class)
class SmtpConfiguration {

    /** Absent without a bounce address: then nobody can read bounces by their return path. */
    @Bean
    @ConditionalOnProperty("rapport.messaging.bounce-address")
    ReturnPath returnPath(DeliveryProperties properties, LinkSecrets secrets) {
        return new ReturnPath(
                properties.bounceAddress(),
                secrets.linkSecret(),
                secrets.linkSecretsBefore().toArray(String[]::new));
    }
}
