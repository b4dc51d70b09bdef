package io.rapport.inbox.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** How a request carries CloudEvents: the three content modes of the CloudEvents HTTP binding, with JSON as format. */
enum ContentMode {
    /** The body is one event. */
    STRUCTURED(1024 * 1024),
    /** The attributes are headers, the body is the data. */
    BINARY(1024 * 1024),
    /** The body is an array of events. */
    BATCH(4 * 1024 * 1024);

    static final String EVENT_TYPE = "application/cloudevents+json";
    static final String BATCH_TYPE = "application/cloudevents-batch+json";

    /** What the API takes, in the form of the header {@code Accept-Post}. */
    static final String ACCEPTED = EVENT_TYPE + ", " + BATCH_TYPE + ", " + MediaType.APPLICATION_JSON_VALUE;

    private static final MediaType EVENT = MediaType.parseMediaType(EVENT_TYPE);
    private static final MediaType EVENTS = MediaType.parseMediaType(BATCH_TYPE);

    private final int mostBytes;

    ContentMode(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** @return longest body, in bytes */
    int mostBytes() {
        return mostBytes;
    }

    /**
     * Reads a request's headers.
     *
     * @return the mode; empty when the request carries no CloudEvent in a form that is taken
     */
    static Optional<ContentMode> of(HttpServletRequest request) {
        String coding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (coding != null && !coding.isBlank() && !coding.equalsIgnoreCase("identity")) {
            return Optional.empty();
        }
        MediaType type = mediaType(request.getContentType());
        if (type == null) {
            return Optional.empty();
        }
        if (type.equalsTypeAndSubtype(EVENT)) {
            return Optional.of(STRUCTURED);
        }
        if (type.equalsTypeAndSubtype(EVENTS)) {
            return Optional.of(BATCH);
        }
        return isJson(type) && hasAttributes(request) ? Optional.of(BINARY) : Optional.empty();
    }

    /**
     * @param contentType as a sender wrote it
     * @return whether it says JSON, in UTF-8 if it says more
     */
    static boolean isJson(String contentType) {
        MediaType type = mediaType(contentType);
        return type != null && isJson(type);
    }

    private static boolean isJson(MediaType type) {
        return type.equalsTypeAndSubtype(MediaType.APPLICATION_JSON);
    }

    /** Any JSON is UTF-8 (RFC 8259): who declares something else has made a mistake that would garble names. */
    private static MediaType mediaType(String text) {
        if (text == null) {
            return null;
        }
        try {
            MediaType type = MediaType.parseMediaType(text);
            return type.getCharset() == null || type.getCharset().equals(StandardCharsets.UTF_8) ? type : null;
        } catch (InvalidMediaTypeException e) {
            return null;
        }
    }

    private static boolean hasAttributes(HttpServletRequest request) {
        return Collections.list(request.getHeaderNames()).stream()
                .anyMatch(name -> name.toLowerCase(Locale.ROOT).startsWith(CloudEventReader.HEADER));
    }
}
