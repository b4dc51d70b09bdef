package io.rapport.inbox.internal;

import io.rapport.language.Sentences;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.ModelAndView;

/** {@code /api/events/catalogue}: the event types, for programs and for people. */
@Controller
@Tag(name = "Events")
@RequestMapping("/api/events/catalogue")
class CatalogueController {

    private static final Sentences TEXTS = new Sentences("events/catalogue");

    private final CatalogueDocument document;

    CatalogueController(CatalogueDocument document) {
        this.document = document;
    }

    @ApiDescription.Catalogue
    @GetMapping
    ResponseEntity<byte[]> yaml() {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_YAML)
                .eTag(document.digest())
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .body(document.bytes());
    }

    @Hidden
    @GetMapping(produces = MediaType.TEXT_HTML_VALUE)
    ModelAndView page(Locale locale) {
        return new ModelAndView("events/catalogue", Map.of("catalogue", document.page(), "t", TEXTS.all(locale)));
    }
}
