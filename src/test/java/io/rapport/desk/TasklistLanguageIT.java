package io.rapport.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.rapport.testing.Chromium;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Walks every view of the Tasklist as staff and as an administrator see it; leaves pictures in target/tasklist. */
@RapportTest
@DisplayName("In the Tasklist, a member of staff reads one language alone")
class TasklistLanguageIT {

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    /** Everything that can be read: text that is shown, what inputs say, and what shows under the pointer. */
    private static final String READ =
            """
            () => {
              const words = [];
              // what customers, colleagues and their keyboards wrote
              const data = '.rapport-card dd, .rapport-card li, .rapport-card h4, blockquote, [nl2br], .account, .operation-user,'
                + ' script, style, #footer-timezone i, td:first-child, .ce-eol-banner';
              const seen = (node) => node.getClientRects().length > 0;
              const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              while (texts.nextNode()) {
                const parent = texts.currentNode.parentElement;
                const label = parent.matches('.rapport-card li strong, .account .dropdown-menu *');
                if (texts.currentNode.data.trim() && seen(parent) && (label || !parent.closest(data))) {
                  words.push(texts.currentNode.data.trim());
                }
              }
              for (const name of ['title', 'placeholder', 'aria-label', 'uib-tooltip', 'alt']) {
                for (const node of document.querySelectorAll(`[${name}]`)) {
                  if (seen(node) && node.getAttribute(name).trim()) words.push(node.getAttribute(name).trim());
                }
              }
              for (const node of document.querySelectorAll('input[type=text], option')) {
                if (seen(node) && node.value && node.closest('.filter-modal') && node.name.match(/Name|Description/)) {
                  words.push(node.value);
                }
              }
              return words;
            }""";

    private static final Pattern HAN = Pattern.compile("\\p{IsHan}+");
    private static final Pattern LATIN = Pattern.compile("[A-Za-z][A-Za-z.]+");

    /** Names, and what has no other name in Chinese. */
    private static final List<String> NAMES = List.of(
            "Rapport",
            "Tasklist",
            "Camunda",
            "Platform",
            "Cockpit",
            "Admin",
            "Welcome",
            "bpmn.io",
            "conny",
            "fred",
            "demo",
            // ids of queues, as a filter's criterion and where a task's groups are managed
            "care",
            "complaints",
            // the Tasklist names a field in place of its value, in any language
            "task.assignee",
            "Conny",
            "Berg",
            "Fred",
            "Larsen",
            "Demo",
            "Administrator",
            "UTC",
            "ID",
            "URL",
            "BPMN");

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private TaskService tasks;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private ReaderLanguage reader;

    @LocalServerPort
    private int port;

    private final Map<String, TreeSet<String>> foreign = new LinkedHashMap<>();
    private String language;
    private int picture;

    @AfterEach
    void noProfileSpeaks() {
        List.of("conny", "fred", "demo").forEach(login -> reader.choose(login, null));
    }

    private Page open(String browser) {
        language = browser;
        return chromium.newPage(new Browser.NewPageOptions().setLocale(browser).setViewportSize(1500, 1100));
    }

