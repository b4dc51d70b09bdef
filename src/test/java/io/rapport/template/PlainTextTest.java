package io.rapport.template;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainTextTest {

    @Test
    void linksKeepTheirAddress() {
        assertThat(PlainText.template("<p>See <a href='https://a.example/?x=1&amp;y=2'>our page</a>, or write to"
                        + " <a href='mailto:b@a.example'>b@a.example</a>.</p>"))
                .isEqualTo("See our page: https://a.example/?x=1&y=2, or write to b@a.example.\n");
    }

    @Test
    void whatIsHiddenIsLeftOut() {
        assertThat(PlainText.template("<div style='display:none;max-height:0'>Preheader</div><p>Text</p>"
                        + "<p aria-hidden='true'>Ornament</p><!-- note -->"))
                .isEqualTo("Text\n");
    }

    @Test
    void paragraphsListsAndBreaksBecomeLines() {
        assertThat(
                        PlainText.template(
                                "<h1>Title</h1><p>One\n   two<br>three</p><ul><li>a</li><li>b</li></ul><ol><li>c</li><li>d</li></ol><p>End</p>"))
                .isEqualTo("Title\n\nOne two\nthree\n\n- a\n- b\n\n1. c\n2. d\n\nEnd\n");
    }

    @Test
    void rowsOfDataStayOneLineEachAndLoopsLeaveNoEmptyOnes() {
        assertThat(PlainText.template("<table>{% for i in items %}<tr><td>{{ i.name }}</td><td>{{ i.price }}</td></tr>"
                        + "{% endfor %}<tr><td>Total</td><td>9</td></tr></table>"))
                .isEqualTo("{% for i in items %}{{ i.name }}  {{ i.price }}\n{% endfor %}Total  9\n");
    }

    @Test
    void conditionsKeepTheirSignsAndTheirPlace() {
        assertThat(PlainText.template("<p>A{% if n &gt; 3 and n &lt; 5 %} lot{% endif %}</p>"))
                .isEqualTo("A{% if n > 3 and n < 5 %} lot{% endif %}\n");
    }

    @Test
    void aBreakInsideAConditionStays() {
        assertThat(PlainText.template("<p>{% if a %}One{% endif %}\n {% if b %}<br>Two{% endif %}</p>"))
                .isEqualTo("{% if a %}One{% endif %} {% if b %}\nTwo{% endif %}\n");
    }
}
