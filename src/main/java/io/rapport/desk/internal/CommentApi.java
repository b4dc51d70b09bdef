package io.rapport.desk.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.desk.internal.TaskComments.Comment;
import io.rapport.language.VisibleText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.web.util.UriUtils;

/**
 * Answers the paths of the engine's API that are about a task's comments, from our own table and in the engine's form, so
 * that the Tasklist and programs need not know. Whether the caller may see the task was asked before.
 */
final class CommentApi {

    /** As much as the engine takes. */
    static final int LONGEST = 4000;

    private static final Pattern PATH = Pattern.compile("/task/[^/]+/comment(?:/([^/]+))?");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ");

    private final TaskComments comments;
    private final ObjectMapper json;

    CommentApi(TaskComments comments, ObjectMapper json) {
        this.comments = comments;
        this.json = json;
    }

    /** @param path as {@link EngineApiRules#apiPath} gives it */
    static boolean isAbout(String path) {
        return PATH.matcher(path).matches();
    }

    /**
     * What is asked, of an open task that the caller may see.
     *
     * @param method the HTTP method
     * @param path as {@link EngineApiRules#apiPath} gives it
     * @param address of the task's comments as the caller knows it
     * @param taskId the task
     * @param instanceId its process instance, may be null
     * @param caller login
     * @param administrator whether the caller may delete what others wrote
     * @param body what was sent
     */
    record Request(
            String method,
            String path,
            String address,
            String taskId,
            String instanceId,
            String caller,
            boolean administrator,
            byte[] body) {}

    /**
     * What is answered.
     *
     * @param status HTTP's
     * @param body to be written as JSON, null for nothing
     */
    record Response(HttpStatus status, Object body) {

        private static Response fault(HttpStatus status, String type, String message) {
            Map<String, String> body = new LinkedHashMap<>();
            body.put("type", type);
            body.put("message", message);
            return new Response(status, body);
        }

        private static Response done() {
            return new Response(HttpStatus.NO_CONTENT, null);
        }
    }

    /** @return what to answer */
    Response answer(Request request) {
        Matcher path = PATH.matcher(request.path());
        String id =
                path.matches() && path.group(1) != null ? UriUtils.decode(path.group(1), StandardCharsets.UTF_8) : null;
        return switch (request.method()) {
            case "GET", "HEAD" ->
                id == null
                        ? new Response(
                                HttpStatus.OK,
                                comments.of(request.taskId()).stream()
                                        .map(comment -> view(comment, List.of()))
                                        .toList())
                        : known(request, id, comment -> new Response(HttpStatus.OK, view(comment, List.of())));
            case "POST" -> "create".equals(id) ? create(request) : noSuchWay();
            case "PUT" -> id == null ? change(request) : noSuchWay();
            case "DELETE" -> id == null ? deleteAll(request) : delete(request, id);
            default -> noSuchWay();
        };
    }

    private Response create(Request request) {
        JsonNode sent = read(request.body());
        Optional<Response> fault = fault(sent);
        if (fault.isPresent()) {
            return fault.get();
        }
        JsonNode instance = sent.path("processInstanceId");
        if (instance.isTextual() && !instance.textValue().equals(request.instanceId())) {
            return Response.fault(
                    HttpStatus.BAD_REQUEST,
                    "InvalidRequest",
                    "processInstanceId: this is not the instance of the task. Leave it out.");
        }
        return comments.add(request.taskId(), request.caller(), message(sent))
                .map(comment -> new Response(
                        HttpStatus.OK,
                        view(
                                comment,
                                List.of(Map.of(
                                        "method",
                                        "GET",
                                        "href",
                                        request.address() + "/" + comment.id(),
                                        "rel",
                                        "self")))))
                .orElseGet(() -> Response.fault(HttpStatus.NOT_FOUND, "InvalidRequest", DeskTexts.say("task.gone")));
    }

    private Response change(Request request) {
        JsonNode sent = read(request.body());
        return fault(sent)
                .orElseGet(() -> known(request, sent.path("id").asText(""), comment -> {
                    if (!comment.author().equals(request.caller())) {
                        return notTheirs(DeskTexts.say("comment.changed-by-other"));
                    }
                    comments.change(comment.id(), message(sent));
                    return Response.done();
                }));
    }

    private Response delete(Request request, String id) {
        return known(request, id, comment -> {
            if (!comment.author().equals(request.caller()) && !request.administrator()) {
                return notTheirs(DeskTexts.say("comment.deleted-by-other"));
            }
            comments.delete(comment.id());
            return Response.done();
        });
    }

    private Response deleteAll(Request request) {
        if (!request.administrator()) {
            return notTheirs(DeskTexts.say("comment.all-deleted"));
        }
        comments.deleteAll(request.taskId());
        return Response.done();
    }

    private interface Use {
        Response of(Comment comment);
    }

    private Response known(Request request, String id, Use use) {
        return comments.find(request.taskId(), id)
                .map(use::of)
                .orElseGet(
                        () -> Response.fault(HttpStatus.NOT_FOUND, "InvalidRequest", DeskTexts.say("comment.unknown")));
    }

    private JsonNode read(byte[] body) {
        try {
            return json.readTree(body);
        } catch (JsonProcessingException unreadable) {
            return json.missingNode();
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory are read", e);
        }
    }

    private static Optional<Response> fault(JsonNode sent) {
        if (!sent.path("message").isTextual()) {
            return bad("message: send the comment as JSON, such as {\"message\": \"Called back, no answer.\"}.");
        }
        String message = message(sent);
        if (message.isEmpty()) {
            return bad(DeskTexts.say("comment.empty"));
        }
        int length = message.codePointCount(0, message.length());
        return length > LONGEST ? bad(DeskTexts.say("comment.long", LONGEST, length)) : Optional.empty();
    }

    private static Optional<Response> bad(String message) {
        return Optional.of(Response.fault(HttpStatus.BAD_REQUEST, "InvalidRequest", message));
    }

    /** Without what no keyboard writes and no database keeps. */
    private static String message(JsonNode sent) {
        String text = sent.path("message").textValue().replace("\r\n", "\n").replace('\r', '\n');
        return VisibleText.clean(text).strip();
    }

    private static Response notTheirs(String message) {
        return Response.fault(HttpStatus.FORBIDDEN, "NotAllowed", message);
    }

    private static Response noSuchWay() {
        return Response.fault(
                HttpStatus.METHOD_NOT_ALLOWED,
                "InvalidRequest",
                "Comments are read, created, changed and deleted as the engine's REST API says.");
    }

    /** In the engine's names and their order. */
    private static Map<String, Object> view(Comment comment, List<Map<String, String>> links) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("links", links);
        view.put("id", comment.id());
        view.put("userId", comment.author());
        view.put("time", time(comment.at()));
        view.put("taskId", comment.taskId());
        view.put("message", comment.message());
        view.put("removalTime", comment.removeAt() == null ? null : time(comment.removeAt()));
        view.put("rootProcessInstanceId", comment.rootInstanceId());
        view.put("processInstanceId", comment.instanceId());
        return view;
    }

    private static String time(Instant moment) {
        return TIME.format(moment.atZone(ZoneId.systemDefault()));
    }
}
