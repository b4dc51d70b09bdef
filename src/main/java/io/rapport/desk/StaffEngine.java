package io.rapport.desk;

import io.rapport.desk.StaffItems.Made;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permission;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.authorization.Resource;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.task.TaskQuery;
import org.springframework.stereotype.Component;

/** Makes, finds, changes and removes in the engine what the file about staff says, one item at a time. */
@Component
class StaffEngine {

    /** By it the web apps and the pages know the language that somebody reads. */
    static final String LOCALE_INFO = "locale";

    private final IdentityService identity;
    private final AuthorizationService authorizations;
    private final FilterService filters;
    private final TaskService tasks;
    private final StaffItems items;
    private final SecureRandom random = new SecureRandom();

    StaffEngine(
            IdentityService identity,
            AuthorizationService authorizations,
            FilterService filters,
            TaskService tasks,
            StaffItems items) {
        this.identity = identity;
        this.authorizations = authorizations;
        this.filters = filters;
        this.tasks = tasks;
        this.items = items;
    }

    /** A right of a group. */
    private record Right(String group, Resource resource, String resourceId, Permission permission) {}

    /** @return whether what it builds upon is there: a member may come from a directory, and log in for the first time later */
    boolean canMake(StaffItem item) {
        return switch (item.kind()) {
            case LOCALE -> isUser(item.name());
            case MEMBERSHIP -> isUser(login(item.name())) && isGroup(item.group());
            default -> true;
        };
    }

    /** @return the engine's id of what is there although the file did not make it; null for nothing */
    String find(StaffItem item) {
        return switch (item.kind()) {
            case GROUP -> isGroup(item.name()) ? item.name() : null;
            case USER -> isUser(item.name()) ? item.name() : null;
            case LOCALE -> identity.getUserInfo(item.name(), LOCALE_INFO);
            case MEMBERSHIP -> isMember(item.name(), item.group()) ? item.name() : null;
            case GRANT -> granted(right(item.name(), item.group()));
            // several may have one name, and none of them is the file's
            case FILTER -> null;
        };
    }

    /** @return whether something that the file made is still there */
    boolean exists(Made item) {
        return switch (item.key().kind()) {
            case GROUP -> isGroup(item.engineId());
            case USER -> isUser(item.engineId());
            case LOCALE -> item.part(0).equals(identity.getUserInfo(item.engineId(), LOCALE_INFO));
            case MEMBERSHIP -> isMember(item.key().name(), item.group());
            case GRANT ->
                authorizations
                                .createAuthorizationQuery()
                                .authorizationId(item.engineId())
                                .count()
                        > 0;
            case FILTER ->
                filters.createTaskFilterQuery().filterId(item.engineId()).count() > 0;
        };
    }

    /** @return the engine's id of what was made */
    String make(StaffItem item) {
        switch (item.kind()) {
            case GROUP -> {
                Group group = identity.newGroup(item.name());
                group.setType(item.parts().get(0));
                group.setName(item.parts().get(1));
                identity.saveGroup(group);
            }
            case USER -> {
                User user = identity.newUser(item.name());
                user.setFirstName(item.parts().get(0));
                user.setLastName(item.parts().get(1));
                user.setEmail(emptyToNull(item.parts().get(2)));
                user.setPassword(unknownPassword());
                identity.saveUser(user);
            }
            case LOCALE ->
                identity.setUserInfo(item.name(), LOCALE_INFO, item.parts().get(0));
            case MEMBERSHIP -> identity.createMembership(login(item.name()), item.group());
            case GRANT -> {
                return grant(right(item.name(), item.group()));
            }
            case FILTER -> {
                return filter(item);
            }
        }
        return item.name();
    }

    /** Changes what the file says otherwise than before; what was changed in Admin beside that stays. */
    void change(StaffItem item, Made before) {
        switch (item.kind()) {
            case GROUP -> {
                Group group =
                        identity.createGroupQuery().groupId(before.engineId()).singleResult();
                group.setType(item.parts().get(0));
                if (isChanged(item, before, 1)) {
                    group.setName(item.parts().get(1));
                }
                identity.saveGroup(group);
            }
            case USER -> {
                User user = identity.createUserQuery().userId(before.engineId()).singleResult();
                if (isChanged(item, before, 0)) {
                    user.setFirstName(item.parts().get(0));
                }
                if (isChanged(item, before, 1)) {
                    user.setLastName(item.parts().get(1));
                }
                if (isChanged(item, before, 2)) {
                    user.setEmail(emptyToNull(item.parts().get(2)));
                }
                identity.saveUser(user);
            }
            case LOCALE ->
                identity.setUserInfo(item.name(), LOCALE_INFO, item.parts().get(0));
            case FILTER -> changeFilter(item, before);
            case GRANT, MEMBERSHIP -> throw new IllegalStateException(item + " has no parts that could change");
        }
    }

