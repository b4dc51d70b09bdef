package io.rapport.app.releases;

import io.rapport.desk.StaffDirectory;
import io.rapport.language.VisibleText;
import io.rapport.release.Author;
import io.rapport.release.Release;
import io.rapport.release.ReleaseFile;
import io.rapport.release.ReleaseFinding;
import io.rapport.release.ReleaseNotKept;
import io.rapport.release.ReleaseNotLoaded;
import io.rapport.release.ReleaseOutcome;
import io.rapport.release.ReleaseOvertaken;
import io.rapport.release.ReleaseRefused;
import io.rapport.release.ReleaseStart;
import io.rapport.release.Releases;
import io.rapport.release.Releases.Wish;
import io.swagger.v3.oas.annotations.Hidden;
import java.security.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /releases}: what is live and was, and a way for programs to release files, such as the commands of the jar
 * ({@link ReleaseCommands}). For designers and administrators.
 */
@Hidden
@RestController
@RequestMapping("/releases")
class ReleasesController {

    private static final int MOST = 50;

    private final Releases releases;
    private final ReleaseStart start;
    private final StaffDirectory staff;

    ReleasesController(Releases releases, ReleaseStart start, StaffDirectory staff) {
        this.releases = releases;
        this.start = start;
        this.staff = staff;
    }

    /**
     * What is asked for.
     *
     * @param message why
     * @param preview whether to say only what it would change
     * @param asks whether to say only what it would change where people, queues, groups or segments leave, or customers move
     * @param base the release that was live when the caller previewed it: if another one is live by now, nothing is released.
     *     {@code null} to release whatever is live
     * @param prune whether what is live and not among the files goes, or is the program's again where the program ships it
     * @param files contents in Base64 by path
     * @param keys what goes, such as {@code process onboarding}
     * @param paths of shipped files; none for all
     */
    record Request(
            String message,
            boolean preview,
            boolean asks,
            Long base,
            boolean prune,
            Map<String, String> files,
            List<String> keys,
            List<String> paths) {}

    /** A release in the list. */
    record Line(
            long number,
            Instant at,
            String by,
            String source,
            String action,
            Long rolledBackTo,
            String message,
            int warnings,
            boolean live) {}

    record File(String path, List<String> ids, boolean retired, String sha256) {}

    /**
     * @param kept whether it can be released again
     */
    record Detail(Line release, boolean kept, List<String> needs, List<ReleaseFinding> warnings, List<File> files) {}

    /** What became of a request. */
    record Answer(
            Long release,
            boolean made,
            String message,
            List<ReleaseOutcome.Difference> changes,
            List<Found> findings) {}

    record Found(boolean error, String file, String text) {

        static Found of(ReleaseFinding finding) {
            return new Found(finding.error(), finding.file(), finding.text());
        }
    }

    record NotTaken(String path, String live, List<String> difference) {}

    record Shipped(List<NotTaken> files, List<Found> refused) {}

    @GetMapping
    List<Line> list() {
        List<Release> latest = releases.latest(MOST);
        List<Line> lines = new ArrayList<>();
        latest.forEach(release -> lines.add(line(release, lines.isEmpty())));
        return lines;
    }

    @GetMapping("/live")
    ResponseEntity<Detail> live() {
        return releases.latest(1).stream()
                .findFirst()
                .map(release -> ResponseEntity.ok(detail(release, true)))
                .orElseGet(() -> ResponseEntity.notFound().build());
    }

    @GetMapping("/{number}")
    ResponseEntity<Detail> one(@PathVariable long number) {
        boolean live = releases.latest(1).stream().anyMatch(release -> release.number() == number);
        return releases.find(number)
                .map(release -> ResponseEntity.ok(detail(release, live)))
                .orElseGet(() -> ResponseEntity.notFound().build());
    }

    @GetMapping("/{number}/file")
    ResponseEntity<byte[]> file(@PathVariable long number, @RequestParam String path) {
        return releases.files(number)
                .at(path)
                .map(file -> ResponseEntity.ok()
                        .contentType(MediaType.APPLICATION_OCTET_STREAM)
                        .body(file.bytes()))
                .orElseGet(() -> ResponseEntity.notFound().build());
    }

    private static Line line(Release release, boolean live) {
        return new Line(
                release.number(),
                release.at(),
                release.by(),
                release.source(),
                release.action() == null ? null : release.action().key(),
                release.rolledBackTo(),
                release.message(),
                release.warnings().size(),
                live);
    }

