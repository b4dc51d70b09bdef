package io.rapport.app.security;

import io.rapport.inbox.Sender;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.header.writers.CacheControlHeadersWriter;
import org.springframework.security.web.header.writers.HstsHeaderWriter;
import org.springframework.security.web.header.writers.XContentTypeOptionsHeaderWriter;
import org.springframework.security.web.header.writers.XXssProtectionHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter.XFrameOptionsMode;

/**
 * The guard of the short way for events (docs/adr/0025): it asks for the API key and its scope, and sets the headers that Spring Security
 * sets on the long way. It handles only requests whose path is written in the one plain form; whatever is written
 * otherwise, or is not sent by POST, goes the long way.
 */
final class SenderFilter implements Filter {

    private final ApiKeyCheck check;
    private final List<HeaderWriter> headers = List.of(
            new XContentTypeOptionsHeaderWriter(),
            new XXssProtectionHeaderWriter(),
            new CacheControlHeadersWriter(),
            new HstsHeaderWriter(),
            new XFrameOptionsHeaderWriter(XFrameOptionsMode.DENY));

    SenderFilter(ApiKeyCheck check) {
        this.check = check;
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) servletRequest;
        HttpServletResponse response = (HttpServletResponse) servletResponse;
        if (!isPlain(request)) {
            chain.doFilter(request, response);
            return;
        }
        for (HeaderWriter header : headers) {
            header.writeHeaders(request, response);
        }
        Optional<KeyOwner> owner = check.ownerOrRefuse(request, response);
        if (owner.isPresent() && !owner.get().has(KeyScope.EVENTS)) {
            check.refuseScope(response, owner.get().system(), KeyScope.EVENTS);
        } else if (owner.isPresent()) {
            request.setAttribute(Sender.ATTRIBUTE, owner.get().system());
            chain.doFilter(request, response);
        }
    }

    private static boolean isPlain(HttpServletRequest request) {
        return request.getMethod().equals("POST")
                && request.getRequestURI().equals(Sender.PATH)
                && request.getQueryString() == null;
    }
}
