package io.rapport.desk;

import io.rapport.database.AdvisoryLocks;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Groups;
import org.camunda.bpm.engine.authorization.Permission;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.authorization.Resource;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.IdentityServiceImpl;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Who works here, in which queues, with which rights: the engine's identity service and authorizations. What
 * {@code ensure…} creates stays as it is when it exists already, so that administrators may change it.
 */
@Service
public class StaffDirectory {

    /** The group of those who deploy models, forms and messages. */
    public static final String DESIGNERS = "designers";

    /** The group of those who may see messages in the studio with a real customer's data. */
    public static final String CUSTOMER_PREVIEW = "customer-preview";

    /** The group of those who may change customers' profiles and consents, and start journeys for them. */
    public static final String CUSTOMER_EDITORS = "customer-editors";

    /** The group of those who see how the company and its customers do, in sums. */
    public static final String MANAGERS = "managers";

    /** The group of those systems that speak to the engine itself; their accounts may post messages and nothing else. */
    public static final String SYSTEMS = "systems";

    /** The engine's group of administrators. */
    public static final String ADMINISTRATORS = Groups.CAMUNDA_ADMIN;

    /** So many characters a password has that somebody chooses. */
    public static final int SHORTEST_PASSWORD = 10;

    private final IdentityService identity;
    private final AuthorizationService authorizations;
    private final JdbcClient jdbc;
    private final LoginFailures failures;
    private final LiveStaff live;

    StaffDirectory(
            IdentityService identity,
            AuthorizationService authorizations,
            JdbcClient jdbc,
            LoginFailures failures,
            LiveStaff live) {
        this.identity = identity;
        this.authorizations = authorizations;
        this.jdbc = jdbc;
        this.failures = failures;
        this.live = live;
    }

    /**
     * Checks a login.
     *
     * @param user the login, may be null
     * @param password the password in clear, may be null
     * @param address from where it comes: wrong passwords are counted for login and address together
     * @return whether the engine knows the user and the password is theirs
     * @throws TooManyWrongPasswords if too many were wrong, and then this one was not checked
     */
    public boolean authenticate(String user, String password, String address) {
        if (user == null || password == null) {
            return false;
        }
        LoginFailures.FailureCount standing = failures.standing(user, address);
        standing.pause().ifPresent(wait -> {
            throw new TooManyWrongPasswords(wait);
        });
        boolean right = identity.checkPassword(user, password);
        if (!right) {
            failures.wrong(user, address);
        } else if (standing.failures() > 0) {
            failures.right(user, address);
        }
        return right;
    }

    /**
     * @param user a login
     * @return what changes with the password, and with the account if one is made anew; empty for an unknown user
     */
    Optional<StaffCredentials> credentials(String user) {
        return jdbc.sql(
                        """
                        select encode(sha256(convert_to(concat_ws(':', id_, salt_, pwd_), 'UTF8')), 'hex')
                        from rapport.act_id_user where id_ = ?""")
                .param(user)
                .query(String.class)
                .optional()
                .map(StaffCredentials::new);
    }

    /**
     * @param user a login
     * @return the ids of the user's groups, sorted; empty for an unknown user
     */
    public Set<String> groups(String user) {
        Set<String> groups = new TreeSet<>();
        for (Group group : identity.createGroupQuery().groupMember(user).list()) {
            groups.add(group.getId());
        }
        return groups;
    }

    /**
     * @param user a login
     * @return who it is, empty if there is nobody
     */
    public Optional<StaffMember> find(String user) {
        return Optional.ofNullable(identity.createUserQuery().userId(user).singleResult())
                .map(StaffDirectory::member);
    }

    private static StaffMember member(User user) {
        return new StaffMember(user.getId(), user.getFirstName(), user.getEmail());
    }

    /**
     * @param queue a queue's id, or any other group's
     * @return its members in the order of their logins; empty for an unknown queue
     */
    public List<StaffMember> members(String queue) {
        return identity.createUserQuery().memberOfGroup(queue).orderByUserId().asc().list().stream()
                .map(StaffDirectory::member)
                .toList();
    }

    /**
     * @param login of somebody
     * @param deputy login of who is to do their tasks
     * @return the live queues in which they work and whose tasks the deputy does not see, who neither works in them nor leads them
     */
    public List<StaffQueue> notSeenBy(String deputy, String login) {
        Set<String> own = groups(login);
        Set<String> seen = groups(deputy);
        return live.queues().stream()
                .filter(queue -> own.contains(queue.id()))
                .filter(queue -> !seen.contains(queue.id()) && (queue.lead() == null || !seen.contains(queue.lead())))
                .toList();
    }

    /** @return the queues that have fewer members than they need, so that tasks may wait there for nobody */
    public List<StaffQueue> shortOfMembers() {
        return live.queues().stream()
                .filter(queue ->
                        identity.createUserQuery().memberOfGroup(queue.id()).count() < queue.leastMembers())
                .toList();
    }

