package io.rapport.desk.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.ShopCalendar;
import io.rapport.calendar.WorkingTime;
import io.rapport.desk.EngineAuthenticationFilter;
import io.rapport.desk.LiveStaff;
import io.rapport.desk.LoginFailures;
import io.rapport.desk.ReaderLanguage;
import io.rapport.desk.StaffDirectory;
import io.rapport.desk.WebAppLogin;
import io.rapport.language.StaffLanguages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.TaskService;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.jersey.ResourceConfigCustomizer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WorkingTimeProperties.class)
class DeskConfiguration {

    @Bean
    WorkingTime workingTime(WorkingTimeProperties properties) {
        return properties.toWorkingTime();
    }

    @Bean
    ShopCalendar shopCalendar(BusinessClock clock, WorkingTime shop) {
        return new ShopCalendar(clock, shop);
    }

    /** A language is offered once the desk's own sentences are there in it. */
    @Bean
    StaffLanguages staffLanguages() throws IOException {
        String folder = DeskTexts.BUNDLE.substring(0, DeskTexts.BUNDLE.indexOf('/') + 1);
        List<Locale> others = new ArrayList<>();
        for (Resource file :
                new PathMatchingResourcePatternResolver().getResources("classpath*:" + folder + "texts_*.properties")) {
            String name = Objects.requireNonNull(file.getFilename());
            others.add(Locale.forLanguageTag(
                    name.substring(name.indexOf('_') + 1, name.lastIndexOf('.')).replace('_', '-')));
        }
        others.sort(Comparator.comparing(Locale::toLanguageTag));
        return new StaffLanguages(others.stream().distinct().toList());
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
    FilterRegistrationBean<FormLoginFilter> formLogin(LoginFailures failures, ReaderLanguage reader) {
        FilterRegistrationBean<FormLoginFilter> registration =
                new FilterRegistrationBean<>(new FormLoginFilter(failures, reader));
        registration.addUrlPatterns("/camunda/api/*");
        registration.setOrder(-2);
        return registration;
    }

    @Bean
    FilterRegistrationBean<PageNonceFilter> pageNonce() {
        FilterRegistrationBean<PageNonceFilter> registration = new FilterRegistrationBean<>(new PageNonceFilter());
        registration.addUrlPatterns("/camunda/app/*", "/camunda/api/*");
        // before the engine's own filters, which have no order
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
            ReaderLanguage reader,
            LanguageLayer language,
            @Value("${rapport.public-url}") String publicUrl,
            ObjectMapper json) {
        FilterRegistrationBean<EngineApiFilter> registration = new FilterRegistrationBean<>(new EngineApiFilter(
                staff, live, tasks, login, new CommentApi(comments, json), reader, language, publicUrl, json));
        registration.addUrlPatterns("/engine-rest/*", "/camunda/api/*");
        // before the engine knows who asks: it reads tasks in its own name
        registration.setOrder(-1);
        return registration;
    }
}
