package io.rapport.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import io.rapport.testing.Chromium;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@RapportTest
@DisplayName("The Tasklist in a browser, behind the list of what may be sent to the engine")
@Tag("slow")
class TasklistTest {

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private TaskService tasks;

    @LocalServerPort
    private int port;

    @Test
    @DisplayName(
            "a member of a queue claims a task, comments on it, sees form, history and diagram, sets a follow-up date; nothing is"
                    + " refused")
    void nothingThatTheTasklistSendsIsRefused() {
        String customer = shop.customer();
        String complaint = shop.complaint(customer, "email", "The lid is broken.", shop.order(customer, 40));
        Task task = journeys.task("complaint:" + complaint, "investigate");
        List<String> refused = new ArrayList<>();
        try (Page page =
                chromium.newPage(new Browser.NewPageOptions().setLocale("en-GB").setViewportSize(1500, 1200))) {
            page.navigate("http://localhost:" + port + "/");
            page.waitForSelector("input[type=password]");
            page.onResponse(response -> note(response, refused));
            Chromium.logIn(page, "conny");
            page.getByText("Complaints", new Page.GetByTextOptions().setExact(true))
                    .first()
                    .click();
            page.navigate(page.url().replaceAll("&?task=[^&]*", "") + "&task=" + task.getId());
            page.locator("[cam-tasklist-task-meta] .claim").first().click();
            page.locator(".fjs-form textarea").first().waitFor();
            page.locator(".createCommentLink").click();
            page.locator("#comment-form-message").fill("Called, no answer.\nTry again <b>tomorrow</b>.");
            page.locator(".modal-footer button[type=submit]").click();
            assertThat(page.locator(".rapport-card blockquote").first().innerText())
                    .isEqualTo("Called, no answer.\nTry again <b>tomorrow</b>.");
            for (String tab : List.of("History", "Diagram", "Form")) {
                page.getByText(tab, new Page.GetByTextOptions().setExact(true))
                        .first()
                        .click();
                page.waitForTimeout(500);
                if (tab.equals("History")) {
                    assertThat(page.locator("[nl2br]").first().innerText())
                            .isEqualTo("Called, no answer.\nTry again <b>tomorrow</b>.");
                }
            }
            page.locator(".followup-date").first().click();
            page.locator("[ng-click^='applyChange']").first().click();
            page.waitForCondition(() ->
                    tasks.createTaskQuery().taskId(task.getId()).singleResult().getFollowUpDate() != null);
        }

        assertThat(refused).isEmpty();
        assertThat(tasks.createTaskQuery().taskId(task.getId()).singleResult().getAssignee())
                .isEqualTo("conny");
    }

    private static void note(Response response, List<String> refused) {
        if (response.status() >= 400 && response.url().contains("/camunda/")) {
            refused.add(response.status() + " " + response.request().method() + " " + response.url());
        }
    }
}