    /** Notes what is not of the reader's language. */
    private void read(Page page, String view) {
        page.waitForTimeout(600);
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Path.of("target/tasklist/%s-%02d-%s.png".formatted(language, ++picture, view))));
        @SuppressWarnings("unchecked")
        List<String> words = (List<String>) page.evaluate(READ);
        assertThat(words).as(view).isNotEmpty();
        TreeSet<String> found = new TreeSet<>();
        for (String text : words) {
            (language.startsWith("zh") ? LATIN : HAN)
                    // what a task is about has an id of hexadecimal digits
                    .matcher(text.replaceAll("\\b[oc]-[0-9a-f]{8}\\b", ""))
                    .results()
                    .map(MatchResult::group)
                    .filter(word -> !NAMES.contains(word))
                    .forEach(word -> found.add(word + "  in: " + text));
        }
        if (!found.isEmpty()) {
            foreign.put(view, found);
        }
    }

    private void logIn(Page page, String user) {
        page.navigate("http://localhost:" + port + "/camunda/app/tasklist/default/");
        Chromium.logIn(page, user);
        page.locator(".task-filters .item").first().waitFor();
    }

    private static void open(Page page, Task task) {
        page.navigate(page.url().replaceAll("&?(task|detailsTab)=[^&]*", "") + "&task=" + task.getId());
        page.locator(".rapport-card").waitFor();
    }

    private static void dismiss(Page page) {
        page.keyboard().press("Escape");
        page.locator(".modal-dialog").waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
    }

    private Task complaint() {
        String customer = shop.customer();
        String complaint = shop.complaint(customer, "email", "The lid is broken.", shop.order(customer, 40));
        return journeys.task("complaint:" + complaint, "investigate");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"en-GB", "zh-CN"})
    @DisplayName("from the login to the last tooltip, none of the other, names aside")
    void walk(String browser) {
        Task task = complaint();
        try (Page page = open(browser)) {
            page.navigate("http://localhost:" + port + "/camunda/app/tasklist/default/");
            page.waitForSelector("input[type=password]");
            read(page, "login");
            // who is nobody: after a wrong password the engine makes its owner wait
            page.fill("input[type=text]", "nobody");
            page.fill("input[type=password]", "wrong");
            page.click("button[type=submit]");
            page.locator(".alert-danger").first().waitFor();
            read(page, "wrong-password");
            logIn(page, "conny");
            read(page, "list");
            // work comes from journeys: what would open a dialog of its own is not there
            assertThat(page.locator("li.create-task-action, li.start-process-action")
                            .all())
                    .noneMatch(Locator::isVisible);
            page.locator(".account .dropdown-toggle").click();
            read(page, "account");
            page.keyboard().press("Escape");
            page.locator(".new-sort .dropdown-toggle").click();
            read(page, "sorting");
            page.keyboard().press("Escape");
            searching(page);
            open(page, task);
            page.locator(".fjs-form textarea").first().waitFor();
            read(page, "task");
            page.locator("[cam-tasklist-task-meta] .claim").first().click();
            page.locator("[cam-tasklist-task-meta] .unclaim").first().waitFor();
            form(page);
            tabs(page);
            dialogs(page);
            dates(page);
            page.locator("li.cam-tasklist-shortcut-help a, .shortcut-help a, li[class*=shortcut] a")
                    .first()
                    .click();
            page.locator(".modal-dialog").waitFor();
            read(page, "shortcuts");
            dismiss(page);
            // a colleague was faster
            Task taken = complaint();
            open(page, taken);
            page.locator("[cam-tasklist-task-meta] .claim").first().waitFor();
            tasks.claim(taken.getId(), "demo");
            page.locator("[cam-tasklist-task-meta] .claim").first().click();
            page.locator(".page-notifications .alert").first().waitFor();
            read(page, "claimed-by-another");
        }
        assertThat(foreign).isEmpty();
    }

    private void searching(Page page) {
        Locator field = page.locator(".search-field input.main-field").first();
        field.click();
        read(page, "search");
        field.press("Enter");
        read(page, "search-by-name");
        Locator operator = page.locator(".search-label .operator-field").first();
        if (operator.count() > 0) {
            operator.click();
            read(page, "search-operators");
        }
        page.locator(".search-label .remove-search").first().click();
        page.keyboard().press("Escape");
    }

    private void form(Page page) {
        Locator text = page.locator(".fjs-form textarea").first();
        text.fill("x");
        text.fill("");
        page.locator(".fjs-form-field-error").first().waitFor();
        page.locator(".fjs-form textarea").nth(2).fill("short");
        page.locator(".fjs-form input[type=text]").last().fill("1e9");
        page.locator(".fjs-form .fjs-input-group .fjs-select-display, .fjs-form .fjs-select-display")
                .first()
                .click();
        read(page, "form");
        page.keyboard().press("Escape");
        page.locator(".form-actions .btn-default").hover();
        read(page, "form-saved");
    }

    private void tabs(Page page) {
        Locator tabs = page.locator(".tabbed-content .nav-tabs li a");
        for (int i = tabs.count() - 1; i >= 0; i--) {
            tabs.nth(i).click();
            if (page.locator(".diagram-pane").count() > 0) {
                page.locator(".diagram-pane .djs-element text").first().waitFor();
            }
            read(page, "tab-" + i);
        }
    }

    private void dialogs(Page page) {
        page.locator(".createCommentLink").click();
        page.locator("#comment-form-message").waitFor();
        read(page, "comment");
        dismiss(page);
        page.locator("[cam-tasklist-task-meta] .groups a").first().click();
        page.locator(".groups-modal").waitFor();
        read(page, "groups");
        dismiss(page);
    }

    private void dates(Page page) {
        page.locator(".followup-date .glyphicon-calendar").first().hover();
        page.locator(".followup-date").first().click();
        page.locator("[ng-click^='applyChange']").first().waitFor();
        read(page, "follow-up");
        page.locator(".uib-title:visible").first().click();
        read(page, "follow-up-months");
        page.locator("[ng-click^='applyChange']").first().click();
        page.locator(".reset-follow-up-date").first().waitFor();
        read(page, "follow-up-set");
        page.locator(".reset-follow-up-date").first().click();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"en-GB", "zh-CN"})
    @DisplayName("a form with a date, too")
    void dateInForm(String browser) {
        String customer = shop.customer();
        String order = shop.order(customer, 40);
        runtime.createProcessInstanceModification(
                        journeys.instance("delivery", "order:" + order).getId())
                .startBeforeActivity("chase-delivery")
                .execute();
        Task task = journeys.task("order:" + order, "chase-delivery");
        try (Page page = open(browser)) {
            logIn(page, "fred");
            open(page, task);
            page.locator("[cam-tasklist-task-meta] .claim").first().click();
            page.locator("[cam-tasklist-task-meta] .unclaim").first().waitFor();
            page.locator(".fjs-form .fjs-select-display").first().click();
            page.locator(".fjs-dropdownlist-item").first().click();
            page.locator(".fjs-form .flatpickr-input").first().click();
            page.locator(".flatpickr-calendar.open").waitFor();
            read(page, "date-in-form");
        }
        assertThat(foreign).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"en-GB", "zh-CN"})
    @DisplayName("what administrators see beside it: the dialog of a filter, saved with what it shows")
    void administrator(String browser) {
        try (Page page = open(browser)) {
            logIn(page, "demo");
            read(page, "administrator");
            page.locator(".task-filters .item").first().click();
            page.locator(".task-filters .item.active .actions a").first().click();
            page.locator(".filter-modal input[name=filterName]").waitFor();
            read(page, "filter");
            Locator parts = page.locator(".filter-modal .panel-heading a, .filter-modal .accordion-toggle");
            for (int i = 1; i < parts.count(); i++) {
                parts.nth(i).click();
                read(page, "filter-" + i);
            }
            page.locator(".filter-modal button[type=submit], .filter-modal .btn-primary")
                    .first()
                    .click();
            page.locator(".modal-dialog").waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
            read(page, "filter-saved");
        }
        assertThat(foreign).isEmpty();
    }

    @Test
    @DisplayName("the profile's, whatever the browser prefers: the page loads once more after the login, and no more")
    void profile() {
        reader.choose("conny", Locale.CHINESE);
        try (Page page = open("en-GB")) {
            int[] loads = {0};
            page.onDOMContentLoaded(loaded -> loads[0]++);
            page.navigate("http://localhost:" + port + "/camunda/app/tasklist/default/");
            page.waitForSelector("input[type=password]");
            assertThat(page.locator("button[type=submit]").innerText()).isEqualTo("Log in");
            Chromium.logIn(page, "conny");
            page.getByText("投诉处理").first().waitFor();
            page.waitForTimeout(1500);

            language = "zh-CN";
            read(page, "profile");
            assertThat(loads[0]).isEqualTo(2);
            assertThat(page.evaluate("document.documentElement.lang")).isEqualTo("zh");
        }
        assertThat(foreign).isEmpty();
    }
}
