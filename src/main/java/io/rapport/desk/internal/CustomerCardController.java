package io.rapport.desk.internal;

import io.rapport.desk.ReaderLanguage;
import io.rapport.desk.StaffDirectory;
import io.rapport.desk.WebAppLogin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The customer card for the Tasklist: asked with the session of the engine's web apps, and with nothing else. */
@RestController
class CustomerCardController {

    private final WebAppLogin login;
    private final StaffDirectory staff;
    private final CustomerCards cards;
    private final ReaderLanguage reader;

    CustomerCardController(WebAppLogin login, StaffDirectory staff, CustomerCards cards, ReaderLanguage reader) {
        this.login = login;
        this.staff = staff;
        this.cards = cards;
        this.reader = reader;
    }

    @GetMapping("/desk/tasks/{taskId}/card")
    ResponseEntity<CustomerCard> card(@PathVariable String taskId, HttpServletRequest request) {
        Optional<String> viewer = login.of(request);
        if (viewer.isEmpty()) {
            return ResponseEntity.status(HttpStatus.UNAUTHORIZED).build();
        }
        // asked anew: the session may remember groups that the user has left
        Set<String> groups = staff.groups(viewer.get());
        return cards.find(taskId, viewer.get(), groups, reader.of(viewer.get(), request))
                .map(card ->
                        ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(card))
                .orElseGet(() -> ResponseEntity.notFound().build());
    }
}
