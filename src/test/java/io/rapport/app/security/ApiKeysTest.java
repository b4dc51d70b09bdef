package io.rapport.app.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.app.embedded.StartRefused;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    @Test
    void aKeyMayDoWhatItsScopesSayAndSendEventsWithoutAny() {
        KeyScopes scopes = new KeyScopes(Map.of("crm", List.of("customers:read", " Events ")), Set.of("crm", "till"));

        assertThat(scopes.of("till")).containsExactly(KeyScope.EVENTS);
        assertThat(scopes.of("crm")).containsExactly(KeyScope.EVENTS, KeyScope.CUSTOMERS_READ);
    }

    @Test
    void aScopeThatThereIsNotStopsTheStartAndNamesThoseThereAre() {
        assertThatThrownBy(() -> new KeyScopes(Map.of("crm", List.of("customers")), Set.of("crm")))
                .isInstanceOfSatisfying(StartRefused.class, refused -> assertThat(refused.action())
                        .contains("events, imports, imports:read, customers:read"))
                .hasMessage("rapport.api-scopes.crm names a scope that there is not: 'customers'.");
    }

    @Test
    void scopesOfASystemWithoutAKeyStopTheStart() {
        assertThatThrownBy(() -> new KeyScopes(Map.of("tills", List.of("events")), Set.of("till", "crm")))
                .isInstanceOfSatisfying(StartRefused.class, refused -> assertThat(refused.action())
                        .contains("rapport.api-keys.tills", "crm, till"))
                .hasMessageContaining("rapport.api-scopes.tills");
    }

    @Test
    void aKeyThatCouldDoNothingStopsTheStart() {
        assertThatThrownBy(() -> new KeyScopes(Map.of("till", List.of()), Set.of("till")))
                .isInstanceOfSatisfying(StartRefused.class, refused -> assertThat(refused.action())
                        .contains("leave the setting out"))
                .hasMessageContaining("rapport.api-scopes.till is empty");
    }
}
