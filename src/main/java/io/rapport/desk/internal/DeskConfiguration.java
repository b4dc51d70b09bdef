package io.rapport.desk.internal;

import io.rapport.calendar.WorkingTime;
import io.rapport.desk.EngineAuthenticationFilter;
import io.rapport.desk.StaffDirectory;
import org.camunda.bpm.engine.IdentityService;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WorkingTimeProperties.class)
class DeskConfiguration {

    @Bean
    WorkingTime workingTime(WorkingTimeProperties properties) {
        return properties.toWorkingTime();
    }

    @Bean
    FilterRegistrationBean<EngineAuthenticationFilter> engineAuthenticationFilter(
            IdentityService identity, StaffDirectory staff) {
        FilterRegistrationBean<EngineAuthenticationFilter> registration =
                new FilterRegistrationBean<>(new EngineAuthenticationFilter(identity, staff));
        registration.addUrlPatterns("/engine-rest/*");
        // Spring Security's chain stands at -100 and has named the caller by then
        registration.setOrder(0);
        return registration;
    }
}
