package io.rapport.app.mailbox;

import java.nio.file.Path;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.mail.MailProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The mailbox and its pages exist only when no mail host is configured. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("rapport.mailbox.embedded")
@ConditionalOnClass(name = "com.icegreen.greenmail.util.GreenMail")
class MailboxConfiguration {

    @Bean(destroyMethod = "close")
    Mailbox mailbox(
            @Value("${rapport.mailbox.port:3025}") int port,
            @Value("${rapport.mailbox.keep:2000}") int keep,
            @Value("${rapport.embedded:false}") boolean besideItsDatabase,
            @Value("${rapport.data-dir:./data}") Path data) {
        return Mailbox.start(port, keep, besideItsDatabase ? data.resolve("mailbox.zip") : null);
    }

    /** Anyone who sends by {@code spring.mail} sends to the mailbox, on whichever port it listens. */
    @Bean
    static BeanPostProcessor mailGoesToTheMailbox(ObjectProvider<Mailbox> mailbox) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                if (bean instanceof MailProperties properties) {
                    properties.setPort(mailbox.getObject().port());
                }
                return bean;
            }
        };
    }
}
