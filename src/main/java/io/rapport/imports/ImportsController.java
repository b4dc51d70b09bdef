package io.rapport.imports;

import io.rapport.audit.Actor;
import io.rapport.audit.AuditAction;
import io.rapport.audit.AuditLog;
import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.ApiProblems;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.security.Principal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/imports}: takes files that bring the past in, and answers what became of them. */
@RestController
@Tag(name = "Imports", description = "Files that bring the past in")
@RequestMapping("/api/imports")
class ImportsController {

    static final int MOST_LISTED = 100;

    private static final MediaType CSV = MediaType.parseMediaType("text/csv");

    private final JdbcClient jdbc;
    private final ImportJobs jobs;
    private final ImportWorker worker;
    private final AuditLog audit;
    private final BusinessClock clock;
    private final TransactionTemplate transaction;
    private final DataSize most;

    /** @param most size of a file */
    ImportsController(
            JdbcClient jdbc,
            ImportWorker worker,
            AuditLog audit,
            BusinessClock clock,
            PlatformTransactionManager transactions,
            @Value("${rapport.imports.max-size:2GB}") DataSize most) {
        this.jdbc = jdbc;
        this.jobs = new ImportJobs(jdbc);
        this.worker = worker;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
        this.most = most;
    }

    @ImportDescription.Send
    @PostMapping
    ResponseEntity<?> send(
            @Parameter(
                            description = "customers, orders, consents, points or coupons",
                            required = true,
                            example = "orders")
                    @RequestParam(required = false)
                    String kind,
            @Parameter(description = "A mapping that comes with Rapport: shopify or woocommerce")
                    @RequestParam(required = false)
                    String mapping,
            @Parameter(description = "true: only say what would come of the file") @RequestParam(defaultValue = "false")
                    boolean dryRun,
            @Parameter(
                            description =
                                    "The first day of which it is news what days change about customers of the file,"
                                            + " such as a lapse, from today on and within a year; until then it is"
                                            + " recorded, and no journey begins",
                            schema = @Schema(type = "string", format = "date"))
                    @RequestParam(required = false)
                    String newsFrom,
            @Parameter(
                            description =
                                    "A mapping of your own: its YAML in Base64. Address and headers together may have"
                                            + " 64 KB; more is answered with 431")
                    @RequestHeader(name = "Import-Mapping", required = false)
                    String ownMapping,
            @Parameter(hidden = true) Principal sender,
            HttpServletRequest request)
            throws IOException {
        Optional<ImportKind> known = ImportKind.of(String.valueOf(kind));
        if (known.isEmpty()) {
            return ApiProblems.answer(
                    HttpStatus.BAD_REQUEST,
                    "unknown-kind",
                    "There is no such kind",
                    "Send kind=, one of " + ImportKind.words() + ".");
        }
        if (!isCsv(request)) {
            return ApiProblems.answer(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "unsupported-content",
                    "The content type is not supported",
                    "Send the file as the body, with Content-Type: text/csv; not compressed.");
        }
        LocalDate from;
        try {
            from = newsFrom == null ? null : LocalDate.parse(newsFrom);
        } catch (DateTimeParseException e) {
            return ApiProblems.answer(
                    HttpStatus.BAD_REQUEST,
                    "unreadable-parameter",
                    "A parameter cannot be read",
                    "newsFrom: send a day, such as 2027-01-15.");
        }
        if (from != null && !NewsFrom.isRight(from, clock.instant())) {
            return ApiProblems.answer(
                    HttpStatus.BAD_REQUEST,
                    "unreadable-parameter",
                    "A parameter cannot be read",
                    "newsFrom: " + NewsFrom.FIX);
        }
        if (mapping != null && ownMapping != null) {
            throw new FileRefused(
                    "Send either the parameter mapping, the name of one that comes with Rapport, or one of your"
                            + " own in the header Import-Mapping, which may begin with like: and that name.");
        }
        String text = ownMapping == null ? mapping : decoded(ownMapping);
        Mapping.read(text, known.get());
        FileStorage.Kept kept = worker.storage().keep(request.getInputStream(), most.toBytes());
        ImportJobs.Asked asked = new ImportJobs.Asked(
                known.get(),
                text,
                dryRun,
                from,
                sender.getName(),
                worker.storage().name(),
                kept.file(),
                kept.bytes());
        long id = transaction.execute(status -> {
            long made = jobs.insert(asked);
            audit.record(Imports.noted(Actor.system(sender.getName()), AuditAction.IMPORT, known.get(), made));
            return made;
        });
        worker.wake();
        return ResponseEntity.accepted()
                .location(URI.create("/api/imports/" + id))
                .body(jobs.find(id).orElseThrow());
    }

