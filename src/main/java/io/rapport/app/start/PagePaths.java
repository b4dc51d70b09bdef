package io.rapport.app.start;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.UrlHandlerFilter;

/** A page is found with a slash behind its path, too, as people type it. */
@Configuration(proxyBeanMethods = false)
class PagePaths {

    @Bean
    FilterRegistrationBean<UrlHandlerFilter> slashBehind() {
        FilterRegistrationBean<UrlHandlerFilter> registration =
                new FilterRegistrationBean<>(UrlHandlerFilter.trailingSlashHandler(
                                "/operations/**", "/insights/**", "/studio/**", "/customers/**", "/mailbox/**")
                        .redirect(HttpStatus.PERMANENT_REDIRECT)
                        .build());
        // behind Spring Security's chain, at -100: who may not see a page is not sent on
        registration.setOrder(1);
        return registration;
    }
}
