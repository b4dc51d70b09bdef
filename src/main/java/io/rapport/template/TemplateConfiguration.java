package io.rapport.template;

import io.rapport.release.ReleaseKind;
import io.rapport.release.StartingFiles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

@Configuration(proxyBeanMethods = false)
class TemplateConfiguration {

    @Bean
    MessageCatalogue messageCatalogue(StartingFiles starting) {
        return starting.read(MessageKind.NAME, MessageKind::isMessageFile, MessageCatalogue::load);
    }

    @Bean
    MessageTypes messageTypes(MessageCatalogue catalogue) {
        return new MessageTypes(catalogue);
    }

    @Bean
    @Order(40)
    ReleaseKind<MessageTypes> messageKind(MessageCatalogue catalogue, MessageTypes types) {
        return new MessageKind(catalogue, types);
    }
}
