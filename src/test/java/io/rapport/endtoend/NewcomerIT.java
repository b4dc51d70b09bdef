package io.rapport.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.rapport.testing.Chromium;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What a newcomer meets after the first start")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NewcomerIT {

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    private static final Pattern SEEN = Pattern.compile("name=\"seen\" value=\"([^\"]+)\"");
    private static final Pattern CONFIRM = Pattern.compile("(/p/[A-Za-z0-9_-]+)");

    @TempDir
    static Path folder;

    private static RapportProcess rapport;

    @BeforeAll
    static void start() {
        rapport = new RapportProcess(folder, Map.of()).asShipped();
        rapport.start();
    }

    @AfterAll
    static void stop() {
        rapport.close();
    }

    @Test
    @Order(1)
    @DisplayName(
            "Within six minutes there are mails, all four journeys run, and staff have tasks in at least four queues")
    void demoShop() {
        rapport.await(
                "the demo shop is told",
                Duration.ofMinutes(6),
                () -> queues().size() >= 4
                        && running().containsAll(List.of("onboarding", "post-purchase", "complaint", "win-back"))
                        && rapport.json("/mailbox/messages.json").size() > 100);
        rapport.await("the replay has arrived at today", () -> rapport.tail().contains("arrived at today"));
        System.out.println("queues with tasks once the replay has arrived: " + queues());
        assertThat(rapport.query("select state, count(*) from rapport.inbox_event where state in ('dead') group by 1"))
                .isEmpty();
        assertThat(rapport.query("select count(*) from rapport.act_ru_job where retries_ = 0"))
                .containsExactly("0");
    }

    private static List<String> queues() {
        return rapport.query(
                """
                select distinct l.group_id_ from rapport.act_ru_task t
                join rapport.act_ru_identitylink l on l.task_id_ = t.id_ and l.type_ = 'candidate'""");
    }

    private static List<String> running() {
        return rapport.query("select distinct journey from rapport.journey where ended_at is null");
    }

    @Test
    @Order(2)
    @DisplayName("An event becomes a mail, its link a confirmation, the confirmation a task, and staff complete it in"
            + " Tasklist")
    void fromEventToCompletedTask() {
        String event =
                """
                {"specversion": "1.0", "id": "e2e-1", "source": "urn:shop", "type": "customer.registered",
                 "subject": "customer:e2e", "data": {"firstName": "Ida", "lastName": "Berg",
                 "email": "ida.berg@example.com", "locale": "en-GB", "timeZone": "Europe/London",
                 "phone": "+44 20 7946 0999", "birthday": "1984-05-06", "attributes": {"segment": "vip"}}}""";
        assertThat(rapport.event(event)).isEqualTo(202);

        rapport.await("the welcome is in the mailbox", () -> mailTo("ida.berg@example.com")
                .isPresent());
        String text = mailTo("ida.berg@example.com").orElseThrow().path("text").asText();
        Matcher link = CONFIRM.matcher(text);
        assertThat(link.find()).as("a link to confirm in: " + text).isTrue();

        // a scanner that follows the link changes nothing
        HttpResponse<String> page = rapport.get(link.group(1), false);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).doesNotContain("ida.berg@example.com");
        assertThat(openTasks()).isEmpty();

        // nor does one that sends the form at once; a person needs a moment
        Matcher seen = SEEN.matcher(page.body());
        assertThat(seen.find()).as("the moment of the form in: " + page.body()).isTrue();
        rapport.await("the address is confirmed", () -> rapport.post(link.group(1), "seen=" + seen.group(1))
                .body()
                .contains("Your e-mail address is confirmed"));
        rapport.await("the welcome call is in the queue", () -> openTasks().size() == 1);

        completeInTasklist();

        assertThat(openTasks()).isEmpty();
        assertThat(rapport.query("select answers ->> 'notes' from rapport.task_submission where customer_id = 'e2e'"))
                .containsExactly("Drinks only oolong, please no black tea");
        assertThat(rapport.query("select t.assignee_ from rapport.act_hi_taskinst t"
                        + " join rapport.act_hi_procinst i using (proc_inst_id_)"
                        + " where t.delete_reason_ = 'completed' and i.business_key_ = 'customer:e2e'"))
                .containsExactly("clara");
    }

    private static Optional<JsonNode> mailTo(String address) {
        JsonNode mails = rapport.json("/mailbox/messages.json?to=" + address);
        return StreamSupport.stream(mails.spliterator(), false)
                .filter(mail -> mail.path("to").asText().contains(address))
                .findFirst();
    }

    private static List<String> openTasks() {
        return rapport.query(
                """
                select t.id_ from rapport.act_ru_task t join rapport.act_ru_execution p on p.id_ = t.proc_inst_id_
                where p.business_key_ = 'customer:e2e'""");
    }

    private static void completeInTasklist() {
        try (Page page =
                chromium.newPage(new Browser.NewPageOptions().setLocale("en-GB").setViewportSize(1500, 1200))) {
            page.navigate(rapport.address() + "/");
            Chromium.logIn(page, "clara");
            page.getByText("Care", new Page.GetByTextOptions().setExact(true))
                    .first()
                    .click();
            String task = openTasks().get(0);
            page.navigate(page.url().replaceAll("&?task=[^&]*", "") + "&task=" + task);

            // the card above the form says who it is
            page.getByText("Ida Berg").first().waitFor();
            page.getByText("Claim", new Page.GetByTextOptions().setExact(true))
                    .first()
                    .click();
            Locator outcome = page.locator(".fjs-form .fjs-input-group, .fjs-form .fjs-select-display")
                    .first();
            outcome.click();
            page.locator(".fjs-dropdownlist-item").first().click();
            page.locator(".fjs-form textarea").last().fill("Drinks only oolong, please no black tea");
            page.locator("button:has-text('Complete')").last().click();
            rapport.await("the task is completed", () -> openTasks().isEmpty());
        }
    }
}
