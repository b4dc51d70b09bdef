package io.rapport.channel;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.EntityTemplate;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Posts to the outside and says how far it came. Connections are kept open and shared by threads; nothing is repeated,
 * no redirect is followed, no cookie kept, no proxy used. The address filter checks the very addresses that are then
 * connected to, so a name that changes its address in between gains nothing.
 */
final class HttpPoster implements AutoCloseable {

    /** More than any answer that we understand. */
    static final int LARGEST_ANSWER = 64 * 1024;

    private static final int CONNECTIONS = 64;

    private final CloseableHttpClient client;
    private final ScheduledThreadPoolExecutor deadlines;
    private final Duration total;

    /**
     * @param filter which addresses may be connected to
     * @param connect time for a connection, and again for TLS
     * @param answer longest silence of the server
     * @param total time for all of it: a server that dribbles is cut off then
     */
    HttpPoster(EgressFilter filter, Duration connect, Duration answer, Duration total) {
        this.total = total;
        this.deadlines = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "channel-deadlines");
            thread.setDaemon(true);
            return thread;
        });
        deadlines.setRemoveOnCancelPolicy(true);
        Timeout silence = Timeout.of(answer);
        this.client = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(new FilteredDns(filter))
                        .setMaxConnTotal(CONNECTIONS)
                        .setMaxConnPerRoute(CONNECTIONS)
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.of(connect))
                                .setSocketTimeout(silence)
                                // a server that hung up meanwhile is noticed before a message is written to it
                                .setValidateAfterInactivity(TimeValue.ofMilliseconds(500))
                                .setTimeToLive(TimeValue.ofMinutes(5))
                                .build())
                        .setDefaultTlsConfig(TlsConfig.custom()
                                .setHandshakeTimeout(Timeout.of(connect))
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(Timeout.of(connect))
                        .setResponseTimeout(silence)
                        .setConnectionKeepAlive(TimeValue.ofSeconds(30))
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .evictIdleConnections(TimeValue.ofSeconds(30))
                .setUserAgent("Rapport")
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                // bounded reading must be of what comes over the line
                .disableContentCompression()
                .build();
    }

    /** How far a request came. */
    enum Reach {
        /** The server certainly does not have all of it, or was never reached. */
        NOT_SENT,
        /** It left completely; no answer came, or only a part of one. */
        NO_ANSWER,
        /** There is an answer. */
        ANSWERED
    }

    /**
     * What came of a request.
     *
     * @param reach how far it came
     * @param status of the answer; 0 if not even that is known
     * @param body of the answer, {@link #LARGEST_ANSWER} bytes at the most
     * @param large whether the body is longer than that; the rest was not read
     * @param retryAfter the header, and what the header {@code Date} beside it says; null if there is none
     * @param fault what went wrong, without addresses; null if nothing did
     */
    record Exchange(Reach reach, int status, byte[] body, boolean large, RetryAfter retryAfter, String fault) {

        static Exchange failed(Reach reach, int status, String fault) {
            return new Exchange(reach, status, new byte[0], false, null, fault);
        }

        /** @return how long the server asks to be left alone; null if it does not */
        Duration pause() {
            return retryAfter == null ? null : retryAfter.pause();
        }
    }

    /**
     * Posts once.
     *
     * @param headers beside those of the body
     * @return what came of it; never an exception
     */
    Exchange post(URI url, Map<String, String> headers, String contentType, byte[] body) {
        // a server cannot act upon a part: the length is announced before
        AtomicBoolean left = new AtomicBoolean();
        HttpPost request = new HttpPost(url);
        headers.forEach(request::setHeader);
        request.setEntity(new EntityTemplate(body.length, ContentType.parse(contentType), null, out -> {
            out.write(body);
            left.set(true);
        }));
        Future<?> deadline = deadlines.schedule(request::cancel, total.toMillis(), TimeUnit.MILLISECONDS);
        int status = 0;
        try (ClassicHttpResponse response = client.executeOpen(null, request, null)) {
            status = response.getCode();
            return read(response);
        } catch (IOException | RuntimeException e) {
            String fault = request.isCancelled() ? "no whole answer within " + total.toMillis() + " ms" : describe(e);
            return Exchange.failed(left.get() ? Reach.NO_ANSWER : Reach.NOT_SENT, status, fault);
        } finally {
            deadline.cancel(false);
        }
    }

    private static Exchange read(ClassicHttpResponse response) throws IOException {
        byte[] body = new byte[0];
        HttpEntity entity = response.getEntity();
        if (entity != null) {
            // an entity that is read to its end gives the connection back; closing the response cuts one that is not
            InputStream in = entity.getContent();
            body = in == null ? body : in.readNBytes(LARGEST_ANSWER + 1);
        }
        boolean large = body.length > LARGEST_ANSWER;
        return new Exchange(
                Reach.ANSWERED,
                response.getCode(),
                large ? Arrays.copyOf(body, LARGEST_ANSWER) : body,
                large,
                RetryAfter.of(header(response, HttpHeaders.RETRY_AFTER), header(response, HttpHeaders.DATE)),
                null);
    }

    private static String header(ClassicHttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    /** Class names and our own words only: others repeat addresses, and addresses may be secret. */
    private static String describe(Exception fault) {
        Throwable cause = fault;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause instanceof EgressRefused
                ? cause.getMessage()
                : cause.getClass().getSimpleName();
    }

    @Override
    public void close() {
        deadlines.shutdownNow();
        client.close(CloseMode.GRACEFUL);
    }

    /** No address of a name may be connected to. */
    static final class EgressRefused extends UnknownHostException {

        private static final long serialVersionUID = 1L;

        EgressRefused() {
            super("its name leads to no public address; if that is meant, list it in rapport.messaging.egress.allow");
        }
    }

    private static final class FilteredDns extends SystemDefaultDnsResolver {

        private final EgressFilter filter;

        FilteredDns(EgressFilter filter) {
            this.filter = filter;
        }

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            InetAddress[] permitted =
                    Arrays.stream(super.resolve(host)).filter(filter::permits).toArray(InetAddress[]::new);
            if (permitted.length == 0) {
                throw new EgressRefused();
            }
            return permitted;
        }
    }
}
