package io.rapport.desk.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.desk.LiveStaff;
import io.rapport.desk.ReaderLanguage;
import io.rapport.desk.StaffDirectory;
import io.rapport.desk.WebAppLogin;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.springframework.context.i18n.LocaleContext;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Stands before the engine's REST API and that of its web apps, and lets pass what the list {@code engine-api.rules}
 * allows; all else is refused before it comes to the engine. Paths that could be read in two ways do not come as far as
 * this.
 */
final class EngineApiFilter extends OncePerRequestFilter {

    /** A value that comes as a file is a document, bytes or a serialized object, and the engine holds none of them. */
    private static final Pattern UPLOAD = Pattern.compile(".*/(?:variables|localVariables)/[^/]+/data");

    private static final Pattern TASK = Pattern.compile("/task/[^/]+");

    /** As the engine is configured: {@code user-resource-whitelist-pattern} and that of groups. */
    private static final Pattern USER_ID = Pattern.compile("[a-zA-Z0-9-.@]+");

    private static final Pattern GROUP_ID = Pattern.compile("[a-zA-Z0-9-]+");
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    /** Models and forms come as multipart and may be larger. */
    private static final int LARGEST_BODY = 4 * 1024 * 1024;

    private static final int LARGEST_COMMENT = 64 * 1024;

    private final EngineApiRules rules = EngineApiRules.shipped();
    private final StaffDirectory staff;
    private final LiveStaff live;
    private final TaskService tasks;
    private final WebAppLogin webAppLogin;
    private final CommentApi comments;
    private final ReaderLanguage reader;
    private final LanguageLayer language;
    private final String publicUrl;
    private final ObjectMapper json;
    private final EngineApiAnswers answers;
    private final PasswordChange passwords;

    EngineApiFilter(
            StaffDirectory staff,
            LiveStaff live,
            TaskService tasks,
            WebAppLogin webAppLogin,
            CommentApi comments,
            ReaderLanguage reader,
            LanguageLayer language,
            String publicUrl,
            ObjectMapper json) {
        this.staff = staff;
        this.live = live;
        this.tasks = tasks;
        this.webAppLogin = webAppLogin;
        this.comments = comments;
        this.reader = reader;
        this.language = language;
        this.publicUrl = publicUrl.replaceAll("/+$", "");
        this.json = json;
        this.answers = new EngineApiAnswers(json);
        this.passwords = new PasswordChange(staff, json, answers);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = EngineApiRules.apiPath(
                request.getRequestURI().substring(request.getContextPath().length()));
        Optional<String> caller = caller(request);
        Set<String> groups = caller.map(staff::groups).orElse(Set.of());
        Set<EngineApiRole> roles = caller.isPresent()
                ? EngineApiRole.of(groups, live::isQueue, live::isLead)
                : EnumSet.of(EngineApiRole.ANYBODY);
        LocaleContext before = LocaleContextHolder.getLocaleContext();
        Locale locale = roles.contains(EngineApiRole.SYSTEM) ? Locale.ENGLISH : reader.of(caller.orElse(null), request);
        // what refuses it on any floor says so in this language
        LocaleContextHolder.setLocale(locale);
        try {
            pass(new RequestInLanguage(request, locale), response, chain, path, caller, groups, roles);
        } finally {
            LocaleContextHolder.setLocaleContext(before);
        }
    }

    private void pass(
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain,
            String path,
            Optional<String> caller,
            Set<String> groups,
            Set<EngineApiRole> roles)
            throws ServletException, IOException {
        Optional<String> released = ReleasedDefinitions.refusal(
                request.getMethod(),
                request.getRequestURI().substring(request.getContextPath().length()));
        Optional<EngineApiRules.Allowed> allowed = rules.decide(roles, request.getMethod(), path);
        Optional<String> taskId = EngineApiRules.task(path);
        Optional<Task> task = allowed.isEmpty() ? Optional.empty() : taskId.flatMap(this::task);
        if (allowed.isEmpty()) {
            answers.refuse(response, roles, request.getMethod());
        } else if (taskId.isPresent() && task.isEmpty()) {
            answers.noTask(response);
        } else if (!holds(allowed.get(), task.orElse(null), caller.orElse(null), groups)) {
            if (isGone(task)) {
                answers.noTask(response);
            } else {
                answers.refuse(response, roles, request.getMethod());
            }
        } else if (released.isPresent()) {
            answers.answer(response, HttpStatus.FORBIDDEN, "NotAllowed", released.get());
        } else if (request.getMethod().equals("POST") && UPLOAD.matcher(path).matches()) {
            answers.badRequest(response, DeskTexts.say("engine.no-documents"));
        } else if (task.isPresent() && CommentApi.isAbout(path)) {
            comment(request, response, path, task.get(), caller.orElseThrow(), groups);
        } else {
            toEngine(request, response, chain, path, caller.orElse(null), roles, task);
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
                answers.answer(response, HttpStatus.FORBIDDEN, "NotAllowed", DeskTexts.say("page.too-old"));
                return;
            }
            body = request.getInputStream().readNBytes(LARGEST_COMMENT + 1);
            if (body.length > LARGEST_COMMENT) {
                answers.answer(
                        response,
                        HttpStatus.PAYLOAD_TOO_LARGE,
                        "InvalidRequest",
                        DeskTexts.say("body.too-large", "64 KiB"));
                return;
            }
            Optional<String> fault = JsonFaults.first(body);
            if (fault.isPresent() && body.length > 0) {
                answers.badRequest(response, fault.get());
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
            answers.write(response, answer.status(), answer.body());
        }
    }

