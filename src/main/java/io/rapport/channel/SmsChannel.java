package io.rapport.channel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Counter;
import io.rapport.address.PhoneNumber;
import io.rapport.channel.HttpPoster.Exchange;
import io.rapport.channel.SendResult.Outcome;
import io.rapport.customer.Customer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Text messages over Twilio's interface, which others speak, too. A message that left completely and was not answered
 * as a whole is unknown: the interface has no key by which a second attempt could be distinguished from a second message.
 */
final class SmsChannel implements Channel, AutoCloseable {

    static final String KEY = "sms";

    private static final Logger LOG = LoggerFactory.getLogger(SmsChannel.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern SID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** The recipient answered STOP to an earlier message. */
    private static final int OPTED_OUT = 21610;

    /**
     * Refusals that are not about the recipient but about the account, its sender or its load: waiting, or a hand at the
     * configuration, fixes them.
     */
    private static final Set<Integer> ABOUT_THE_ACCOUNT = Set.of(
            20003, // login
            20429, // too many requests
            14107, // rate of the sender
            21212, // sender invalid
            21408, // no permission for the region
            21603, // sender missing
            21606, // sender is not of this account
            21607, // sender not verified
            21611, // sender's queue is full
            21659, // sender is no number of the provider's
            21660, // sender and account do not fit
            21661, // sender cannot send text
            21701, // service unknown
            21703, // service without senders
            21704, // service gives no sender
            21705, // service invalid
            30001, // queue overflow
            30002); // account suspended

    private final HttpPoster http;
    private final ChannelProperties.Sms settings;
    private final URI url;
    private final Map<String, String> headers;
    private final Counter refusals;

    /** @param refusals counts answers that are about our account and not about a message */
    SmsChannel(HttpPoster http, ChannelProperties.Sms settings, Counter refusals) {
        this.http = http;
        this.refusals = refusals;
        this.settings = settings;
        String base = settings.baseUrl().toString().replaceAll("/+$", "");
        this.url = URI.create(base + "/2010-04-01/Accounts/" + settings.account() + "/Messages.json");
        String login = settings.username() + ":" + settings.token();
        this.headers = Map.of(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)),
                "Accept",
                "application/json");
    }

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public boolean reaches(Customer customer) {
        return !customer.isErased() && PhoneNumber.e164(customer.phone()).isPresent();
    }

    @Override
    public String address(Customer customer) {
        return PhoneNumber.e164(customer.phone()).orElse(null);
    }

    @Override
    public SendResult send(ChannelMessage message) {
        String number = PhoneNumber.e164(message.address()).orElse(null);
        if (number == null) {
            return new SendResult(Outcome.PERMANENT, "the number on file is none that text messages can be sent to");
        }
        Map<String, String> form = new LinkedHashMap<>();
        form.put("To", number);
        if (settings.from() == null) {
            form.put("MessagingServiceSid", settings.messagingService());
        } else {
            form.put("From", settings.from());
        }
        form.put("Body", message.text());
        String encoded = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        Exchange exchange = http.post(
                url, headers, "application/x-www-form-urlencoded", encoded.getBytes(StandardCharsets.US_ASCII));
        return switch (exchange.reach()) {
            case NOT_SENT -> new SendResult(Outcome.RETRY, "not handed over: " + exchange.fault());
            case NO_ANSWER ->
                new SendResult(
                        Outcome.UNKNOWN,
                        "handed over, but "
                                + (exchange.status() == 0 ? "no answer came: " : "only half an answer came: ")
                                + exchange.fault());
            case ANSWERED -> judge(exchange);
        };
    }

    private SendResult judge(Exchange exchange) {
        int status = exchange.status();
        JsonNode answer = read(exchange);
        if (status >= 200 && status < 300) {
            return taken(status, answer);
        }
        int code = answer == null ? 0 : answer.path("code").asInt(0);
        String why = "provider answered " + status + (code == 0 ? "" : " with code " + code);
        if (code == OPTED_OUT) {
            return new SendResult(Outcome.PERMANENT, why + ": the recipient opted out", null, KEY);
        }
        if (status == 408 || status == 425 || status == 429 || status >= 500) {
            return new SendResult(Outcome.RETRY, why, exchange.pause(), null);
        }
        if (ABOUT_THE_ACCOUNT.contains(code) || !isAboutTheMessage(status)) {
            // all messages fail alike: somebody must check the configuration
            refusals.increment();
            LOG.error("Text messages are not taken: {}; check rapport.messaging.sms and the provider's account", why);
            return new SendResult(Outcome.RETRY, why + ": about our account", exchange.pause(), null);
        }
        return new SendResult(Outcome.PERMANENT, why);
    }

    /** Anything else (login, unknown account, redirects) is about how we ask, not about what. */
    private static boolean isAboutTheMessage(int status) {
        return status == 400 || status == 413 || status == 422;
    }

    private static SendResult taken(int status, JsonNode answer) {
        if (answer == null || !SID.matcher(answer.path("sid").asText("")).matches()) {
            return new SendResult(
                    Outcome.UNKNOWN, "provider answered " + status + ", but with nothing that can be read");
        }
        String sid = answer.path("sid").asText();
        String state = answer.path("status").asText("");
        if (state.equals("failed") || state.equals("undelivered") || state.equals("canceled")) {
            int code = answer.path("error_code").asInt(0);
            return new SendResult(
                    Outcome.PERMANENT,
                    "provider gave it up at once as " + sid + (code == 0 ? "" : " with code " + code),
                    null,
                    code == OPTED_OUT ? KEY : null);
        }
        return new SendResult(Outcome.SENT, "provider has it as " + sid);
    }

    /** @return the answer's JSON object, null if it is none */
    private static JsonNode read(Exchange exchange) {
        if (exchange.large()) {
            return null;
        }
        try {
            JsonNode node = JSON.readTree(exchange.body());
            return node != null && node.isObject() ? node : null;
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
