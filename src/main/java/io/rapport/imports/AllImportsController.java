package io.rapport.imports;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/imports/all}: the imports of all systems, by a key with a scope of its own. */
@RestController
@Tag(name = "Imports", description = "Files that bring the past in")
@RequestMapping("/api/imports/all")
class AllImportsController {

    private final ImportReports reports;

    AllImportsController(ImportReports reports) {
        this.reports = reports;
    }

    @ImportDescription.ListingOfAll
    @GetMapping
    List<ImportJob> list() {
        return reports.newest();
    }

    @ImportDescription.StatusOfAny
    @GetMapping("/{id}")
    ResponseEntity<?> status(@Parameter(description = "As the list names it") @PathVariable String id) {
        return reports.find(id).<ResponseEntity<?>>map(ResponseEntity::ok).orElseGet(ImportsController::unknown);
    }
}
