package io.rapport.inbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.inbox.InvalidEvent;
import io.rapport.inbox.InvalidEvent.Fault;
import io.rapport.inbox.NewEvent;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.FileSystemResource;

@DisplayName("What the door takes for an address, a time zone, a day, an amount")
class DataFormatsTest {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    /** On Kiritimati it is the 4th already, in Honolulu still the 3rd. */
    private static final Instant NOW = Instant.parse("2026-03-03T11:00:00Z");

    private static final EventCatalogue CATALOGUE =
            EventCatalogue.read(new FileSystemResource("processes/events.asyncapi.yaml"), () -> NOW);

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static void check(String type, ObjectNode data) {
        CATALOGUE.check(new NewEvent("urn:test", "e-1", type, "c-1", null, data));
    }

    private static List<Fault> faults(String type, ObjectNode data) {
        return catchThrowableOfType(InvalidEvent.class, () -> check(type, data)).faults();
    }

    private static ObjectNode customer(String field, String value) {
        return json("""
                        {"firstName": "Ann", "lastName": "Lee", "email": "a@example.com", "locale": "en-GB",
                         "timeZone": "Europe/London"}""")
                .put(field, value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann@shop.test",
                "ann@mx.internal",
                "ann@firma.zuerich-neu",
                "ann.o'hara+tea@sub.example.com",
                "\"ann lee\"@example.com",
                "ann@straße.de",
                "安@例子.中国",
                "ann@xn--strae-oqa.de",
                "ann@XN--STRAE-OQA.de",
                "ann@xn--i-7iq.ws",
                "ann@r3---sn-x.test",
                "ann@1und1.de",
            })
    @DisplayName("An address counts by its syntax, whatever top-level domains there are today")
    void address(String email) {
        assertThatCode(() -> check("customer.registered", customer("email", email)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann@localhost",
                "ann@[127.0.0.1]",
                "ann@[192.0.2.1]",
                "ann@[IPv6:2001:db8::1]",
                "ann@shop..test",
                "ann@.shop.test",
                "ann@shop.test.",
                "ann@-shop.test",
                "ann@shop-.test",
                "ann@sh_op.test",
                "ann@192.0.2.1",
                ".ann@shop.test",
                "ann.@shop.test",
                "a..nn@shop.test",
                "an n@shop.test",
                "ann@lee@shop.test",
                "ann@shop.test\r\nBcc: all@shop.test",
                "<ann@shop.test>",
                "ann@xn--.test",
                "ann@xn--a.test",
                "ann@xn--99999999.test",
                "ann@XN--ABC-.test",
                "ann@xn--a-ecp.test",
                "ann@shop.xn--0",
                "ann@a\u200db.test",
                "@shop.test",
                "ann",
                "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklm@shop.test",
            })
    @DisplayName("What cannot be an address is refused")
    void noAddress(String email) {
        assertThat(faults("customer.registered", customer("email", email)))
                .containsExactly(new Fault(
                        "/data/email", "is not an e-mail address; correct it to a form such as hannah@example.com"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Europe/London",
                "America/Argentina/Buenos_Aires",
                "UTC",
                "GMT",
                "CET",
                "EST5EDT",
                "EST",
                "MST",
                "HST",
                "US/Pacific",
                "Asia/Calcutta",
                "Etc/GMT+5",
                "Japan",
                "GB-Eire",
                "Zulu",
            })
    @DisplayName("A time zone is what the IANA database knows, the old names included")
    void timeZone(String zone) {
        assertThatCode(() -> check("customer.registered", customer("timeZone", zone)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Foo/Bar", "+02:00", "UTC+2", "GMT+2", "Z", "europe/london", "London", "IST", "SystemV/PST8", ""
            })
    @DisplayName("Another one is refused, with a word of what to write")
    void noTimeZone(String zone) {
        assertThat(faults("customer.registered", customer("timeZone", zone)))
                .containsExactly(new Fault(
                        "/data/timeZone",
                        "is not a time zone of the IANA database; use a name such as Europe/London, not an offset"));
    }

    @Test
    @DisplayName("A birthday lies in the past, and not before anybody who is alive was born")
    void birthday() {
        for (String ancient : List.of("0001-01-01", "1899-12-31")) {
            assertThat(faults("customer.registered", customer("birthday", ancient)))
                    .as(ancient)
                    .hasSize(1);
        }
        assertThatCode(() -> check("customer.registered", customer("birthday", "1900-01-01")))
                .doesNotThrowAnyException();
        assertThatCode(() -> check("customer.registered", customer("birthday", "2026-03-04")))
                .as("today, where days begin first")
                .doesNotThrowAnyException();
        assertThatCode(() -> check("customer.registered", customer("birthday", "--02-29")))
                .as("a day of which nobody told the year")
                .doesNotThrowAnyException();
        for (String noDay : List.of("--02-30", "--2-9", "-04-17", "04-17")) {
            assertThat(faults("customer.registered", customer("birthday", noDay)))
                    .as(noDay)
                    .hasSize(1);
        }
        assertThat(faults("customer.registered", customer("birthday", "2026-03-05")))
                .containsExactly(
                        new Fault(
                                "/data/birthday",
                                "must be a date such as 1986-04-17, neither before 1900 nor in the future, or --04-17 without the year"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2030-12-31T23:59:60Z", "2030-01-01T00:00:00.123456789012Z", "2030-01-01t00:00:00+01:00"})
    @DisplayName("A moment in the data may be a leap second, and as exact as it likes")
    void moment(String until) {
        assertThatCode(() -> check(
                        "contact.preferred",
                        json("{\"source\": \"form\", \"wording\": \"Pause\"}").put("pausedUntil", until)))
                .doesNotThrowAnyException();
    }

    private static ObjectNode order(String amounts) {
        return json("{\"orderId\": \"4711\", " + amounts + "}");
    }

    private static String items(String... pricesOfOne) {
        StringBuilder items = new StringBuilder("\"items\": [");
        for (String price : pricesOfOne) {
            String[] times = price.split("\\*");
            items.append(items.toString().endsWith("[") ? "" : ", ")
                    .append("{\"sku\": \"T1\", \"name\": \"Tea\", \"quantity\": %s, \"price\": %s}"
                            .formatted(times[0], times[1]));
        }
        return items.append("]").toString();
    }

    @ParameterizedTest
    @CsvSource({
        "BHD, 12.345,   1*12.345",
        "JPY, 1200,     2*600",
        "JPY, 1200.0,   2*600.00",
        "EUR, 12.340,   1*12.34",
        "CLF, 1.2345,   1*1.2345",
        "EUR, 10,       3*3.33",
        "EUR, 1e1,      1*10",
    })
    @DisplayName("An amount has as many decimals as its currency; a total may differ by the rounding of single prices")
    void amounts(String currency, String total, String item) {
        assertThatCode(() -> check(
                        "order.placed",
                        order("\"currency\": \"%s\", \"total\": %s, %s".formatted(currency, total, items(item)))))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "EUR, 12.345,  1*12.345,  must have at most 2 decimals, 2",
        "BHD, 1.2345,  1*1.2345,  must have at most 3 decimals, 2",
        "JPY, 12.5,    1*12.5,    must be a whole number: JPY has no smaller unit, 2",
        "EUR, 12.34,   1*12.345,  must have at most 2 decimals, 1",
    })
    @DisplayName("More decimals than the currency has are refused, each where it stands")
    void decimals(String currency, String total, String item, String words, int count) {
        List<Fault> faults = faults(
                "order.placed",
                order("\"currency\": \"%s\", \"total\": %s, %s".formatted(currency, total, items(item))));
        assertThat(faults).hasSize(count).allSatisfy(fault -> assertThat(fault.detail())
                .startsWith(words));
        assertThat(faults.get(count - 1).pointer()).isEqualTo("/data/items/0/price");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ABC", "XAU", "XXX", "DEM", "FRF", "TRL", "HRK", "BYR", "ZWN", "AYM"})
    @DisplayName("A currency is one of ISO 4217 that is in use and has a smallest unit")
    void currency(String code) {
        assertThat(faults(
                        "order.placed", order("\"currency\": \"%s\", \"total\": 1, %s".formatted(code, items("1*1")))))
                .containsExactly(new Fault(
                        "/data/currency",
                        "is not a current currency of ISO 4217 with a smallest unit; use a code such as EUR, and amounts in"
                                + " what replaced a currency that has ended"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EUR", "TRY", "BYN", "CHE", "UYI", "SVC", "SLE", "VED", "XOF", "CNY"})
    @DisplayName("New currencies, those of several countries and units of account that ISO 4217 lists are taken")
    void currentCurrency(String code) {
        assertThatCode(() -> check(
                        "order.placed", order("\"currency\": \"%s\", \"total\": 1, %s".formatted(code, items("1*1")))))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {" ", "\u3000\u3000", "\u00a0", "\u200b", "\u2800", "\u3164", "\ufeff", "\u0301", "\u202e\t"})
    @DisplayName("A name of which nothing would be seen is refused")
    void blankName(String name) {
        assertThat(faults("customer.registered", customer("lastName", name)))
                .containsExactly(new Fault(
                        "/data/lastName", "must not be blank; write at least one character that can be seen"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u3000", "\u200b\u200b", "\u2800"})
    @DisplayName("So is any text that must not be empty, such as a complaint's")
    void blankText(String text) {
        ObjectNode complaint = JSON.createObjectNode()
                .put("complaintId", "C1")
                .put("channel", "web")
                .put("text", text);
        assertThat(faults("complaint.opened", complaint))
                .containsExactly(
                        new Fault("/data/text", "must not be blank; write at least one character that can be seen"));
        complaint.put("text", "");
        assertThat(faults("complaint.opened", complaint)).hasSize(1);
        complaint.put("text", text + "坏了").put("remedySought", text);
        assertThat(faults("complaint.opened", complaint))
                .extracting(Fault::pointer)
                .containsExactly("/data/remedySought");
    }

    @ParameterizedTest
    @ValueSource(strings = {"O", "林", "न", "\u3000林\u3000", "\ud83c\udf75", "\ud884\udf50", "\ue815", "-"})
    @DisplayName("A name in any script is taken, also one in characters that Java does not know yet")
    void name(String name) {
        assertThatCode(() -> check("customer.registered", customer("lastName", name)))
                .doesNotThrowAnyException();
    }

    @Test
    @DisplayName("A total is what the items come to, with shipping and tax and less discount; the rest is to be named")
    void total() {
        String items = items("2*10", "1*5.5");
        assertThatCode(() -> check(
                        "order.placed",
                        order("\"currency\": \"EUR\", \"total\": 29.45, \"shipping\": 4.9, \"tax\": 2.05,"
                                + " \"discount\": 3, " + items)))
                .doesNotThrowAnyException();
        for (String total : List.of("29.45", "20", "25.53", "0")) {
            assertThat(faults("order.placed", order("\"currency\": \"EUR\", \"total\": " + total + ", " + items)))
                    .singleElement()
                    .satisfies(fault -> {
                        assertThat(fault.pointer()).isEqualTo("/data/total");
                        assertThat(fault.detail())
                                .contains(
                                        "price times quantity", "shipping and tax, less discount", "name what is left");
                    });
        }
    }
}
