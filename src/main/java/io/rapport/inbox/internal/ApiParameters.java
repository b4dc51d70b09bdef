package io.rapport.inbox.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Parameters of the API are taken as its bodies are, as they are written or not at all: where some are read, one that is not
 * would be a misspelt one, and its sender believe that it counts.
 */
@Configuration(proxyBeanMethods = false)
class ApiParameters implements WebMvcConfigurer, HandlerInterceptor {

    /** A parameter that the resource does not read. */
    static final class Unknown extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final String name;
        private final List<String> known;

        Unknown(String name, List<String> known) {
            // the sender corrects it; where in the program it was found says nothing
            super("unknown parameter", null, false, false);
            this.name = name;
            this.known = List.copyOf(known);
        }

        String name() {
            return name;
        }

        /** @return what the resource reads, at least one */
        List<String> known() {
            return known;
        }
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/api/**");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method) {
            List<String> known = Arrays.stream(method.getMethod().getParameters())
                    .flatMap(ApiParameters::name)
                    .toList();
            if (!known.isEmpty()) {
                request.getParameterMap().keySet().stream()
                        .filter(name -> !known.contains(name))
                        .findFirst()
                        .ifPresent(name -> {
                            throw new Unknown(name, known);
                        });
            }
        }
        return true;
    }

    private static Stream<String> name(Parameter parameter) {
        RequestParam read = AnnotatedElementUtils.findMergedAnnotation(parameter, RequestParam.class);
        return read == null ? Stream.empty() : Stream.of(read.name().isEmpty() ? parameter.getName() : read.name());
    }
}
