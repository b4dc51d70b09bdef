package io.rapport.desk.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.desk.LiveStaff;
import io.rapport.desk.StaffDirectory;
import io.rapport.desk.TooManyWrongPasswords;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Stands before the engine's REST API and that of its web apps, and lets pass what the list {@code engine-api.rules}
 * allows; all else is refused before it comes to the engine. Paths that could be read in two ways do not come as far as
 * this.
 */
final class EngineApiFilter extends OncePerRequestFilter {

    /** A value that comes as a file is a document, bytes or a serialized object, and the engine holds none of them. */
    private static final Pattern UPLOAD = Pattern.compile(".*/(?:variables|localVariables)/[^/]+/data");

    static final String NO_TASK = "This task is done already, or never was. Load the list again.";

    private static final Pattern TASK = Pattern.compile("/task/[^/]+");
    private static final Pattern CREDENTIALS = Pattern.compile("/user/[^/]+/credentials");
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    /** Models and forms come as multipart and may be larger. */
    private static final int LARGEST_BODY = 4 * 1024 * 1024;

    private static final int LARGEST_COMMENT = 64 * 1024;

    private final EngineApiRules rules = EngineApiRules.shipped();
    private static final String FOR_STAFF =
            "Staff work on the tasks of their queues with the tasks' forms; for anything"
                    + " else ask an administrator.";

    private static final String FOR_DESIGNERS =
            "Designers deploy models, tables and forms, and read what is deployed. To let a journey go, use the command"
                    + " retire.";

    private final StaffDirectory staff;
    private final LiveStaff live;
    private final TaskService tasks;
    private final WebAppLogin webAppLogin;
    private final CommentApi comments;
    private final String publicUrl;
    private final ObjectMapper json;

    EngineApiFilter(
            StaffDirectory staff,
            LiveStaff live,
            TaskService tasks,
            WebAppLogin webAppLogin,
            CommentApi comments,
            String publicUrl,
            ObjectMapper json) {
        this.staff = staff;
        this.live = live;
        this.tasks = tasks;
        this.webAppLogin = webAppLogin;
        this.comments = comments;
        this.publicUrl = publicUrl.replaceAll("/+$", "");
        this.json = json;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = EngineApiRules.apiPath(
                request.getRequestURI().substring(request.getContextPath().length()));
        Optional<String> released = ReleasedDefinitions.refusal(
                request.getMethod(),
                request.getRequestURI().substring(request.getContextPath().length()));
        Optional<String> caller = caller(request);
        Set<String> groups = caller.map(staff::groups).orElse(Set.of());
        Set<EngineApiRole> roles = caller.isPresent()
                ? EngineApiRole.of(groups, live::isQueue, live::isLead)
                : EnumSet.of(EngineApiRole.ANYBODY);
        Optional<EngineApiRules.Allowed> allowed = rules.decide(roles, request.getMethod(), path);
        Optional<String> taskId = EngineApiRules.task(path);
        Optional<Task> task = allowed.isEmpty() ? Optional.empty() : taskId.flatMap(this::task);
        if (allowed.isEmpty()) {
            refuse(response, roles, request.getMethod());
        } else if (taskId.isPresent() && task.isEmpty()) {
            noTask(response);
        } else if (!holds(allowed.get(), task.orElse(null), caller.orElse(null), groups)) {
            refuse(response, roles, request.getMethod());
        } else if (released.isPresent()) {
            answer(response, HttpStatus.FORBIDDEN, "NotAllowed", released.get());
        } else if (request.getMethod().equals("POST") && UPLOAD.matcher(path).matches()) {
            badRequest(
                    response,
                    "The engine holds no documents, files and serialized objects: a variable is a number, a truth value,"
                            + " a date or a token. Write text into a field of the task's form.");
        } else if (task.isPresent() && CommentApi.isAbout(path)) {
            comment(request, response, path, task.get(), caller.orElseThrow(), groups);
        } else {
            toEngine(request, response, chain, path, caller.orElse(null), taskId);
        }
    }

