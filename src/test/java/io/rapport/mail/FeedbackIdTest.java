package io.rapport.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The Feedback-ID")
class FeedbackIdTest {

    @Test
    @DisplayName("names campaign, journey, category and sender, and nothing of the recipient")
    void hasFourParts() {
        FeedbackId feedback = new FeedbackId("leafandkettle");

        assertThat(feedback.of(new MailOrigin(UUID.randomUUID(), "usage-tips", "post-purchase", "care")))
                .isEqualTo("usage-tips:post-purchase:care:leafandkettle");
        assertThat(feedback.of(new MailOrigin(UUID.randomUUID(), "a:b\r\nBcc: x", null, "care")))
                .isEqualTo("a-b--Bcc--x:none:care:leafandkettle");
    }

    @ParameterizedTest
    @CsvSource({
        "leafandkettle.example, leafandkettle",
        "mail.big-brand.co.uk, big-brand",
        "ikea.com, ikeacom",
        "a.io, aio-mail",
        "a-very-long-name-of-a-shop.example, a-very-long-nam"
    })
    @DisplayName("takes its sender from the brand's domain, 5 to 15 characters long")
    void takesTheDomain(String domain, String sender) {
        assertThat(FeedbackId.senderOf(domain)).isEqualTo(sender);
        assertThat(new FeedbackId(sender)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "shop", "a-very-long-name", "a b c d", "shop:x"})
    @DisplayName("needs a sender that Gmail takes")
    void refusesOthers(String sender) {
        assertThatThrownBy(() -> new FeedbackId(sender)).hasMessageContaining("rapport.messaging.feedback-sender");
    }
}
