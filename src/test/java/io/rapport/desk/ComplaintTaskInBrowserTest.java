package io.rapport.desk;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.rapport.feedback.Complaints;
import io.rapport.testing.Chromium;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A complaint's task in Tasklist, as staff come to it from the mail about it. */
@RapportTest
@DisplayName("In Tasklist, the investigation of a complaint")
@Tag("slow")
class ComplaintTaskInBrowserTest {

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private TaskService tasks;

    @Autowired
    private Complaints complaints;

    @LocalServerPort
    private int port;

    @Test
    @DisplayName(
            "opens by the mail's link, bears the customer's number, refuses 1e9 and shows what the customer will read")
    void investigates() {
        String customer = shop.customer();
        String id = shop.complaint(customer, "email", "The parcel came two weeks late", null);
        Task task = journeys.task("complaint:" + id, "investigate");
        tasks.claim(task.getId(), "conny");

        Page page = chromium.newPage(new Browser.NewPageOptions());
        page.navigate("http://localhost:" + port + "/camunda/app/tasklist/default/#/?task=" + task.getId());
        Chromium.logIn(page, "conny");

        LocatorAssertions.ContainsTextOptions patient = new LocatorAssertions.ContainsTextOptions().setTimeout(60_000);
        assertThat(page.locator(".task-details, [view=task]").first())
                .containsText(complaints.find(id).orElseThrow().number(), patient);
        page.getByLabel("Findings").fill("The carrier lost it");
        page.getByLabel("Reasons for the customer").fill("The carrier lost your parcel, and we are sorry.");
        assertThat(page.locator("blockquote", new Page.LocatorOptions().setHasText("The carrier lost your parcel")))
                .isVisible();
        page.getByLabel("Amount").fill("1e9");
        page.getByLabel("Amount").blur();
        assertThat(page.locator(".fjs-form-field-error", new Page.LocatorOptions().setHasText("pattern")))
                .isVisible();
        page.close();
    }
}
