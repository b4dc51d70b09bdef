package io.rapport.privacy;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class PrivacyConfiguration {

    @Bean
    PersonalDataRegister personalDataRegister() {
        return PersonalDataRegister.read();
    }
}
