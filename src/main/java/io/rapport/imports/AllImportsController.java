package io.rapport.imports;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The imports of all systems and of the command, for operators: {@code /api/imports/all} by a key with a scope of its own,
 * {@code /operations/imports} by an administrator's login. What was left out is counted and placed; the rows themselves, which are
 * customers' data, are the sender's alone.
 */
@RestController
@Tag(name = "Imports", description = "Files that bring the past in")
@RequestMapping({"/api/imports/all", "/operations/imports"})
class AllImportsController {

    private final ImportJobs jobs;

    AllImportsController(JdbcClient jdbc) {
        this.jobs = new ImportJobs(jdbc);
    }

    @ImportDescription.ListingOfAll
    @GetMapping
    List<ImportJob> list() {
        return jobs.newest(ImportsController.MOST_LISTED);
    }

    @ImportDescription.StatusOfAny
    @GetMapping("/{id}")
    ResponseEntity<?> status(@Parameter(description = "As the list names it") @PathVariable String id) {
        return jobs.find(id).<ResponseEntity<?>>map(ResponseEntity::ok).orElseGet(ImportsController::unknown);
    }
}
