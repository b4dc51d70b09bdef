package io.rapport.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.calendar.BusinessClock;
import io.rapport.link.Links.Link;
import io.rapport.link.Links.Purpose;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** What stands in a public link, and that nobody but us can make one. */
class LinksTest {

    private static final String SECRET = "only-for-tests-0123456789abcdef0123456789abcdef";
    private static final UUID MESSAGE = UUID.fromString("8a1f4d1e-0000-4000-8000-000000000001");

    private final BusinessClock clock = new BusinessClock();
    private final Links links = links(SECRET);

    @Test
    void saysAgainWhatWasPutIn() {
        URI link = links.link(Purpose.SURVEY, MESSAGE, "42", "S-1", "satisfaction");

        assertThat(link.toString()).matches("https://hello\\.example/rapport/p/[A-Za-z0-9_-]+");
        Link read = links.read(token(link)).orElseThrow();
        assertThat(read.purpose()).isEqualTo(Purpose.SURVEY);
        assertThat(read.messageId()).isEqualTo(MESSAGE);
        assertThat(read.customerId()).isEqualTo("42");
        assertThat(read.about()).isEqualTo("S-1");
        assertThat(read.kind()).isEqualTo("satisfaction");
        assertThat(links.isExpired(read)).isFalse();
    }

    @Test
    void worksForItsLifetimeAndNotLonger() {
        for (Purpose purpose : Purpose.values()) {
            clock.moveBy(Duration.ZERO);
            Link link = links.read(token(links.link(purpose, MESSAGE, "42", null, null)))
                    .orElseThrow();

            clock.moveBy(purpose.lifetime().minusSeconds(60));
            assertThat(links.isExpired(link)).as("%s before its end", purpose).isFalse();
            clock.moveBy(purpose.lifetime().plusSeconds(1));
            assertThat(links.isExpired(link)).as("%s after its end", purpose).isTrue();
        }
    }

    @Test
    void isShortEnoughForAPlainTextMail() {
        assertThat(links.link(
                                Purpose.SURVEY,
                                MESSAGE,
                                "customer-123456",
                                UUID.randomUUID().toString(),
                                "satisfaction")
                        .toString())
                .hasSizeLessThan(210);
    }

    @Property
    void believesNoLinkInWhichOneBitWasChanged(@ForAll @IntRange(max = 10_000) int position) {
        byte[] bytes = Base64.getUrlDecoder().decode(token(links.link(Purpose.CONFIRM, MESSAGE, "42", null, null)));
        bytes[position / 8 % bytes.length] ^= (byte) (1 << position % 8);

        assertThat(links.read(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)))
                .isEmpty();
    }

    @Property
    void survivesWhateverIsTypedIntoTheAddressBar(@ForAll @StringLength(max = 2000) String token) {
        assertThat(links.read(token)).isEmpty();
    }

    @Test
    void believesNoLinkOfSomebodyElse() {
        Links other = links("another-secret-".repeat(4));

        assertThat(links.read(token(other.link(Purpose.CONFIRM, MESSAGE, "42", null, null))))
                .isEmpty();
        assertThat(links.read(null)).isEmpty();
    }

    @Test
    void carriesIdsThatDoNotRunIntoEachOther() {
        String one = token(links.link(Purpose.SURVEY, MESSAGE, "4", "21", ""));
        String other = token(links.link(Purpose.SURVEY, MESSAGE, "42", "1", ""));

        assertThat(links.read(one))
                .hasValueSatisfying(link -> assertThat(link.about()).isEqualTo("21"));
        assertThat(links.read(other))
                .hasValueSatisfying(link -> assertThat(link.about()).isEqualTo("1"));
    }

    @Test
    void asksForASecretThatDeservesTheName() {
        assertThatThrownBy(() -> links("short"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rapport.link-secret must")
                .hasMessageContaining("openssl rand");
        assertThatThrownBy(() -> links(SECRET, "brief"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rapport.link-secrets-before")
                .hasMessageNotContaining("brief");
    }

    @Test
    void believesWhatWasSignedBeforeTheSecretWasChangedAndSignsWithTheNewOne() {
        Links after = links("the-new-secret-".repeat(4), SECRET);
        String old = token(links.link(Purpose.UNSUBSCRIBE, MESSAGE, "42", "offers", null));
        String young = token(after.link(Purpose.UNSUBSCRIBE, MESSAGE, "42", "offers", null));

        assertThat(after.read(old)).isPresent().isEqualTo(links.read(old));
        assertThat(after.read(young)).isPresent();
        assertThat(links.read(young))
                .as("a node that does not know the new secret")
                .isEmpty();
        assertThat(links("the-new-secret-".repeat(4)).read(old)).isEmpty();
        assertThat(after.isSealed("a form", links.seal("a form"))).isTrue();
        assertThat(after.isSealed("another form", links.seal("a form"))).isFalse();
        assertThat(after.isSealed("a form", "")).isFalse();
    }

    @Test
    void keepsItsSecretsOutOfTheLog() {
        assertThat(new LinkSecrets(SECRET, List.of("before-".repeat(5))).toString())
                .doesNotContain(SECRET, "before-before");
    }

    private Links links(String secret, String... before) {
        return new Links(new LinkSecrets(secret, List.of(before)), URI.create("https://hello.example/rapport/"), clock);
    }

    private static String token(URI link) {
        String path = link.getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
