package io.rapport.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.SQLException;
import java.time.Duration;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessResourceFailureException;

@DisplayName("Rendering ends")
class RenderLimitsTest {

    private static final Duration SHORT = Duration.ofMillis(200);

    /** Its loops would turn 10^12 times, and say nothing. */
    private static final String ENDLESS = "{% for a in customer.things %}{% for b in customer.things %}"
            + "{% for c in customer.things %}{% endfor %}{% endfor %}{% endfor %}";

    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @DisplayName("in time, also where loops say nothing, on the thread that renders")
    void inTime() {
        MessageCatalogue catalogue = folder(
                        "<mj-text>{% if customer.things is not empty %}" + ENDLESS + "{% endif %}</mj-text>")
                .load(SHORT);
        Map<String, Object> customer = Map.of("things", Collections.nCopies(10_000, "x"));
        long begin = System.nanoTime();

        assertThatExceptionOfType(RenderException.class)
                .isThrownBy(() -> catalogue.render("hello", Locale.ENGLISH, Map.of("customer", customer)))
                .withMessageContaining("more than 200 ms of processor time");

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(SHORT, Duration.ofSeconds(10));
        // and the next customer is none the worse for it
        assertThat(catalogue
                        .render("hello", Locale.ENGLISH, Map.of("customer", Map.of("things", List.of())))
                        .subject())
                .isEqualTo("Hello");
    }

    @Test
    @DisplayName(
            "by the work that the template makes: who waits for a slow database or a busy machine is not called endless")
    void waiting() {
        MessageCatalogue catalogue = folder(
                        "<mj-text>{% for thing in customer.things %}{{ thing }} {% endfor %}</mj-text>")
                .load(SHORT);
        List<String> slow = new AbstractList<>() {
            @Override
            public String get(int index) {
                LockSupport.parkNanos(SHORT.toNanos());
                return "thing-" + index;
            }

            @Override
            public int size() {
                return 3;
            }
        };

        assertThat(catalogue
                        .render("hello", Locale.ENGLISH, Map.of("customer", Map.of("things", slow)))
                        .text())
                .contains("thing-2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% for a in [1,2,3,4,5,6,7,8,9,10] %}%s{% endfor %}",
                "{% if true %}{% for a in [1,2,3,4,5,6,7,8,9,10] %}%s{% endfor %}{% endif %}",
                "{% for x in [] %}{% else %}{% for a in [1,2,3,4,5,6,7,8,9,10] %}%s{% endfor %}{% endfor %}",
                "{% set s = 'ab' %}{% for a in [1,2,3,4,5,6,7,8,9,10] %}{% set s = s ~ s %}%s{% endfor %}",
            })
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @DisplayName("at load already, when the template needs no data to run for ever")
    void atLoad(String loop) {
        String nested = "";
        for (int depth = 0; depth < 12; depth++) {
            nested = loop.replace("%s", nested);
        }
        MessageFolder endless = new MessageFolder().saying("Hello", "<mj-text>" + nested + "</mj-text>");

        assertThat(catchThrowableOfType(CatalogueException.class, () -> endless.load(SHORT))
                        .faults())
                .singleElement()
                .satisfies(fault ->
                        assertThat(fault.toString()).contains("hello/en.mjml", "more than 200 ms of processor time"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
                "{% block again %}{{ block('again') }}{% endblock %}",
                "{% import 'hello/en.html' %}",
                "{% embed 'hello/en.html' %}{% endembed %}",
            })
    @DisplayName("since nothing in a template can call itself")
    void noRecursion(String tags) {
        assertThat(catchThrowableOfType(CatalogueException.class, () -> new MessageFolder()
                                .saying("Hello", "<mj-text>" + tags + "</mj-text>")
                                .load())
                        .faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.what()).contains("a template tag is wrong"));
    }

    @Test
    @DisplayName("in size")
    void inSize() {
        MessageCatalogue catalogue = folder("<mj-text>{% for i in customer.things %}{{ i }}{% endfor %}</mj-text>")
                .load();
        Map<String, Object> customer = Map.of("things", Collections.nCopies(300_000, "x"));

        assertThatExceptionOfType(RenderException.class)
                .isThrownBy(() -> catalogue.render("hello", Locale.ENGLISH, Map.of("customer", customer)))
                .withMessageContaining("larger than 262144 characters");
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @DisplayName("and so does putting partials together that include each other many times over")
    void partials() {
        MessageFolder folder = new MessageFolder().saying("Hello", "<mj-include path=\"p0\" />".repeat(50));
        for (int i = 0; i < 6; i++) {
            folder.with("partials/p" + i + ".mjml", ("<mj-include path=\"p" + (i + 1) + "\" />").repeat(50));
        }
        folder.with("partials/p6.mjml", "");
        assertThat(folder.load().names()).containsExactly("hello");
        folder.with("partials/p6.mjml", "<mj-text>x</mj-text>");

        assertThat(catchThrowableOfType(CatalogueException.class, folder::load).faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.toString()).contains("larger than 262144 characters"));
    }

    @Test
    @DisplayName(
            "with the database's own fault where that fails on what is read when a template asks: the template is sound")
    void databaseFault() {
        MessageCatalogue catalogue =
                folder("<mj-text>{{ customer.lastName }}</mj-text>").load();
        RuntimeException fault =
                new DataAccessResourceFailureException("away", new SQLException("the server is stopped", "57P01"));
        Map<String, Object> customer = new AbstractMap<>() {
            @Override
            public Set<Entry<String, Object>> entrySet() {
                throw fault;
            }
        };

        assertThatThrownBy(() -> catalogue.render("hello", Locale.ENGLISH, Map.of("customer", customer)))
                .isSameAs(fault);
    }

    private static MessageFolder folder(String body) {
        return new MessageFolder()
                .saying("Hello", body)
                .replacing("hello/message.yaml", "lastName", "things: [], lastName");
    }
}
