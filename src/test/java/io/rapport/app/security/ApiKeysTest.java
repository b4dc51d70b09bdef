package io.rapport.app.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.app.embedded.StartRefused;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApiKeysTest {

    /** SHA-256 of {@code demo-key}. */
    private static final String HASH = "c48a01f49fd0f2cc404bc3cbbc80e91457a3d41bb429a695243de4c61794155c";

    @Test
    void knowsASystemByItsKeyAndNotByTheKeysHash() {
        ApiKeys keys = new ApiKeys("rapport.api-keys.", Map.of("shop", HASH), false);

        assertThat(keys.owner("demo-key")).contains("shop");
        assertThat(keys.owner("demo-key2")).isEmpty();
        assertThat(keys.owner(HASH)).isEmpty();
        assertThat(keys.owner("")).isEmpty();
    }

    @Test
    void takesAKeyInClearFromTheDemoOnly() {
        assertThat(new ApiKeys("rapport.api-keys.", Map.of("demo", "demo-key"), true).owner("demo-key"))
                .contains("demo");

        assertThatThrownBy(() -> new ApiKeys("rapport.api-keys.", Map.of("shop", "secret-of-the-shop"), false))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("rapport.api-keys.shop")
                .hasMessageNotContaining("secret-of-the-shop");
    }
}
