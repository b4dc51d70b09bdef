package io.rapport.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A webhook's secret")
class WebhookSecretTest {

    @ParameterizedTest
    @ValueSource(strings = {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})
    @DisplayName("signs as the libraries of Standard Webhooks do: their own example")
    void example(String secret) {
        byte[] body = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

        assertThat(new WebhookSecret(secret).sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    @DisplayName("signs id, time and body: a change of one of them shows")
    void allParts() {
        WebhookSecret secret = new WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        String signature = secret.sign("a", 1, new byte[] {1});

        assertThat(secret.sign("b", 1, new byte[] {1})).isNotEqualTo(signature);
        assertThat(secret.sign("a", 2, new byte[] {1})).isNotEqualTo(signature);
        assertThat(secret.sign("a", 1, new byte[] {2})).isNotEqualTo(signature);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "whsec_", "whsec_not base64!", "whsec_c2hvcnQ=", "hunter2"})
    @DisplayName("that is too weak or no Base64 is refused with the fix, and not repeated")
    void refuses(String text) {
        assertThatThrownBy(() -> new WebhookSecret(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("openssl rand -base64 32")
                .hasMessageNotContaining("hunter2");
    }
}
