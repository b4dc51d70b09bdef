package io.rapport.desk.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.calendar.WorkingTime;
import io.rapport.desk.EngineAuthenticationFilter;
import io.rapport.desk.LiveStaff;
import io.rapport.desk.LoginFailures;
import io.rapport.desk.StaffDirectory;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.TaskService;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.jersey.ResourceConfigCustomizer;
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

    @Bean
    ResourceConfigCustomizer deskAnswers(@Value("${rapport.public-url}") String publicUrl) {
        return engineRest -> engineRest.register(new PublicAddress(publicUrl));
    }

    @Bean
    FilterRegistrationBean<FormLoginFilter> formLogin(LoginFailures failures) {
        FilterRegistrationBean<FormLoginFilter> registration =
                new FilterRegistrationBean<>(new FormLoginFilter(failures));
        registration.addUrlPatterns("/camunda/api/*");
        registration.setOrder(-2);
        return registration;
    }

    @Bean
    FilterRegistrationBean<EngineApiFilter> engineDoor(
            StaffDirectory staff,
            LiveStaff live,
            TaskService tasks,
            WebAppLogin login,
            TaskComments comments,
            @Value("${rapport.public-url}") String publicUrl,
            ObjectMapper json) {
        FilterRegistrationBean<EngineApiFilter> registration = new FilterRegistrationBean<>(
                new EngineApiFilter(staff, live, tasks, login, new CommentApi(comments, json), publicUrl, json));
        registration.addUrlPatterns("/engine-rest/*", "/camunda/api/*");
        // before the engine knows who asks: it reads tasks in its own name
        registration.setOrder(-1);
        return registration;
    }
}
