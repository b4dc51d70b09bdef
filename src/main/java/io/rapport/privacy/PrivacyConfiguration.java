package io.rapport.privacy;

import io.rapport.database.CustomerTables;
import io.rapport.privacy.RegisteredTable.OnMerge;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class PrivacyConfiguration {

    @Bean
    PersonalDataRegister personalDataRegister() {
        return PersonalDataRegister.read();
    }

    /** What a merge of customers does with their rows is said where it stands whose they are. */
    @Bean
    CustomerTables customerTables(PersonalDataRegister register, JdbcClient jdbc) {
        return new CustomerTables(jdbc, register.onMerge(OnMerge.MOVE));
    }
}
