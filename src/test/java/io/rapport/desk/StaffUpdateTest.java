package io.rapport.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.calendar.BusinessClock;
import io.rapport.testing.RapportTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskAlreadyClaimedException;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permission;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@RapportTest
@DisplayName("What processes/staff.yaml makes in Tasklist and Admin")
class StaffUpdateTest {

    private static final String VIP = "  vip:\n    title: {en: Important customers}\n";

    @Autowired
    private StaffUpdate update;

    @Autowired
    private LiveStaff live;

    @Autowired
    private StaffDirectory staff;

    @Autowired
    private IdentityService identity;

    @Autowired
    private FilterService filters;

    @Autowired
    private AuthorizationService authorizations;

    @Autowired
    private TaskService tasks;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private TaskQueues queues;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JdbcClient jdbc;

    private final String complaint = UUID.randomUUID().toString();
    private String shipped;
    private String text;

    private List<String> before;

    @BeforeEach
    void shippedFile() throws IOException {
        shipped = Files.readString(Path.of(StaffFile.PATH));
        before = allRights();
    }

    @AfterEach
    void asItWas() {
        identity.clearAuthentication();
        clock.moveBy(Duration.ZERO);
        runtime.createProcessInstanceQuery()
                .processInstanceBusinessKey("complaint:" + complaint)
                .list()
                .forEach(instance -> runtime.deleteProcessInstance(instance.getId(), "end-of-test"));
        take(shipped);
        for (String user : List.of("vera", "walt")) {
            identity.deleteUser(user);
        }
        take(shipped);
        assertThat(groups()).doesNotContain("vip", "leads");
    }

    @Test
    @DisplayName("A queue is a line: its group, its filter and its rights come with it, and go with it")
    void comesAndGoes() {
        long rights = authorizations.createAuthorizationQuery().count();
        take(shipped + VIP);

        assertThat(identity.createGroupQuery().groupId("vip").singleResult().getType())
                .isEqualTo("QUEUE");
        assertThat(filter("Important customers").getProperties()).containsEntry("priority", 60);
        staff.ensureUser("vera", "Vera", "Test", null, "test", Set.of("vip"));
        identity.setAuthentication("vera", List.of("vip"));
        assertThat(filters.createTaskFilterQuery().list())
                .extracting(Filter::getName)
                .containsExactlyInAnyOrder("Important customers", "My tasks");
        identity.clearAuthentication();
        identity.deleteUser("vera");

        take(shipped);
        assertThat(groups()).doesNotContain("vip");
        assertThat(filterNames()).doesNotContain("Important customers");
        assertThat(authorizations.createAuthorizationQuery().count()).isEqualTo(rights);
        assertThat(live.queue("vip")).isEmpty();
    }

    @Test
    @DisplayName("Applied again, by two nodes at once, it changes nothing")
    void twice() throws Exception {
        take(shipped + VIP);
        List<Object> before = picture();

        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> update.apply(file(shipped + VIP)));
        update.apply(file(shipped + VIP));
        other.get();

