package io.rapport.app.start;

import io.rapport.desk.ReaderLanguage;
import io.rapport.publicpages.PageLocaleResolver;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.filter.OncePerRequestFilter;

/** Pages for who has logged in are in the language of their profile, if it names one; all others in the browser's. */
@Configuration(proxyBeanMethods = false)
class PageLanguage {

    @Bean
    FilterRegistrationBean<OncePerRequestFilter> profileLanguage(ReaderLanguage reader) {
        FilterRegistrationBean<OncePerRequestFilter> registration =
                new FilterRegistrationBean<>(new OncePerRequestFilter() {
                    @Override
                    protected void doFilterInternal(
                            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                            throws ServletException, IOException {
                        reader.profile(request.getRemoteUser())
                                .ifPresent(locale -> PageLocaleResolver.set(request, locale));
                        chain.doFilter(request, response);
                    }
                });
        registration.addUrlPatterns(
                "/operations/*", "/studio/*", "/mailbox/*", "/customers/*", "/insights/*", "/api/events/catalogue");
        // Spring Security's chain stands at -100 and has named the caller by then
        registration.setOrder(0);
        return registration;
    }
}
