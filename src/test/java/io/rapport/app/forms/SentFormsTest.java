package io.rapport.app.forms;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.audit.AuditEntry;
import io.rapport.audit.AuditLog;
import io.rapport.calendar.BusinessClock;
import io.rapport.database.Retention;
import io.rapport.desk.Absences;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import io.rapport.testing.StaffBrowser;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletRequest;

@RapportTest
@DisplayName("A form of staff that is sent twice")
class SentFormsTest {

    private static final FormOutcome DONE = FormOutcome.of("done");

    private static final String BEFORE = "This form was sent before; nothing was done twice.";

    @LocalServerPort
    private int port;

    @Autowired
    private SentForms forms;

    @Autowired
    private Retention retention;

    @Autowired
    private Shop shop;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Absences absences;

    @Autowired
    private AuditLog audit;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private JdbcClient jdbc;

    @AfterEach
    void putBack() {
        clock.moveBy(Duration.ZERO);
        jdbc.sql("delete from rapport.absence").update();
        jdbc.sql("delete from rapport.panel_text").update();
        jdbc.sql("delete from rapport.panel_round").update();
    }

    private int count(String from) {
        return jdbc.sql("select count(*) from rapport." + from)
                .query(Integer.class)
                .single();
    }

    private StaffBrowser browser(String login) {
        return new StaffBrowser(port, login, "en-GB");
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /** Sends the same form twice, and gives back what its page says after the second time. */
    private static String twice(StaffBrowser browser, Document page, String form, Map<String, String> filledIn) {
        assertThat(browser.follow(browser.submit(page, form, filledIn))
                        .select("[role=status]")
                        .text())
                .isNotEmpty()
                .isNotEqualTo(BEFORE);
        return browser.follow(browser.submit(page, form, filledIn))
                .select("[role=status]")
                .text();
    }

    @Test
    @DisplayName("opens one round of the panel")
    void panel() {
        StaffBrowser clara = browser("clara");
        Document page = clara.page("/customers/panel");
        Map<String, String> round = Map.of("title", "The tins", "question", "Which size?");
        assertThat(twice(clara, page, "main form", round)).isEqualTo(BEFORE);
        assertThat(count("panel_round")).isEqualTo(1);

        clara.submit(clara.page("/customers/panel"), "main form", round);
        assertThat(count("panel_round")).as("a page that is opened anew").isEqualTo(2);
    }

    @Test
    @DisplayName("enters one absence, also after the first was removed")
    void absence() {
        StaffBrowser clara = browser("clara");
        Document page = clara.page("/customers/absences");
        Map<String, String> days = Map.of("firstDay", today().toString(), "lastDay", today().toString());
        String enter = "form[action$=/absences]";
        assertThat(twice(clara, page, enter, days)).isEqualTo(BEFORE);
        assertThat(absences.from(today())).hasSize(1);

        Document entered = clara.page("/customers/absences");
        assertThat(twice(clara, entered, "form[action$=remove]", Map.of())).isEqualTo(BEFORE);
        clara.submit(page, enter, days);
        assertThat(absences.from(today())).isEmpty();
    }

    @Test
    @DisplayName("suppresses an address once, also after that was lifted")
    void address() {
        StaffBrowser demo = browser("demo");
        String address = newId("a") + "@example.com";
        Document found = demo.follow(demo.submit(
                demo.page("/operations/addresses"), "form.search", Map.of("channel", "email", "address", address)));
        Map<String, String> note = Map.of("note", "asked by phone");
        assertThat(twice(demo, found, "form[action$=add]", note)).isEqualTo(BEFORE);

        Document suppressed = demo.follow(demo.submit(
                demo.page("/operations/addresses"), "form.search", Map.of("channel", "email", "address", address)));
        assertThat(twice(demo, suppressed, "form[action$=lift]", note)).isEqualTo(BEFORE);
        Document after = demo.follow(demo.submit(found, "form[action$=add]", note));
        assertThat(after.select("#free")).as("it stays lifted").isNotEmpty();
        assertThat(after.select("#address ~ table:last-of-type tbody tr")).hasSize(2);
    }

    @Test
    @DisplayName("sets a legal hold once, also after that has ended")
    void legalHold() {
        StaffBrowser demo = browser("demo");
        String customer = shop.customer();
        Document found = demo.follow(
                demo.submit(demo.page("/operations/legal-holds"), "form.search", Map.of("customer", customer)));
        Document set = demo.follow(demo.submit(found, "form.decide", Map.of("note", "case 7")));
        demo.submit(set, "form.decide", Map.of("note", "settled"));

        assertThat(demo.follow(demo.submit(found, "form.decide", Map.of("note", "case 7")))
                        .select("[role=status]")
                        .text())
                .isEqualTo(BEFORE);
        assertThat(audit.newest(List.of(customer), 10))
                .extracting(AuditEntry::what)
                .containsExactly("legal-hold.end", "legal-hold.set");
    }

    @Test
    @DisplayName("takes a customer out of a segment once, also after they were put back")
    void segment() {
        StaffBrowser clara = browser("clara");
        String customer = shop.customer();
        jdbc.sql("insert into rapport.segment_member (segment, customer_id, since, entered_by)"
                        + " values ('repeat-buyers', :id, now(), 'change')")
                .param("id", customer)
                .update();
        String page = "/customers/" + customer;
        Document in = clara.page(page);
        Map<String, String> why = Map.of("why", "asked for it");
        assertThat(twice(clara, in, "form[action$=/out]", why)).contains("done before");
        assertThat(count("segment_exclusion where customer_id = '" + customer + "'"))
                .isEqualTo(1);
        assertThat(twice(clara, clara.page(page), "form[action$=/back]", Map.of()))
                .contains("done before");
        clara.submit(in, "form[action$=/out]", why);
        assertThat(count("segment_exclusion where customer_id = '" + customer + "'"))
                .isZero();
    }

    @Test
    @DisplayName("merges two customers once, and says so instead of finding them merged already")
    void merge() {
        StaffBrowser demo = browser("demo");
        String ann = shop.customer();
        String anna = shop.customer();
        Document page = demo.page("/operations/merges");
        Map<String, String> two = Map.of("customer", ann, "merged", anna, "note", "same phone number");
        String form = "section[aria-labelledby=by-hand] form";
        assertThat(demo.submit(page, form, two).statusCode()).isEqualTo(303);
        journeys.settle();

        HttpResponse<String> again = demo.submit(page, form, two);

        assertThat(demo.follow(again).select("[role=status]").text()).isEqualTo(BEFORE);
        assertThat(demo.submit(demo.page("/operations/merges"), form, two).statusCode())
                .as("a form that is opened anew hears what is wrong")
                .isEqualTo(400);
    }

    @Test
    @DisplayName("has a fit of the models tried once, and says so")
    void fit() {
        StaffBrowser demo = browser("demo");
        Document page = demo.page("/insights/value");
        String form = "form[action$='/insights/value']";
        assertThat(demo.follow(demo.submit(page, form, Map.of())).select(".said"))
                .as("the page shows that it is asked for")
                .isEmpty();
        jdbc.sql("update rapport.value_run set requested_at = null, requested_by = null")
                .update();

        Document again = demo.follow(demo.submit(page, form, Map.of()));

        assertThat(again.select(".said").text()).isEqualTo(BEFORE);
        assertThat(count("value_run where requested_at is not null")).isZero();
    }

    @Test
    @DisplayName("waits for the first one, and does nothing then")
    void atTheSameMoment() throws Exception {
        MockHttpServletRequest form = form(UUID.randomUUID().toString());
        AtomicInteger done = new AtomicInteger();
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<FormOutcome> one = CompletableFuture.supplyAsync(() -> forms.once(form, () -> {
            first.countDown();
            await(goOn);
            done.incrementAndGet();
            return DONE;
        }));
        await(first);
        CompletableFuture<FormOutcome> other = CompletableFuture.supplyAsync(() -> forms.once(form, () -> {
            done.incrementAndGet();
            return DONE;
        }));
        goOn.countDown();

        assertThat(one.get()).isEqualTo(DONE);
        assertThat(other.get()).isEqualTo(FormOutcome.BEFORE);
        assertThat(done).hasValue(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("acts when the first one could not be carried out, and so does each without an id")
    void notCarriedOut() {
        MockHttpServletRequest form = form(UUID.randomUUID().toString());
        assertThatThrownBy(() -> forms.once(form, () -> {
                    throw new IllegalArgumentException("to be filled in");
                }))
                .hasMessage("to be filled in");
        assertThat(forms.once(form, () -> DONE)).isEqualTo(DONE);
        for (String none : new String[] {null, "", "of no page"}) {
            assertThat(forms.once(form(none), () -> DONE)).isEqualTo(DONE);
            assertThat(forms.onceForGood(form(none), () -> DONE)).isEqualTo(DONE);
        }
    }

    @Test
    @DisplayName("counts as sent although it could not be carried out, where nothing could be taken back")
    void forGood() {
        MockHttpServletRequest form = form(UUID.randomUUID().toString());
        assertThatThrownBy(() -> forms.onceForGood(form, () -> {
                    throw new IllegalStateException("the mail server is away");
                }))
                .hasMessage("the mail server is away");
        assertThat(forms.onceForGood(form, () -> DONE)).isEqualTo(FormOutcome.BEFORE);
    }

    @Test
    @DisplayName(
            "decides in the name of who sent it, with a note; without one nothing is done, and it counts as not sent")
    void decision() {
        MockHttpServletRequest form = form(UUID.randomUUID().toString());
        form.setUserPrincipal(() -> "demo");
        assertThatThrownBy(() -> forms.decide(form, decision -> DONE)).hasMessageContaining("a note of 1 to 500");
        form.setParameter("note", "\u200b asked by phone\0 ");
        assertThat(forms.decide(form, decision -> FormOutcome.of(decision.who(), decision.note())))
                .isEqualTo(FormOutcome.of("demo", "asked by phone"));
        assertThat(forms.decide(form, decision -> DONE)).isEqualTo(FormOutcome.BEFORE);
    }

    @Test
    @DisplayName("is known for thirty days")
    void kept() {
        MockHttpServletRequest form = form(UUID.randomUUID().toString());
        forms.once(form, () -> DONE);
        clock.moveBy(Duration.ofDays(29));
        retention.run("forms");
        assertThat(forms.once(form, () -> DONE)).isEqualTo(FormOutcome.BEFORE);
        clock.moveBy(Duration.ofDays(31));
        retention.run("forms");
        assertThat(forms.once(form, () -> DONE)).isEqualTo(DONE);
    }

    private static MockHttpServletRequest form(String id) {
        MockHttpServletRequest form = new MockHttpServletRequest();
        if (id != null) {
            form.setParameter(SentForms.FIELD, id);
        }
        return form;
    }
}