    /** The engine keeps no text: comments are ours, and end here. */
    private void comment(
            HttpServletRequest request,
            HttpServletResponse response,
            String path,
            Task task,
            String caller,
            Set<String> groups)
            throws IOException {
        byte[] body = new byte[0];
        if (!READING.contains(request.getMethod())) {
            if (!webAppLogin.isTrusted(request)) {
                // in place of the web apps' own filter, which comes later
                answer(
                        response,
                        HttpStatus.FORBIDDEN,
                        "NotAllowed",
                        "The page is too old, or is not one of ours. Load it again.");
                return;
            }
            body = request.getInputStream().readNBytes(LARGEST_COMMENT + 1);
            if (body.length > LARGEST_COMMENT) {
                answer(response, HttpStatus.PAYLOAD_TOO_LARGE, "InvalidRequest", "The body is larger than 64 KiB.");
                return;
            }
            Optional<String> fault = JsonFaults.first(body);
            if (fault.isPresent() && body.length > 0) {
                badRequest(response, fault.get());
                return;
            }
        }
        String address = publicUrl + request.getRequestURI().replaceFirst("/comment(?:/.*)?$", "/comment");
        CommentApi.Response answer = comments.answer(new CommentApi.Request(
                request.getMethod(),
                path,
                address,
                task.getId(),
                task.getProcessInstanceId(),
                caller,
                groups.contains(StaffDirectory.ADMINISTRATORS),
                body));
        if (answer.body() == null) {
            response.setStatus(answer.status().value());
        } else {
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            write(response, answer.status(), answer.body());
        }
    }

    private void toEngine(
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain,
            String path,
            String caller,
            Optional<String> taskId)
            throws ServletException, IOException {
        HttpServletRequest passed = request;
        if (!READING.contains(request.getMethod()) && !isForm(request.getContentType())) {
            byte[] body = request.getInputStream().readNBytes(LARGEST_BODY + 1);
            if (body.length > LARGEST_BODY) {
                answer(response, HttpStatus.PAYLOAD_TOO_LARGE, "InvalidRequest", "The body is larger than 4 MiB.");
                return;
            }
            Optional<String> fault = JsonFaults.first(body);
            if (fault.isPresent()) {
                badRequest(response, fault.get());
                return;
            }
            if (request.getMethod().equals("PUT") && CREDENTIALS.matcher(path).matches()) {
                if (!mayChangePassword(response, body, caller, request.getRemoteAddr())) {
                    return;
                }
            } else if (request.getMethod().equals("PUT") && TASK.matcher(path).matches()) {
                body = withoutForm(body);
            }
            passed = new BufferedRequest(request, body);
        }
        RedactedFailure withheld = new RedactedFailure(response);
        chain.doFilter(passed, withheld);
        withheld.finish();
        if (withheld.hasFailed()) {
            response.resetBuffer();
            if (taskId.isPresent() && task(taskId.get()).isEmpty()) {
                // somebody else, or a second click, was first
                noTask(response);
            } else {
                answer(
                        response,
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        "InternalError",
                        "The engine could not do this. The server's log says why; ask an administrator.");
            }
        }
    }

    private static boolean isForm(String contentType) {
        String type = String.valueOf(contentType).strip().toLowerCase(Locale.ROOT);
        return type.startsWith("multipart/") || type.startsWith(MediaType.APPLICATION_FORM_URLENCODED_VALUE);
    }

    /**
     * The Tasklist sends a task back as it got it, with the reference to its form, and the engine's API cannot read what it
     * wrote there: without this no follow-up date could be set.
     */
    private byte[] withoutForm(byte[] body) throws IOException {
        try {
            if (json.readTree(body) instanceof ObjectNode task && task.remove("camundaFormRef") != null) {
                return json.writeValueAsBytes(task);
            }
        } catch (JsonProcessingException unreadable) {
            // the engine's API says so itself
        }
        return body;
    }

