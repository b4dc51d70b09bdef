package io.rapport.app.operations;

import io.rapport.app.forms.FormOutcome;
import io.rapport.app.forms.TypedCustomerId;
import io.rapport.app.forms.TypedSearches;
import io.rapport.audit.Actor;
import io.rapport.audit.AuditAction;
import io.rapport.audit.AuditEntry;
import io.rapport.audit.AuditLog;
import io.rapport.audit.AuditRecord;
import io.rapport.customer.CustomerMerges;
import io.rapport.language.Sentences;
import io.rapport.language.StoredSentences;
import io.rapport.picture.CustomerImports;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/**
 * {@code /operations/audit}: who saw and changed what, of all customers or of one. Reading it is noted as well, once it was
 * shown, so that who reads does not find themselves first.
 */
@Controller
@RequestMapping("/operations/audit")
class AuditController {

    private static final String PAGE = "/operations/audit";
    private static final int NEWEST = 100;
    private static final int OF_ONE = 500;

    private static final Sentences TEXTS = new Sentences("operations/occasions");
    private static final StoredSentences OCCASIONS = new StoredSentences(TEXTS.all(Locale.ENGLISH), TEXTS);

    private final AuditLog audit;
    private final CustomerMerges merges;
    private final CustomerImports imports;

    AuditController(AuditLog audit, CustomerMerges merges, CustomerImports imports) {
        this.audit = audit;
        this.merges = merges;
        this.imports = imports;
    }

    /**
     * @param search of a customer, as {@link #lookUp} named it; empty for all of them
     */
    @GetMapping
    ModelAndView page(
            @RequestParam(defaultValue = "") String search,
            Principal reader,
            Locale locale,
            HttpServletRequest request) {
        Optional<String> customer = TypedSearches.find(request, search).map(typed -> typed.get(0));
        return customer.map(id -> page(
                        audit.newest(merges.idsOf(id), imports.of(id), OF_ONE), merges.current(id), reader, locale))
                .orElseGet(() -> page(audit.newest(NEWEST), null, reader, locale))
                .addObject("over", !search.isEmpty() && customer.isEmpty());
    }

    @PostMapping
    ModelAndView lookUp(@RequestParam(defaultValue = "") String customer, HttpServletRequest request) {
        String id = TypedCustomerId.of(customer);
        return id.isEmpty() ? FormOutcome.seeOther(PAGE) : TypedSearches.leadTo(request, PAGE, id);
    }

    private ModelAndView page(List<AuditEntry> entries, String customer, Principal reader, Locale locale) {
        // of somebody who is not there nothing is shown, and no name is made for them
        String about = entries.isEmpty() ? null : customer;
        audit.record(new AuditRecord(
                Actor.staff(reader.getName()), AuditAction.READ, "audit-log", about, "operators' page"));
        Map<String, Object> model = OperatorsPage.model(locale, "operations/audit");
        model.put("customer", customer);
        model.put(
                "entries",
                entries.stream().map(entry -> inWordsOf(locale, entry)).toList());
        return new ModelAndView("operations/audit", model);
    }

    /** What the program notes as the occasion, in the reader's language; what people wrote stays. */
    private static AuditEntry inWordsOf(Locale reader, AuditEntry entry) {
        return OCCASIONS
                .in(entry.why(), reader)
                .map(why ->
                        new AuditEntry(entry.at(), entry.who(), entry.action(), entry.what(), entry.customerId(), why))
                .orElse(entry);
    }
}
