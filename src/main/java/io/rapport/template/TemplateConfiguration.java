package io.rapport.template;

import io.rapport.release.ReleaseKind;
import io.rapport.release.StartingFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

@Configuration(proxyBeanMethods = false)
class TemplateConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(TemplateConfiguration.class);

    @Bean
    MessageCatalogue messageCatalogue(StartingFiles starting) {
        MessageCatalogue catalogue =
                starting.read(MessageKind.NAME, MessageKind::isMessageFile, MessageCatalogue::load);
        catalogue.faults().forEach(fault -> LOG.error("Live messages have faults; the others go out: {}", fault));
        return catalogue;
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
