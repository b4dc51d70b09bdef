package io.rapport.app.mailbox;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The mailbox and its pages exist only when no mail host is configured. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("rapport.mailbox.embedded")
class MailboxConfiguration {

    @Bean(destroyMethod = "close")
    Mailbox mailbox(@Value("${spring.mail.port}") int port, @Value("${rapport.mailbox.keep:2000}") int keep) {
        return new Mailbox(port, keep);
    }
}
