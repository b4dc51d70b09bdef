package io.rapport.desk.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.desk.StaffDirectory;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Stands before the engine's REST API and that of its web apps, and lets pass what the list {@code doors/engine.rules}
 * allows; all else is refused before the engine hears of it. Paths that could be read in two ways do not come as far as
 * this.
 */
final class EngineDoor extends OncePerRequestFilter {

    /** A value that comes as a file is a document, bytes or a serialized object, and the engine holds none of them. */
    private static final Pattern UPLOAD = Pattern.compile(".*/(?:variables|localVariables)/[^/]+/data");

    private static final Pattern TASK = Pattern.compile("/task/[^/]+");
    private static final int LARGEST_TASK = 64 * 1024;

    private final DoorRules rules = DoorRules.shipped();
    private final StaffDirectory staff;
    private final TaskService tasks;
    private final WebAppLogin webAppLogin;
    private final ObjectMapper json;

    EngineDoor(StaffDirectory staff, TaskService tasks, WebAppLogin webAppLogin, ObjectMapper json) {
        this.staff = staff;
        this.tasks = tasks;
        this.webAppLogin = webAppLogin;
        this.json = json;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = DoorRules.apiPath(
                request.getRequestURI().substring(request.getContextPath().length()));
        Optional<String> caller = caller(request);
        Set<String> groups = caller.map(staff::groups).orElse(Set.of());
        Set<DoorRole> roles = caller.isPresent() ? DoorRole.of(groups) : EnumSet.of(DoorRole.ANYBODY);
        Optional<DoorRules.Allowed> allowed = rules.decide(roles, request.getMethod(), path);
        if (allowed.isEmpty() || !holds(allowed.get(), caller.orElse(null), groups)) {
            refuse(response, caller.isPresent(), request.getMethod());
        } else if (request.getMethod().equals("POST") && UPLOAD.matcher(path).matches()) {
            answer(
                    response,
                    HttpStatus.BAD_REQUEST,
                    "InvalidRequest",
                    "The engine holds no documents, files and serialized objects: a variable is a number, a truth value,"
                            + " a date or a token. Write text into a field of the task's form.");
        } else if (request.getMethod().equals("PUT") && TASK.matcher(path).matches()) {
            chain.doFilter(withoutForm(request), response);
        } else {
            chain.doFilter(request, response);
        }
    }

    /**
     * The Tasklist sends a task back as it got it, with the reference to its form, and the engine's API cannot read what it
     * wrote there: without this no follow-up date could be set.
     */
    private HttpServletRequest withoutForm(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(LARGEST_TASK);
        try {
            if (json.readTree(body) instanceof ObjectNode task && task.remove("camundaFormRef") != null) {
                return new ReadBody(request, json.writeValueAsBytes(task));
            }
        } catch (JsonProcessingException unreadable) {
            // the engine's API says so itself
        }
        return new ReadBody(request, body);
    }

    private Optional<String> caller(HttpServletRequest request) {
        return request.getServletPath().startsWith("/camunda")
                ? webAppLogin.of(request)
                : Optional.ofNullable(request.getUserPrincipal()).map(java.security.Principal::getName);
    }

    private boolean holds(DoorRules.Allowed allowed, String caller, Set<String> groups) {
        return switch (allowed.condition()) {
            case NONE -> true;
            case SELF -> URLDecoder.decode(allowed.id(), StandardCharsets.UTF_8).equals(caller);
            case OWN_TASK -> isOwn(allowed.id(), caller, groups);
        };
    }

    /** A task that is not there is nobody's: the engine says so itself. */
    private boolean isOwn(String taskId, String caller, Set<String> groups) {
        Task task = tasks.createTaskQuery().taskId(taskId).singleResult();
        return task == null
                || caller.equals(task.getAssignee())
                || tasks.createTaskQuery()
                                .taskId(taskId)
                                .taskCandidateGroupIn(List.copyOf(groups))
                                .includeAssignedTasks()
                                .count()
                        > 0;
    }

    private void refuse(HttpServletResponse response, boolean known, String method) throws IOException {
        if (known) {
            answer(
                    response,
                    HttpStatus.FORBIDDEN,
                    "NotAllowed",
                    "Your account may not " + method + " here. Staff work on the tasks of their queues with the tasks'"
                            + " forms; for anything else ask an administrator.");
        } else {
            answer(response, HttpStatus.UNAUTHORIZED, "NotAllowed", "Log in first.");
        }
    }

    /** In the form of the engine's own refusals, since its web apps show their message. */
    private void answer(HttpServletResponse response, HttpStatus status, String type, String message)
            throws IOException {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("type", type);
        body.put("message", message);
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        json.writeValue(response.getOutputStream(), body);
    }
}
