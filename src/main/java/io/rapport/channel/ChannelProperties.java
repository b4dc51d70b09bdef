package io.rapport.channel;

import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the channels beside e-mail, and of the shops that are asked to confirm coupons. What is not configured is not
 * there.
 *
 * @param sms the provider of text messages; null for none
 * @param webhooks systems that deliver messages themselves; each gets all that go this way
 * @param couponShops shops that confirm codes of coupons
 * @param egress where channels may connect to
 * @param http how long channels wait
 */
@ConfigurationProperties("rapport.messaging")
record ChannelProperties(
        Sms sms,
        @DefaultValue List<Webhook> webhooks,
        @DefaultValue List<Webhook> couponShops,
        @DefaultValue Egress egress,
        @DefaultValue Http http) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    /** @throws IllegalArgumentException if the settings do not fit together; it names the property and the fix */
    ChannelProperties {
        webhooks = List.copyOf(webhooks);
        couponShops = List.copyOf(couponShops);
        if (sms != null) {
            checkUrl("rapport.messaging.sms.base-url", sms.baseUrl(), egress);
        }
        check("rapport.messaging.webhooks", webhooks, egress);
        check("rapport.messaging.coupon-shops", couponShops, egress);
    }

    private static void check(String list, List<Webhook> webhooks, Egress egress) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < webhooks.size(); i++) {
            String property = list + "[" + i + "]";
            Webhook webhook = webhooks.get(i);
            if (webhook.name() == null || !NAME.matcher(webhook.name()).matches() || !names.add(webhook.name())) {
                throw new IllegalArgumentException(
                        property + ".name must be given once, of a-z, 0-9 and single hyphens, such as crm");
            }
            checkUrl(property + ".url", webhook.url(), egress);
            if (webhook.secrets().isEmpty()) {
                throw new IllegalArgumentException(property + ".secrets must hold at least one secret;"
                        + " make one with: echo whsec_$(openssl rand -base64 32)");
            }
        }
    }

    private static void checkUrl(String property, URI url, Egress egress) {
        boolean https = url != null && "https".equals(url.getScheme());
        boolean http = url != null && "http".equals(url.getScheme());
        if (url == null || url.getHost() == null || !https && !http) {
            throw new IllegalArgumentException(property + " must be an address such as https://hooks.example.com/in");
        }
        if (http && !egress.plainHttp()) {
            throw new IllegalArgumentException(property + " must begin with https://;"
                    + " for a test server alone, set rapport.messaging.egress.plain-http to true");
        }
        if (url.getUserInfo() != null || url.getFragment() != null) {
            throw new IllegalArgumentException(property + " must carry neither a login nor a fragment");
        }
    }

    /**
     * A provider with Twilio's interface for messages.
     *
     * @param baseUrl where it is, without the path
     * @param account the account's SID: a part of the path
     * @param username of the login; the account's SID if left out, else an API key's
     * @param token the login's password: the account's token or the API key's secret
     * @param from the number or name that messages come from, or null
     * @param messagingService the SID of a service that chooses the number, or null; one of the two is needed
     */
    record Sms(
            @DefaultValue("https://api.twilio.com") URI baseUrl,
            String account,
            String username,
            String token,
            String from,
            String messagingService) {

        private static final Pattern SID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

        Sms {
            if (account == null || !SID.matcher(account).matches()) {
                throw new IllegalArgumentException(
                        "rapport.messaging.sms.account must be the account's SID: letters, digits, _ and -");
            }
            username = username == null || username.isBlank() ? account : username;
            if (token == null || token.isBlank()) {
                throw new IllegalArgumentException("rapport.messaging.sms.token must be the account's secret");
            }
            boolean number = from != null && !from.isBlank();
            boolean service = messagingService != null && !messagingService.isBlank();
            if (number == service) {
                throw new IllegalArgumentException("set rapport.messaging.sms.from (a number or name)"
                        + " or rapport.messaging.sms.messaging-service (a SID), one of the two");
            }
            from = number ? from.strip() : null;
            messagingService = service ? messagingService.strip() : null;
        }

        @Override
        public String toString() {
            return "Sms[" + baseUrl + "]";
        }
    }

    /**
     * A system that takes messages or codes.
     *
     * @param name in reasons and logs
     * @param url where it takes them
     * @param secrets that requests are signed with, each of them: list the new one beside the old while receivers change
     */
    record Webhook(String name, URI url, List<String> secrets) {

        Webhook {
            secrets = secrets == null ? List.of() : List.copyOf(secrets);
        }

        /** The address may hold a secret, too. */
        @Override
        public String toString() {
            return "Webhook[" + name + "]";
        }
    }

    /**
     * Where channels may connect to.
     *
     * @param allow addresses and ranges that are not public and meant nevertheless, such as {@code 10.1.2.0/24}
     * @param plainHttp whether addresses may begin with http://; for tests alone
     */
    record Egress(@DefaultValue List<String> allow, @DefaultValue("false") boolean plainHttp) {}

    /**
     * How long channels wait.
     *
     * @param connectTimeout for a connection
     * @param answerTimeout longest silence of a server
     * @param totalTimeout for a request and its answer together
     */
    record Http(
            @DefaultValue("5s") Duration connectTimeout,
            @DefaultValue("15s") Duration answerTimeout,
            @DefaultValue("30s") Duration totalTimeout) {}
}