    /**
     * Checks a change of a password. The engine asks for the caller's own password, but as often as somebody likes to
     * guess, and takes a missing new one for no change.
     */
    private boolean mayChangePassword(HttpServletResponse response, byte[] body, String caller, String address)
            throws IOException {
        JsonNode change;
        try {
            change = json.readTree(body);
        } catch (JsonProcessingException unreadable) {
            badRequest(response, "The body is no JSON.");
            return false;
        }
        String chosen = change.path("password").textValue();
        if (chosen == null || chosen.length() < StaffDirectory.SHORTEST_PASSWORD) {
            badRequest(
                    response,
                    "password: take at least " + StaffDirectory.SHORTEST_PASSWORD
                            + " characters for the new password.");
            return false;
        }
        try {
            if (staff.authenticate(
                    caller, change.path("authenticatedUserPassword").textValue(), address)) {
                return true;
            }
            badRequest(response, "authenticatedUserPassword: this is not your present password. Type it once more.");
        } catch (TooManyWrongPasswords refused) {
            response.setHeader(
                    HttpHeaders.RETRY_AFTER, String.valueOf(refused.waitFor().toSeconds()));
            answer(
                    response,
                    HttpStatus.TOO_MANY_REQUESTS,
                    "TooManyWrongPasswords",
                    "Too many wrong passwords for this login from here. Try again in "
                            + (refused.waitFor().toMinutes() + 1) + " minutes.");
        }
        return false;
    }

    private Optional<String> caller(HttpServletRequest request) {
        return request.getServletPath().startsWith("/camunda")
                ? webAppLogin.of(request)
                : Optional.ofNullable(request.getUserPrincipal()).map(java.security.Principal::getName);
    }

    private boolean holds(EngineApiRules.Allowed allowed, Task task, String caller, Set<String> groups) {
        return switch (allowed.condition()) {
            case NONE -> true;
            case SELF -> URLDecoder.decode(allowed.id(), StandardCharsets.UTF_8).equals(caller);
            case OWN_TASK -> task != null && isOwn(task, caller, groups);
        };
    }

    private Optional<Task> task(String id) {
        return Optional.ofNullable(tasks.createTaskQuery().taskId(id).singleResult());
    }

    private boolean isOwn(Task task, String caller, Set<String> groups) {
        return caller.equals(task.getAssignee())
                || tasks.createTaskQuery()
                                .taskId(task.getId())
                                .taskCandidateGroupIn(List.copyOf(groups))
                                .includeAssignedTasks()
                                .count()
                        > 0;
    }

    private void refuse(HttpServletResponse response, Set<EngineApiRole> roles, String method) throws IOException {
        if (roles.size() > 1) {
            answer(
                    response,
                    HttpStatus.FORBIDDEN,
                    "NotAllowed",
                    "Your account may not " + method + " here. "
                            + (roles.contains(EngineApiRole.DESIGNER) ? FOR_DESIGNERS : FOR_STAFF));
        } else {
            answer(response, HttpStatus.UNAUTHORIZED, "NotAllowed", "Log in first.");
        }
    }

    private void noTask(HttpServletResponse response) throws IOException {
        answer(response, HttpStatus.NOT_FOUND, "InvalidRequest", NO_TASK);
    }

    private void badRequest(HttpServletResponse response, String message) throws IOException {
        answer(response, HttpStatus.BAD_REQUEST, "InvalidRequest", message);
    }

    /** In the form of the engine's own refusals, since its web apps show their message. */
    private void answer(HttpServletResponse response, HttpStatus status, String type, String message)
            throws IOException {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("type", type);
        body.put("message", message);
        write(response, status, body);
    }

    private void write(HttpServletResponse response, HttpStatus status, Object body) throws IOException {
        byte[] bytes = json.writeValueAsBytes(body);
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
