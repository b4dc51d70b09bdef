package io.rapport.publicpages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.rapport.feedback.Complaints;
import io.rapport.feedback.Surveys;
import io.rapport.link.Links;
import io.rapport.link.Links.Purpose;
import io.rapport.testing.Chromium;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Screen;
import io.rapport.testing.Shop;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The pages behind surveys and our answers to complaints, as people meet them in Chromium, without scripts. */
@RapportTest
@DisplayName("On a phone and on a desk, the pages for answers")
@Tag("slow")
class AnswerPagesInBrowserTest {

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @Autowired
    private Links links;

    @Autowired
    private Surveys surveys;

    @Autowired
    private Complaints complaints;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @LocalServerPort
    private int port;

    private String customer;

    @BeforeEach
    void aCustomer() {
        customer = shop.customer();
    }

    private Page open(Purpose purpose, String about, String kind, String query) {
        String path =
                links.link(purpose, UUID.randomUUID(), customer, about, kind).getPath();
        Page page = chromium.context(Screen.PHONE.context().setJavaScriptEnabled(false))
                .newPage();
        page.navigate("http://localhost:" + port + path + query);
        return page;
    }

    private String offered() {
        String id = shop.complaint(customer, "email", "The lid was broken", null);
        shop.apology(id);
        return id;
    }

    @Test
    @DisplayName("take the first tap on a survey, repeat it and lead back to change it")
    void survey() {
        String survey = surveys.open("satisfaction", customer, "order:" + Journeys.newId("o"));
        Page page = open(Purpose.SURVEY, survey, "satisfaction", "?score=4");
        Chromium.fits(page);
        page.locator("button").first().click();

        assertThat(page.locator(".answer").innerText()).startsWith("Your answer: 4");
        Chromium.fits(page);
        page.locator(".after a").click();
        assertThat(page.locator("h1").innerText()).isEqualTo("We have an answer already");
        page.close();
        journeys.settle();
        assertThat(surveys.find(survey).orElseThrow().score()).isEqualTo(4);
    }

    @Test
    @DisplayName("take a quick no, and say of the link to an earlier answer that it changes nothing")
    void earlierOffer() {
        String id = offered();
        Page page = open(Purpose.COMPLAINT_ANSWER, id, "1", "?accepted=false");
        page.locator("button").first().click();
        assertThat(page.locator(".answer").innerText()).isEqualTo("Your answer: No, I do not accept it");
        assertThat(page.locator(".lead").innerText()).contains("look at what you told us again");
        Chromium.fits(page);
        page.close();
        journeys.settle();

        Page again = open(Purpose.COMPLAINT_ANSWER, id, "1", "");
        assertThat(again.locator(".lead").innerText()).contains("A colleague is looking into your complaint again");
        again.close();

        shop.apology(id);
        Page earlier = open(Purpose.COMPLAINT_ANSWER, id, "1", "?accepted=false");
        assertThat(earlier.locator("h1").innerText()).isEqualTo("There is a newer answer of ours");
        assertThat(earlier.locator("form").count()).isZero();
        Chromium.fits(earlier);
        earlier.close();
        assertThat(complaints.find(id).orElseThrow().closedAt()).isNull();
    }

    @Test
    @DisplayName("say after the close that a no opens the complaint once more, and when it is too late who helps")
    void afterTheClose() {
        String id = offered();
        journeys.pass(Duration.ofDays(8));
        assertThat(complaints.find(id).orElseThrow().outcome()).isEqualTo("silent");

        Page page = open(Purpose.COMPLAINT_ANSWER, id, "1", "?accepted=false");
        assertThat(page.locator(".lead").innerText()).contains("A \"no\" opens it once more");
        page.locator("button").first().click();
        Chromium.fits(page);
        page.close();
        journeys.settle();
        assertThat(journeys.openTasks("complaint:" + id)).containsExactly("investigate");

        shop.apology(id);
        journeys.event("complaint.answered", customer, Map.of("complaintId", id, "accepted", false, "offer", 2));
        Page closed = open(Purpose.COMPLAINT_ANSWER, id, "2", "");
        assertThat(closed.locator("h1").innerText()).isEqualTo("This complaint is closed");
        assertThat(closed.locator(".lead").innerText()).contains("help@", "Ombudsman");
        Chromium.fits(closed);
        closed.close();
    }
}