    void remove(Made item) {
        switch (item.key().kind()) {
            case GROUP -> identity.deleteGroup(item.engineId());
            // the history names them; without a group they see nothing
            case USER -> {}
            case LOCALE -> identity.deleteUserInfo(item.engineId(), LOCALE_INFO);
            case MEMBERSHIP -> identity.deleteMembership(login(item.key().name()), item.group());
            case GRANT -> authorizations.deleteAuthorization(item.engineId());
            case FILTER -> filters.deleteFilter(item.engineId());
        }
    }

    /** @return whether a group has members, or rights other than those that the engine gives by itself */
    boolean hasOthers(String group) {
        return identity.createUserQuery().memberOfGroup(group).count() > 0
                || authorizations.createAuthorizationQuery().groupIdIn(group).list().stream()
                        .anyMatch(right -> !isOfTheEngine(right));
    }

    /** @return whether the engine gave the right by itself: to a queue on its tasks, to members on their group */
    static boolean isOfTheEngine(Authorization right) {
        return right.getResourceType() == Resources.TASK.resourceType()
                || right.getResourceType() == Resources.GROUP.resourceType()
                        && right.getGroupId().equals(right.getResourceId());
    }

    // groups and logins

    private boolean isGroup(String id) {
        return identity.createGroupQuery().groupId(id).count() > 0;
    }

    private boolean isUser(String id) {
        return identity.createUserQuery().userId(id).count() > 0;
    }

    private boolean isMember(String membership, String group) {
        return identity.createGroupQuery()
                        .groupMember(login(membership))
                        .groupId(group)
                        .count()
                > 0;
    }

    private static String login(String membership) {
        return membership.substring(0, membership.indexOf(' '));
    }

    private static String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /** Nobody logs in by it: an administrator sets another in Admin. Without any the engine's login would fail with a fault. */
    private String unknownPassword() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static boolean isChanged(StaffItem item, Made before, int part) {
        return !item.parts().get(part).equals(before.part(part));
    }

    // rights

    private Right right(String name, String group) {
        String of = name.substring(group.length() + 1);
        return switch (of) {
            case "tasklist" -> new Right(group, Resources.APPLICATION, "tasklist", Permissions.ACCESS);
            case "process-definitions" ->
                new Right(group, Resources.PROCESS_DEFINITION, Authorization.ANY, ProcessDefinitionPermissions.READ);
            default ->
                new Right(
                        group,
                        Resources.FILTER,
                        items.filter(of.substring(of.indexOf(' ') + 1)).orElseThrow(),
                        Permissions.READ);
        };
    }

    private String granted(Right right) {
        return authorizations
                .createAuthorizationQuery()
                .authorizationType(Authorization.AUTH_TYPE_GRANT)
                .groupIdIn(right.group())
                .resourceType(right.resource())
                .resourceId(right.resourceId())
                .list()
                .stream()
                .map(Authorization::getId)
                .findFirst()
                .orElse(null);
    }

    private String grant(Right right) {
        Authorization grant = authorizations.createNewAuthorization(Authorization.AUTH_TYPE_GRANT);
        grant.setGroupId(right.group());
        grant.setResource(right.resource());
        grant.setResourceId(right.resourceId());
        grant.setPermissions(new Permission[] {right.permission()});
        return authorizations.saveAuthorization(grant).getId();
    }

    // filters

    private String filter(StaffItem item) {
        // claimed tasks show, too, so that nothing vanishes from the queue before it is done
        TaskQuery query = item.group() == null
                ? tasks.createTaskQuery().taskAssigneeExpression("${currentUser()}")
                : tasks.createTaskQuery().taskCandidateGroup(item.group()).includeAssignedTasks();
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("description", item.parts().get(1));
        properties.put("priority", Integer.valueOf(item.parts().get(2)));
        properties.put("color", item.parts().get(3));
        properties.put("refresh", true);
        // no variables: who may see one of a journey's variables in a list may see all of them
        properties.put("showUndefinedVariable", false);
        properties.put("variables", List.of());
        Filter filter = filters.newTaskFilter(item.parts().get(0));
        filter.setProperties(properties);
        filter.setQuery(query.orderByTaskPriority().desc().orderByDueDate().asc());
        return filters.saveFilter(filter).getId();
    }

    private void changeFilter(StaffItem item, Made before) {
        Filter filter = filters.getFilter(before.engineId());
        Map<String, Object> properties =
                new LinkedHashMap<>(filter.getProperties() == null ? Map.of() : filter.getProperties());
        if (isChanged(item, before, 0)) {
            filter.setName(item.parts().get(0));
        }
        if (isChanged(item, before, 1)) {
            properties.put("description", item.parts().get(1));
        }
        if (isChanged(item, before, 2)) {
            properties.put("priority", Integer.valueOf(item.parts().get(2)));
        }
        if (isChanged(item, before, 3)) {
            properties.put("color", item.parts().get(3));
        }
        filter.setProperties(properties);
        filters.saveFilter(filter);
    }
}
