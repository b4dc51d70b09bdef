package io.rapport.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The return path of a mail")
class ReturnPathTest {

    private final ReturnPath path = new ReturnPath("bounces@shop.example", "only-for-tests-".repeat(4));

    @Test
    @DisplayName("tells which message a bounce is about")
    void isReadBack() {
        for (int i = 0; i < 1000; i++) {
            UUID id = UUID.randomUUID();
            String address = path.address(id);

            assertThat(address).matches("bounces\\+[a-v0-9]{40}@shop\\.example");
            assertThat(path.message(address)).contains(id);
        }
    }

    @Test
    @DisplayName("survives servers that change the case or keep the brackets")
    void survivesServers() {
        UUID id = UUID.randomUUID();

        assertThat(path.message("<" + path.address(id).toUpperCase(Locale.ROOT) + ">\r\n"))
                .contains(id);
    }

    @Test
    @DisplayName("cannot be made up, nor turned to another message")
    void cannotBeForged() {
        String address = path.address(UUID.randomUUID());
        for (int at = "bounces+".length(); at < address.indexOf('@'); at++) {
            char other = address.charAt(at) == '0' ? '1' : '0';
            assertThat(path.message(address.substring(0, at) + other + address.substring(at + 1)))
                    .isEmpty();
        }
        assertThat(new ReturnPath("bounces@shop.example", "another-secret-".repeat(4)).message(address))
                .isEmpty();
    }

    @Test
    @DisplayName("is still known after the secret was changed")
    void survivesAnotherSecret() {
        UUID id = UUID.randomUUID();
        ReturnPath after =
                new ReturnPath("bounces@shop.example", "another-secret-".repeat(4), "only-for-tests-".repeat(4));

        assertThat(after.message(path.address(id))).contains(id);
        assertThat(path.message(after.address(id))).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "bounces@shop.example",
                "bounces+@shop.example",
                "bounces+0123@shop.example",
                "ada@example.com",
                "bounces+zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz@shop.example"
            })
    @DisplayName("is not seen in other addresses")
    void ignoresOthers(String address) {
        assertThat(path.message(address)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bounces",
                "a+b@shop.example",
                "Bounces <bounces@shop.example>",
                "a\r\nb@shop.example",
                "a-name-that-leaves-no-room@shop.example"
            })
    @DisplayName("needs a bounce address that a token fits into")
    void refusesOddAddresses(String address) {
        assertThatThrownBy(() -> new ReturnPath(address, "secret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rapport.messaging.bounce-address");
    }
}
