package io.rapport.desk.internal;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.camunda.bpm.webapp.impl.security.filter.headersec.provider.impl.ContentSecurityPolicyProvider;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives each request to the engine's web apps a nonce of its own for the content security policy.
 *
 * <p>Camunda hands the nonce from the filter that writes the header to the one that writes the page through an attribute
 * of the application. Any request between the two changes it, and the browser then refuses every script of the page: it
 * stays empty. So the attribute is kept with the request.
 */
final class PageNonceFilter extends OncePerRequestFilter {

    private static final String NONCE = ContentSecurityPolicyProvider.ATTR_CSP_FILTER_NONCE;

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        ServletContext application = withNonceOf(request, request.getServletContext());
        chain.doFilter(
                new HttpServletRequestWrapper(request) {
                    @Override
                    public ServletContext getServletContext() {
                        return application;
                    }
                },
                response);
    }

    private static ServletContext withNonceOf(HttpServletRequest request, ServletContext application) {
        return (ServletContext) Proxy.newProxyInstance(
                PageNonceFilter.class.getClassLoader(),
                new Class<?>[] {ServletContext.class},
                (proxy, method, arguments) -> call(request, application, method, arguments));
    }

    private static Object call(
            HttpServletRequest request, ServletContext application, Method method, Object[] arguments)
            throws Throwable {
        if (arguments != null && NONCE.equals(arguments[0])) {
            if (method.getName().equals("setAttribute")) {
                request.setAttribute(NONCE, arguments[1]);
                return null;
            }
            if (method.getName().equals("getAttribute")) {
                return request.getAttribute(NONCE);
            }
        }
        try {
            return method.invoke(application, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
