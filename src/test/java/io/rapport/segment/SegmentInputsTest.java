package io.rapport.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Customers are judged again for the events that their segments ask for:")
class SegmentInputsTest {

    private static SegmentInputs of(String condition) {
        return read("segments: {some: {title: {en: Some}, conditions: " + condition + "}}");
    }

    private static SegmentInputs read(String text) {
        SegmentFileReader.Read read = SegmentFileReader.read(text.getBytes(StandardCharsets.UTF_8));
        assertThat(read.findings()).isEmpty();
        return SegmentInputs.of(read.file());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{consent: {channel: email, topic: offers}} | consent.granted consent.withdrawn",
                "{known: [email]} | customer.updated",
                "{known: [birthday, confirmed-email]} | customer.confirmed customer.updated",
                "{language: [zh]} | customer.updated",
                "{attribute: {name: segment, is: [business]}} | customer.updated",
                "{date: {of: birthday, in-next: 7 days}} | customer.updated",
                "{not: {any: [{known: [phone]}, {consent: {channel: sms, topic: offers}}]}} | consent.granted consent.withdrawn customer.updated"
            })
    @DisplayName("profile, confirmation and consent, each where a condition asks for it")
    void asked(String condition, String types) {
        assertThat(of(condition).types()).containsExactlyInAnyOrder(types.split(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{orders: {at-least: 2}}",
                "{open-complaints: {at-least: 1}}",
                "{newest-score: {at-least: 5}}",
                "{all: [{value-class: {at-least: 4}}, {tier: [intimate]}, {stage: [new]}]}",
                "{points: {at-least: 100}}"
            })
    @DisplayName("none for what comes with value, tier, stage or points")
    void comesWithOthers(String condition) {
        assertThat(of(condition).types()).isEmpty();
    }

    @Test
    @DisplayName("the shipped ones go by profile and consent, and by no shipment, message or confirmation")
    void shipped() throws IOException {
        SegmentInputs shipped = read(Files.readString(Path.of(SegmentFile.PATH)));

        assertThat(shipped.types())
                .containsExactlyInAnyOrder("consent.granted", "consent.withdrawn", "customer.updated");
        assertThat(shipped.changedBy("order.shipped")).isFalse();
        assertThat(shipped.changedBy("message.sent")).isFalse();
    }

    @Test
    @DisplayName("without segments nobody is judged")
    void none() {
        assertThat(SegmentInputs.of(SegmentFile.NONE).types()).isEmpty();
    }
}