    private Detail detail(Release release, boolean live) {
        return new Detail(
                line(release, live),
                release.number() >= releases.oldestKept(),
                List.copyOf(new TreeSet<>(release.needs())),
                release.warnings(),
                releases.entries(release.number()).stream()
                        .map(file -> new File(file.path(), file.ids(), file.retired(), file.hash()))
                        .toList());
    }

    @PostMapping
    Answer put(@RequestBody Request request, Principal caller) {
        if (request.files() == null || request.files().isEmpty()) {
            throw new IllegalArgumentException("there are no files; send files, contents in Base64 by path");
        }
        List<ReleaseFile> files = new ArrayList<>();
        request.files().forEach((path, content) -> files.add(ReleaseFile.of(path(path), bytes(path, content))));
        return answer(releases.put(wish(request, caller), files, request.prune()));
    }

    @PostMapping("/retire")
    Answer retire(@RequestBody Request request, Principal caller) {
        if (request.keys() == null || request.keys().isEmpty()) {
            throw new IllegalArgumentException("keys must name what goes, such as \"process onboarding\"");
        }
        return answer(releases.retire(wish(request, caller), request.keys()));
    }

    @PostMapping("/{number}/again")
    ResponseEntity<Answer> again(@PathVariable long number, @RequestBody Request request, Principal caller) {
        if (releases.find(number).isEmpty()) {
            return ResponseEntity.notFound().build();
        }
        return ResponseEntity.ok(answer(releases.again(wish(request, caller), number)));
    }

    @GetMapping("/shipped")
    Shipped shipped() {
        return new Shipped(
                NotTakenFiles.of(releases, start).stream()
                        .map(file -> new NotTaken(file.path(), file.live(), file.difference()))
                        .toList(),
                start.refused().findings().stream().map(Found::of).toList());
    }

    @PostMapping("/shipped")
    Answer takeShipped(@RequestBody Request request, Principal caller) {
        return answer(start.take(wish(request, caller), request.paths() == null ? List.of() : request.paths()));
    }

    private Wish wish(Request request, Principal caller) {
        if (!request.preview() && VisibleText.isBlank(request.message())) {
            throw new IllegalArgumentException("message must say why");
        }
        boolean administrator = staff.groups(caller.getName()).contains(StaffDirectory.ADMINISTRATORS);
        return new Wish(
                new Author(caller.getName(), administrator),
                Release.COMMAND,
                VisibleText.strip(VisibleText.clean(request.message())),
                request.preview(),
                request.asks(),
                request.base());
    }

    private static String path(String path) {
        if (path.isBlank()
                || path.length() > 255
                || path.startsWith("/")
                || path.contains("\\")
                || List.of(path.split("/")).contains("..")
                || path.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "'" + path + "' is no path of a file, such as processes/onboarding.bpmn");
        }
        return path;
    }

    private static byte[] bytes(String path, String content) {
        try {
            return Base64.getDecoder().decode(content);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the content of " + path + " is not in Base64", e);
        }
    }

    private static Answer answer(ReleaseOutcome outcome) {
        return new Answer(
                outcome.live() == null ? null : outcome.live().number(),
                outcome.made(),
                outcome.made() ? "Release " + outcome.live().number() + " is live." : "Nothing was released.",
                outcome.changes(),
                outcome.findings().stream().map(Found::of).toList());
    }

    private static ResponseEntity<Answer> refusal(HttpStatus status, String message, List<ReleaseFinding> findings) {
        return ResponseEntity.status(status)
                .body(new Answer(
                        null,
                        false,
                        message,
                        List.of(),
                        findings.stream().map(Found::of).toList()));
    }

    @ExceptionHandler
    ResponseEntity<Answer> refused(ReleaseRefused e) {
        return refusal(HttpStatus.UNPROCESSABLE_ENTITY, e.getMessage(), e.findings());
    }

    @ExceptionHandler
    ResponseEntity<Answer> overtaken(ReleaseOvertaken e) {
        return refusal(HttpStatus.CONFLICT, e.getMessage(), List.of());
    }

    @ExceptionHandler
    ResponseEntity<Answer> notLoaded(ReleaseNotLoaded e) {
        return refusal(HttpStatus.SERVICE_UNAVAILABLE, e.getMessage(), List.of());
    }

    @ExceptionHandler
    ResponseEntity<Answer> notKept(ReleaseNotKept e) {
        return refusal(HttpStatus.GONE, e.getMessage(), List.of());
    }

    @ExceptionHandler
    ResponseEntity<Answer> wrong(IllegalArgumentException e) {
        return refusal(HttpStatus.BAD_REQUEST, e.getMessage(), List.of());
    }
}
