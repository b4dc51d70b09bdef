package io.rapport.testing;

import io.rapport.app.start.DemoLogins;
import io.rapport.desk.StaffDirectory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The demo's people, who otherwise exist beside an embedded database only. */
@Configuration(proxyBeanMethods = false)
class TestLogins {

    @Bean
    DemoLogins demoLogins(StaffDirectory staff) {
        return new DemoLogins(staff);
    }
}