    private void toEngine(
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain,
            String path,
            String caller,
            Set<EngineApiRole> roles,
            Optional<Task> task)
            throws ServletException, IOException {
        boolean translated = LanguageLayer.isFor(roles, request);
        Locale locale = ReaderLanguage.current();
        HttpServletRequest passed = request;
        if (!READING.contains(request.getMethod()) && !isForm(request.getContentType())) {
            byte[] body = request.getInputStream().readNBytes(LARGEST_BODY + 1);
            if (body.length > LARGEST_BODY) {
                answers.answer(
                        response,
                        HttpStatus.PAYLOAD_TOO_LARGE,
                        "InvalidRequest",
                        DeskTexts.say("body.too-large", "4 MiB"));
                return;
            }
            Optional<String> fault = JsonFaults.first(body);
            if (fault.isPresent()) {
                answers.badRequest(response, fault.get());
                return;
            }
            Optional<String> unfit = unfitId(request.getMethod(), path, body);
            if (unfit.isPresent()) {
                answers.badRequest(response, unfit.get());
                return;
            }
            if (PasswordChange.isOne(request.getMethod(), path)) {
                if (!passwords.isAllowed(response, body, caller, request.getRemoteAddr())) {
                    return;
                }
            } else if (request.getMethod().equals("PUT") && TASK.matcher(path).matches()) {
                body = withoutForm(body);
            }
            if (translated) {
                body = language.request(request.getMethod(), path, task.orElse(null), body, locale);
            }
            passed = new BufferedRequest(request, body);
        }
        boolean changed = translated && LanguageLayer.changes(request.getMethod(), path, locale);
        ContentCachingResponseWrapper held = changed ? new ContentCachingResponseWrapper(response) : null;
        RedactedFailure withheld = new RedactedFailure(changed ? held : response);
        chain.doFilter(passed, withheld);
        withheld.finish();
        if (response.getStatus() == HttpStatus.NO_CONTENT.value() && PasswordChange.isOwn(request, path, caller)) {
            webAppLogin.keep(request);
        }
        if (changed) {
            byte[] body = held.getContentAsByteArray();
            if (held.getStatus() == HttpStatus.OK.value()) {
                body = language.answer(request.getMethod(), path, task.orElse(null), body, locale);
            }
            if (!withheld.hasFailed() && !response.isCommitted()) {
                response.setContentLength(body.length);
                response.getOutputStream().write(body);
            }
        }
        if (withheld.hasFailed()) {
            response.resetBuffer();
            if (isGone(task)) {
                answers.noTask(response);
            } else {
                answers.answer(
                        response, HttpStatus.INTERNAL_SERVER_ERROR, "InternalError", DeskTexts.say("engine.failed"));
            }
        }
    }

    private static boolean isForm(String contentType) {
        String type = String.valueOf(contentType).strip().toLowerCase(Locale.ROOT);
        return type.startsWith("multipart/") || type.startsWith(MediaType.APPLICATION_FORM_URLENCODED_VALUE);
    }

    /** The engine takes the same letters and no others, but answers as if it had failed. */
    private Optional<String> unfitId(String method, String path, byte[] body) throws IOException {
        boolean user = path.equals("/user/create");
        if (!method.equals("POST") || !user && !path.equals("/group/create")) {
            return Optional.empty();
        }
        try {
            JsonNode id = json.readTree(body).at(user ? "/profile/id" : "/id");
            return id.isTextual()
                            && !(user ? USER_ID : GROUP_ID)
                                    .matcher(id.textValue())
                                    .matches()
                    ? Optional.of(DeskTexts.say(user ? "user.letters" : "group.letters"))
                    : Optional.empty();
        } catch (JsonProcessingException unreadable) {
            return Optional.empty();
        }
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

    /** Whether somebody else, or a second click, was first: a task that is done is in no queue. */
    private boolean isGone(Optional<Task> task) {
        return task.isPresent() && task(task.get().getId()).isEmpty();
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
}