        assertThat(picture()).isEqualTo(before);
    }

    @Test
    @DisplayName("Two nodes that bring the same new queue at once make it once")
    void atOnce() throws Exception {
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> update.apply(file(shipped + VIP)));
        update.apply(file(shipped + VIP));
        other.get();

        assertThat(filterNames()).containsOnlyOnce("Important customers");
    }

    @Test
    @DisplayName("A failure in the same transaction takes all of it back")
    void rolledBack() {
        assertThatThrownBy(() -> transaction.executeWithoutResult(open -> {
                    update.apply(file(shipped + VIP));
                    throw new IllegalStateException("the release failed");
                }))
                .hasMessage("the release failed");

        assertThat(groups()).doesNotContain("vip");
        assertThat(filterNames()).doesNotContain("Important customers");
    }

    @Test
    @DisplayName("A queue in which a task waits is retired: it takes no new ones, its members finish, then it goes")
    void retired() {
        take(shipped + VIP);
        Task task = taskIn("vip");

        take(shipped);

        assertThat(live.queues()).extracting(StaffQueue::id).doesNotContain("vip");
        assertThat(live.queue("vip")).hasValueSatisfying(queue -> assertThat(queue.title(Locale.ENGLISH))
                .isEqualTo("Important customers"));
        identity.setAuthentication("vera", List.of("vip"));
        assertThat(filters.<Task>list(filter("Important customers").getId()))
                .extracting(Task::getId)
                .containsExactly(task.getId());
        identity.setAuthentication("demo", List.of("camunda-admin"));
        assertThatThrownBy(() -> identity.deleteGroup("vip")).isInstanceOf(BadUserRequestException.class);
        identity.clearAuthentication();

        runtime.deleteProcessInstance(task.getProcessInstanceId(), "done");
        update.cleanUp();
        assertThat(groups()).doesNotContain("vip");
        assertThat(filterNames()).doesNotContain("Important customers");
        assertThat(live.queue("vip")).isEmpty();
    }

    @Test
    @DisplayName("A retired queue keeps its hours")
    void retiredHours() {
        String open = VIP
                + "    hours: {zone: Asia/Shanghai, opens: 08:00, closes: 20:00, days: [monday]}\n    holidays: [CN]\n";
        take(shipped + open);
        QueueHours hours = live.queue("vip").orElseThrow().hours();
        taskIn("vip");

        take(shipped);

        assertThat(live.queue("vip").orElseThrow().hours()).isNotNull().isEqualTo(hours);
    }

    @Test
    @DisplayName("A retired queue that comes back into the file is what it was")
    void back() {
        take(shipped + VIP);
        taskIn("vip");
        String filter = filter("Important customers").getId();
        take(shipped);
        take(shipped + VIP);

        assertThat(live.queues()).extracting(StaffQueue::id).contains("vip");
        assertThat(filter("Important customers").getId()).isEqualTo(filter);
        assertThat(jdbc.sql("select count(*) from rapport.staff_retired_queue")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    @DisplayName("A queue to which an instance was escalated is retired, too: the tasks to come go there")
    void escalated() {
        take(shipped + VIP);
        taskIn("care");
        queues.escalate("complaint:" + complaint, null, "vip");
        tasks.addCandidateGroup(task().getId(), "care");
        tasks.deleteCandidateGroup(task().getId(), "vip");

        take(shipped);

        assertThat(live.queue("vip")).isPresent();
    }

    @Test
    @DisplayName("Another title renames group and filter; what an administrator changed beside it stays")
    void renamed() {
        take(shipped + VIP);
        Filter filter = filter("Important customers");
        Map<String, Object> properties = new HashMap<>(filter.getProperties());
        properties.put("color", "#112233");
        filters.saveFilter(filter.setProperties(properties));

        take(shipped + VIP.replace("Important", "Best"));

        Filter renamed = filters.getFilter(filter.getId());
        assertThat(renamed.getName()).isEqualTo("Best customers");
        assertThat(renamed.getProperties()).containsEntry("color", "#112233");
        assertThat(identity.createGroupQuery().groupId("vip").singleResult().getName())
                .isEqualTo("Best customers");
    }

    @Test
    @DisplayName("A group that was made in Admin cannot be taken for a queue")
    void conflict() {
        Group group = identity.newGroup("vip");
        group.setName("Made in Admin");
        identity.saveGroup(group);
        try {
            assertThat(update.conflicts(file(shipped + VIP))).singleElement().satisfies(finding -> assertThat(
                            finding.text())
                    .contains("queues.vip", "there is a group 'vip' that this file did not make"));
            assertThatThrownBy(() -> update.apply(file(shipped + VIP))).isInstanceOf(StaffFileRefused.class);
        } finally {
            identity.deleteGroup("vip");
        }
    }

    @Test
    @DisplayName("Members whom Admin put into a queue keep its group when the queue goes, without Tasklist")
    void membersOfAdmin() {
        take(shipped + VIP);
        staff.ensureUser("vera", "Vera", "Test", null, "test", Set.of("vip"));

        take(shipped);

        assertThat(staff.groups("vera")).containsExactly("vip");
        assertThat(rights()).isEmpty();
        assertThat(live.isQueue("vip")).isFalse();
        identity.deleteMembership("vera", "vip");
        take(text);
        assertThat(groups()).doesNotContain("vip");
    }

    @Test
    @DisplayName("Rights that Admin gave stay, also when the queue's own go")
    void rightsOfAdmin() {
        take(shipped + VIP);
        Authorization right = authorizations.createNewAuthorization(Authorization.AUTH_TYPE_GRANT);
        right.setGroupId("vip");
        right.setResource(Resources.APPLICATION);
        right.setResourceId("cockpit");
        right.setPermissions(new Permission[] {Permissions.ACCESS});
        String own = authorizations.saveAuthorization(right).getId();
        try {
            take(shipped);
            assertThat(rights()).containsExactly(own);
        } finally {
            authorizations.deleteAuthorization(own);
        }
    }

    @Test
    @DisplayName(
            "People come with their language and groups; who leaves the file leaves the groups, and the login stays")
    void people() {
        String people =
                """
                groups:
                  leads:
                    title: {en: Leads, zh-CN: 主管}
                members:
                  vera: {first-name: Vera, email: vera@example.org, locale: zh-CN, groups: [vip, leads]}
                """;
        take(shipped + VIP + people);

        assertThat(staff.groups("vera")).containsExactly("leads", "vip");
        assertThat(staff.find("vera")).contains(new StaffMember("vera", "Vera", "vera@example.org"));
        assertThat(identity.getUserInfo("vera", "locale")).isEqualTo("zh-CN");
        assertThat(staff.authenticate("vera", "", "127.0.0.1")).isFalse();

        take(shipped + VIP + people.replace("[vip, leads]", "[vip]"));
        assertThat(staff.groups("vera")).containsExactly("vip");

        take(shipped + VIP);
        assertThat(staff.groups("vera")).isEmpty();
        assertThat(staff.find("vera")).isPresent();
        assertThat(identity.getUserInfo("vera", "locale")).isNull();
        assertThat(groups()).doesNotContain("leads");
    }

    @Test
    @DisplayName("Whom an administrator took out of a group does not come back until the file says something else")
    void leaver() {
        String people = "members:\n  vera: {groups: [vip]}\n";
        take(shipped + VIP + people);
        identity.deleteMembership("vera", "vip");

        take(text);
        assertThat(staff.groups("vera")).isEmpty();

        take(shipped + VIP);
        take(shipped + VIP + people);
        assertThat(staff.groups("vera")).containsExactly("vip");
    }

    @Test
    @DisplayName("A membership that Admin made is not the file's, though the file names it, too")
    void bothSay() {
        take(shipped + VIP);
        staff.ensureUser("walt", "Walt", "Test", null, "test", Set.of("vip"));
        take(shipped + VIP + "members:\n  walt: {first-name: Other, groups: [vip]}\n");
        take(shipped + VIP);

        assertThat(staff.groups("walt")).containsExactly("vip");
        assertThat(staff.find("walt").orElseThrow().firstName()).isEqualTo("Walt");
    }

    @Test
    @DisplayName("A filter that was deleted comes back with its rights")
    void filterComesBack() {
        take(shipped + VIP);
        filters.deleteFilter(filter("Important customers").getId());

        take(text);

        identity.setAuthentication("vera", List.of("vip"));
        assertThat(filterNames()).contains("Important customers");
    }

    @Test
    @DisplayName("A caller without rights in the engine, such as a designer, may have it applied")
    void byADesigner() {
        identity.setAuthentication("dana", List.of(StaffDirectory.DESIGNERS));
        take(shipped + VIP);

        assertThat(identity.getCurrentAuthentication().getUserId()).isEqualTo("dana");
        identity.clearAuthentication();
        assertThat(groups()).contains("vip");
    }

    @Test
    @DisplayName("Tasks are due in the hours of their queue, and on none of its holidays")
    void hours() {
        take(
                shipped.replace(
                        "  complaints:\n",
                        "  complaints:\n    hours: {zone: Asia/Shanghai, opens: 08:00, closes: 20:00}\n    holidays: [2026-03-09]\n"));
        // a Friday evening in Shanghai; Monday is a holiday there
        clock.moveTo(Instant.parse("2026-03-06T11:30:00Z"));

        Task task = taskIn("complaints");

        // 24 working hours of 12 a day: half an hour on Friday, twelve on Tuesday, the rest on Wednesday
        assertThat(task.getDueDate().toInstant())
                .isBetween(Instant.parse("2026-03-11T11:30:00Z"), Instant.parse("2026-03-11T11:31:00Z"));
    }

    @Test
    @DisplayName("Who leads the queue, and the deputy of a colleague, may put the colleague's task back")
    void leadsAndDeputies() {
        take(shipped
                + VIP
                + "    lead: leads\ngroups:\n  leads:\n    title: {en: Leads, zh-CN: 主管}\n"
                + "members:\n  vera: {groups: [vip], deputy: walt}\n  walt: {groups: [vip]}\n");
        Task task = taskIn("vip");
        tasks.claim(task.getId(), "vera");

        identity.setAuthentication("xena", List.of("vip"));
        assertThatThrownBy(() -> tasks.setAssignee(task.getId(), null)).isInstanceOf(TaskAlreadyClaimedException.class);
        identity.setAuthentication("xena", List.of("vip", "leads"));
        tasks.setAssignee(task.getId(), null);
        identity.clearAuthentication();
        tasks.claim(task.getId(), "vera");
        identity.setAuthentication("walt", List.of("vip"));
        tasks.setAssignee(task.getId(), null);

        identity.clearAuthentication();
        assertThat(task().getAssignee()).isNull();
    }

    private void take(String content) {
        text = content;
        StaffFile file = file(content);
        update.apply(file);
        live.load(file);
    }

    private static StaffFile file(String content) {
        return StaffFileReader.read(StaffFile.PATH, content.getBytes(StandardCharsets.UTF_8))
                .orThrow();
    }

    private Task taskIn(String queue) {
        jdbc.sql("insert into rapport.customer (id, first_name) values (?, 'Ada')")
                .param(complaint)
                .update();
        jdbc.sql(
                        """
                insert into rapport.complaint (id, customer_id, channel, text, opened_at)
                values (?, ?, 'email', 'It broke.', now())""")
                .params(complaint, complaint)
                .update();
        runtime.startProcessInstanceByKey(
                "complaint-investigation",
                "complaint:" + complaint,
                Map.of("customerId", complaint, "complaintId", complaint, "severity", "normal"));
        Task task = task();
        if (!queue.equals("complaints")) {
            tasks.addCandidateGroup(task.getId(), queue);
            tasks.deleteCandidateGroup(task.getId(), "complaints");
        }
        return task();
    }

    private Task task() {
        return tasks.createTaskQuery()
                .processInstanceBusinessKey("complaint:" + complaint)
                .singleResult();
    }

    private Filter filter(String name) {
        return filters.createTaskFilterQuery().filterName(name).singleResult();
    }

    private List<String> filterNames() {
        return filters.createTaskFilterQuery().list().stream()
                .map(Filter::getName)
                .toList();
    }

    /** Without what the engine gives members on their group. */
    /** @return those that came in this test */
    private List<String> rights() {
        return allRights().stream().filter(right -> !before.contains(right)).toList();
    }

    private List<String> allRights() {
        return authorizations.createAuthorizationQuery().groupIdIn("vip").list().stream()
                .filter(right -> right.getResourceType() != Resources.GROUP.resourceType())
                .map(Authorization::getId)
                .toList();
    }

    private List<String> groups() {
        return identity.createGroupQuery().list().stream().map(Group::getId).toList();
    }

    /** All that the file may touch, with its revisions. */
    private List<Object> picture() {
        return List.of(
                jdbc.sql("select * from rapport.act_id_group order by id_")
                        .query()
                        .listOfRows(),
                jdbc.sql("select id_, rev_ from rapport.act_ru_filter order by id_")
                        .query()
                        .listOfRows(),
                jdbc.sql("select id_, rev_ from rapport.act_ru_authorization order by id_")
                        .query()
                        .listOfRows(),
                jdbc.sql("select * from rapport.staff_item order by kind, name")
                        .query()
                        .listOfRows());
    }
}