    private static boolean isCsv(HttpServletRequest request) {
        try {
            return request.getContentType() != null
                    && CSV.includes(
                            MediaType.parseMediaType(request.getContentType()).removeQualityValue())
                    && request.getHeader(HttpHeaders.CONTENT_ENCODING) == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String decoded(String header) {
        try {
            return new String(Base64.getDecoder().decode(header.strip()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new FileRefused("The header Import-Mapping must be the mapping's YAML in Base64.");
        }
    }

    @ImportDescription.Listing
    @GetMapping
    List<ImportJob> list(@Parameter(hidden = true) Principal reader) {
        return jobs.newest(reader.getName(), MOST_LISTED);
    }

    @ImportDescription.Status
    @GetMapping("/{id}")
    ResponseEntity<?> status(
            @Parameter(description = "As the answer to the file named it") @PathVariable String id,
            @Parameter(hidden = true) Principal reader) {
        return find(id, reader).<ResponseEntity<?>>map(ResponseEntity::ok).orElseGet(ImportsController::unknown);
    }

    @ImportDescription.FaultFile
    @GetMapping("/{id}/faults")
    ResponseEntity<?> faults(
            @Parameter(description = "As the answer to the file named it") @PathVariable String id,
            @Parameter(hidden = true) Principal reader,
            @Parameter(hidden = true) HttpServletResponse response)
            throws IOException {
        Optional<ImportJob> job = find(id, reader);
        if (job.isEmpty()) {
            return unknown();
        }
        // the rows are customers' data
        audit.record(Imports.noted(
                Actor.system(reader.getName()),
                AuditAction.READ,
                ImportKind.of(job.get().kind()).orElseThrow(),
                job.get().id()));
        response.setContentType("text/csv;charset=UTF-8");
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                "attachment; filename=\"" + job.get().kind() + "-" + job.get().id() + "-faults.csv\"");
        Writer out = new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8);
        FaultRows.write(jdbc, job.get().id(), out);
        out.flush();
        return null;
    }

    /** What another system brought in is for this one as if it were not there: its rows are customers' data. */
    private Optional<ImportJob> find(String id, Principal reader) {
        return jobs.find(id).filter(job -> job.sender().equals(reader.getName()));
    }

    static ResponseEntity<ProblemDetail> unknown() {
        return ApiProblems.answer(
                HttpStatus.NOT_FOUND,
                "unknown-import",
                "There is no such import",
                "Ask with the id that was answered.");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(FileRefused e) {
        return ApiProblems.answer(HttpStatus.BAD_REQUEST, "wrong-mapping", "The mapping is wrong", e.getMessage());
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> tooLarge(FileStorage.TooLarge e) {
        return ApiProblems.answer(
                HttpStatus.PAYLOAD_TOO_LARGE,
                "too-large",
                "The file is too large",
                "Send at most " + most.toMegabytes() + " MB, in several files if there is more.");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> full(FileSystemException e) {
        return ApiProblems.answer(
                HttpStatus.INSUFFICIENT_STORAGE,
                "no-storage",
                "The file cannot be stored",
                "Make room in the directory for imports on the server, and send the file again.");
    }

    /** The file stays without a job, and goes at the next start. */
    @ExceptionHandler({DataAccessResourceFailureException.class, TransientDataAccessException.class})
    ResponseEntity<ProblemDetail> unavailable(RuntimeException e) {
        return ApiProblems.later(
                HttpStatus.SERVICE_UNAVAILABLE,
                "unavailable",
                "The database is away",
                "Nothing was taken; send the file again.",
                Duration.ofSeconds(10));
    }
}
