package io.rapport.app.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.desk.LiveStaff;
import io.rapport.desk.StaffDirectory;
import io.rapport.desk.StaffFile;
import io.rapport.desk.StaffPerson;
import io.rapport.testing.RapportTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.identity.Group;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@RapportTest
@DisplayName("The page about queues and people")
class StaffPageTest {

    @LocalServerPort
    private int port;

    @Autowired
    private IdentityService identity;

    @Autowired
    private FilterService filters;

    @Autowired
    private TaskService tasks;

    @Autowired
    private StaffDirectory staff;

    @Autowired
    private LiveStaff live;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    @DisplayName("shows each queue, and what was made and changed in Admin beside the file")
    void page() throws Exception {
        staff.ensureUser("page-carol", "Carol", "Test", null, "test", Set.of("care"));
        Filter own = filters.saveFilter(filters.newTaskFilter("Made by hand").setQuery(tasks.createTaskQuery()));
        Group care = identity.createGroupQuery().groupId("care").singleResult();
        String name = care.getName();
        care.setName("Renamed by hand");
        identity.saveGroup(care);
        try {
            Document english = page("demo", "en");
            assertThat(english.select("#group-care td").eachText())
                    .contains("care", "Renamed by hand", "queue")
                    .anySatisfy(cell -> assertThat(cell).contains("page-carol"));
            assertThat(english.text()).contains("Made by hand", "Changed in Admin", "group care Renamed by hand");
            Document chinese = page("demo", "zh-CN");
            assertThat(chinese.text()).contains("队列与人员", "Admin 指定的成员");
            assertThat(chinese.select("#group-complaints td").eachText()).contains("投诉处理");
            assertThat(chinese.select("#group-care td").eachText()).contains("Renamed by hand");
        } finally {
            Group renamed = identity.createGroupQuery().groupId("care").singleResult();
            renamed.setName(name);
            identity.saveGroup(renamed);
            filters.deleteFilter(own.getId());
            identity.deleteUser("page-carol");
        }
    }

    @Test
    @DisplayName("shows who is whose deputy, and which queues of theirs a deputy does not see")
    void deputies() throws Exception {
        StaffFile before = live.file();
        Map<String, StaffPerson> members =
                Map.of("clara", member("clara", "conny"), "ming", member("ming", "leo"), "leo", member("leo", null));
        live.load(new StaffFile(before.fallback(), before.queues(), before.groups(), before.skills(), members));
        try {
            assertThat(page("demo", "en")
                            .select("section[aria-labelledby=deputies] li")
                            .eachText())
                    .containsExactly(
                            "conny is the deputy of clara conny does not see the tasks of: Care. Name another deputy in"
                                    + " the file, or add conny to these queues",
                            "leo is the deputy of ming");
            assertThat(page("demo", "zh-CN").text()).contains("conny 代理 clara", "conny 看不到以下队列的任务：客户关怀");
        } finally {
            live.load(before);
        }
    }

    private static StaffPerson member(String login, String deputy) {
        return new StaffPerson(login, null, null, null, null, Set.of("care"), deputy, null, Map.of());
    }

    @Test
    @DisplayName("is for administrators alone")
    void administrators() throws Exception {
        assertThat(get("clara", "en").statusCode()).isEqualTo(403);
        assertThat(get("dana", "en").statusCode()).isEqualTo(403);
    }

    @Test
    @DisplayName("has the same words in both languages")
    void words() throws IOException {
        assertThat(keys("operations/staff_zh.properties")).isEqualTo(keys("operations/staff.properties"));
    }

    private static Set<Object> keys(String file) throws IOException {
        Properties words = new Properties();
        try (var in = StaffPageTest.class.getResourceAsStream("/" + file)) {
            words.load(in);
        }
        return words.keySet();
    }

    private Document page(String login, String language) throws Exception {
        HttpResponse<String> answer = get(login, language);
        assertThat(answer.statusCode()).isEqualTo(200);
        return Jsoup.parse(answer.body());
    }

    private HttpResponse<String> get(String login, String language) throws Exception {
        String basic = Base64.getEncoder().encodeToString((login + ":demo").getBytes(StandardCharsets.UTF_8));
        return http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/operations/staff"))
                        .header("Authorization", "Basic " + basic)
                        .header("Accept-Language", language)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