    /**
     * Makes sure that the designers, the systems and the administrators exist as groups with their rights; the queues are
     * the file's ({@link StaffUpdate}). Safe to call on several nodes at once.
     */
    @Transactional
    public void ensureGroups() {
        oneNodeAtATime();
        ensureGroup(DESIGNERS, "Designers · 流程设计", "WORKFLOW");
        grant(DESIGNERS, Resources.APPLICATION, "cockpit", Permissions.ACCESS);
        grant(DESIGNERS, Resources.DEPLOYMENT, Authorization.ANY, Permissions.CREATE, Permissions.READ);
        grant(
                DESIGNERS,
                Resources.PROCESS_DEFINITION,
                Authorization.ANY,
                ProcessDefinitionPermissions.READ,
                ProcessDefinitionPermissions.READ_HISTORY);
        grant(DESIGNERS, Resources.DECISION_DEFINITION, Authorization.ANY, Permissions.READ);
        grant(DESIGNERS, Resources.DECISION_REQUIREMENTS_DEFINITION, Authorization.ANY, Permissions.READ);
        // what its members may see is the studio's, not the engine's
        ensureGroup(CUSTOMER_PREVIEW, "Messages with customers' data · 客户数据预览", "WORKFLOW");
        // likewise, what they may change is the customers' pages'
        ensureGroup(CUSTOMER_EDITORS, "Change customers · 修改客户资料", "WORKFLOW");
        ensureGroup(MANAGERS, "Managers · 管理层", "WORKFLOW");
        ensureGroup(SYSTEMS, "Systems · 系统", "WORKFLOW");
        // what POST /engine-rest/message needs to start and to advance; the API lets these accounts do nothing else
        grant(SYSTEMS, Resources.PROCESS_INSTANCE, Authorization.ANY, Permissions.CREATE);
        grant(
                SYSTEMS,
                Resources.PROCESS_DEFINITION,
                Authorization.ANY,
                ProcessDefinitionPermissions.CREATE_INSTANCE,
                ProcessDefinitionPermissions.UPDATE_INSTANCE);
        ensureGroup(ADMINISTRATORS, "Administrators · 管理员", Groups.GROUP_TYPE_SYSTEM);
        for (Resource resource : Resources.values()) {
            grant(ADMINISTRATORS, resource, Authorization.ANY, Permissions.ALL);
        }
    }

    /**
     * Makes sure that a user exists and is a member of groups. An existing user keeps name, e-mail and password.
     *
     * @param id the login: letters, digits, {@code - . @}
     * @param firstName first name
     * @param lastName last name
     * @param email where notices reach them, may be null
     * @param password the first password in clear
     * @param groups ids of groups; one that does not exist, such as that of a queue that left the file, is left out
     */
    @Transactional
    public void ensureUser(
            String id, String firstName, String lastName, String email, String password, Set<String> groups) {
        oneNodeAtATime();
        if (identity.createUserQuery().userId(id).count() == 0) {
            User user = identity.newUser(id);
            user.setFirstName(firstName);
            user.setLastName(lastName);
            user.setEmail(email);
            user.setPassword(password);
            // the first password is the installation's; those that people choose have a least length
            ((IdentityServiceImpl) identity).saveUser(user, true);
        }
        Set<String> has = groups(id);
        groups.stream()
                .filter(group -> !has.contains(group))
                .filter(group -> identity.createGroupQuery().groupId(group).count() > 0)
                .forEach(group -> identity.createMembership(id, group));
    }

    /**
     * Makes sure that the administrators' group has this direct member, whether or not the user existed: while the group
     * is empty, anybody could make themselves the first administrator (CVE-2026-77226).
     *
     * @param id the login
     * @param firstName first name
     * @param lastName last name
     * @param email where notices reach them, may be null
     * @param password the first password in clear
     */
    @Transactional
    public void ensureAdministrator(String id, String firstName, String lastName, String email, String password) {
        ensureGroups();
        ensureUser(id, firstName, lastName, email, password, Set.of(ADMINISTRATORS));
    }

    /**
     * @return whether the administrators' group has a direct member; as long as it has none, the web app's setup must
     *     stay shut
     */
    public boolean hasAdministrator() {
        return identity.createUserQuery().memberOfGroup(ADMINISTRATORS).count() > 0;
    }

    /** Grants rights to a group unless it has a grant on that very resource. */
    void grant(String group, Resource resource, String resourceId, Permission... permissions) {
        boolean granted = authorizations
                        .createAuthorizationQuery()
                        .authorizationType(Authorization.AUTH_TYPE_GRANT)
                        .groupIdIn(group)
                        .resourceType(resource)
                        .resourceId(resourceId)
                        .count()
                > 0;
        if (!granted) {
            Authorization grant = authorizations.createNewAuthorization(Authorization.AUTH_TYPE_GRANT);
            grant.setGroupId(group);
            grant.setResource(resource);
            grant.setResourceId(resourceId);
            grant.setPermissions(permissions);
            authorizations.saveAuthorization(grant);
        }
    }

    /** Holds other nodes back until this transaction ends: the engine has no constraint against doubles. */
    void oneNodeAtATime() {
        jdbc.sql("select pg_advisory_xact_lock(?, ?)")
                .param(AdvisoryLocks.STAFF_DIRECTORY)
                .param(AdvisoryLocks.ONLY_ONE)
                .query()
                .listOfRows();
    }

    private void ensureGroup(String id, String name, String type) {
        if (identity.createGroupQuery().groupId(id).count() == 0) {
            Group group = identity.newGroup(id);
            group.setName(name);
            group.setType(type);
            identity.saveGroup(group);
        }
    }
}
